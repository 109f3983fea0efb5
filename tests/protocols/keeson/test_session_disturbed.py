"""Sessions with a simulated bed into which a hand, the line or the bed itself breaks, in virtual time."""

import pytest
from tests.protocols.keeson.bed import LEVEL_3, PLUS_KEYS, UP, masks, session, start

from chairctl.domain.channels import Output
from chairctl.domain.commands import Acknowledge, Arm, LetMeUp, SetOutput, Stop
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl_simulators.devices.keeson import BedFaults, BedSetup, Box


def test_what_a_hand_turns_down_is_not_turned_up_again() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.run_for(15 * SECOND)
    bed.by_hand(0x80_0000, run.now)
    since = run.now
    run.run_for(5 * SECOND)
    assert run.trips == ["dropped_out"]
    assert bed.outputs_zero
    assert not any(mask & PLUS_KEYS for mask in masks(run, since))


def test_the_end_of_the_beds_own_timer_ends_the_session() -> None:
    run, bed = session(BedSetup(timer=1, minus_wraps=True))
    start(run)
    run.ask(SetOutput("head_massage", LEVEL_3))
    for _ in range(3):
        run.ask(SetOutput("head_massage", LEVEL_3))
        run.run_for(4 * MINUTE)
    assert run.trips == ["dropped_out"]
    assert bed.outputs_zero


def test_what_a_hand_turns_up_trips_and_is_turned_down() -> None:
    run, bed = session()
    start(run)
    bed.by_hand(0x800, run.now)
    run.run_for(3 * SECOND)
    assert run.trips == ["over_applied"]
    assert bed.outputs_zero
    assert run.ask(Acknowledge()).outcome is Outcome.ACCEPTED


def test_a_preset_by_hand_trips_and_any_release_of_ours_ends_it() -> None:
    run, bed = session()
    start(run)
    bed.by_hand(0x1000, run.now)
    run.run_for(1 * SECOND)
    assert run.trips == ["over_applied"]
    assert not bed.truth(run.now).preset


def test_a_line_that_is_lost_trips_and_nothing_comes_back_by_itself() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head", UP))
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.run_for(8 * SECOND)
    run.unplug()
    run.run_for(1 * SECOND)
    assert run.trips == ["line_lost", "zero_unconfirmed"]
    assert not bed.truth(run.now).head_moves  # its own time-out
    assert bed.truth(run.now).head_massage == 3  # massage goes on: class S1, and the profile says so
    run.plug()
    assert run.run_until(lambda: bed.outputs_zero, 5 * SECOND) <= 2 * SECOND
    assert run.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    run.run_for(5 * SECOND)
    assert bed.outputs_zero
    assert run.ask(Arm()).outcome is Outcome.ACCEPTED


def test_a_bed_that_falls_silent_trips_and_is_stopped_blindly() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head_massage", Output(200)))
    run.run_for(5 * SECOND)
    bed.set_faults(BedFaults(mute=True), run.now)
    run.run_for(3 * SECOND)
    assert run.trips == ["stale_telemetry", "zero_unconfirmed"]
    assert bed.outputs_zero
    bed.set_faults(BedFaults(), run.now)
    run.run_for(1 * SECOND)
    assert run.ask(Acknowledge()).outcome is Outcome.ACCEPTED


def test_a_bed_that_starts_anew_stands_still_and_trips() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.run_for(10 * SECOND)
    bed.reboot(run.now)
    run.run_for(2 * SECOND)
    assert run.trips == ["dropped_out"]
    assert bed.outputs_zero


def test_let_me_up_raises_the_head_and_lowers_the_feet() -> None:
    run, bed = session(BedSetup(full_travel_s=10))
    start(run)
    run.ask(SetOutput("feet", UP))
    run.run_for(5 * SECOND)
    feet = bed.truth(run.now).feet
    run.ask(Stop())
    run.run_for(1 * SECOND)
    for _ in range(30):
        assert run.ask(LetMeUp()).outcome is Outcome.ACCEPTED
        run.run_for(100 * MILLISECOND)
    truth = bed.truth(run.now)
    assert truth.head > 5
    assert truth.feet < feet - 5
    run.run_for(2 * SECOND)
    assert bed.outputs_zero


@pytest.mark.parametrize("box", [box for box in Box if box is not Box.BASE])
def test_a_box_that_says_nothing_can_not_be_armed(box: Box) -> None:
    run, _ = session(BedSetup(box=box))
    run.plug()
    run.run_for(SECOND)
    assert run.ask(Arm()).outcome is Outcome.REFUSED
    assert run.state is SafetyState.SAFE
    assert masks(run) == [0]
