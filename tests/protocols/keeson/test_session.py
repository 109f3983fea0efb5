"""Whole sessions with a simulated bed, in virtual time: nothing between station and bed but bytes."""

from itertools import pairwise

import pytest
from tests.protocols.keeson.bed import DOWN, HEAD_UP, LEVEL_3, PLUS_KEYS, RELEASE, UP, masks, session, start

from chairctl.domain.channels import Output
from chairctl.domain.commands import Release, SetOutput, Stop
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_simulators.devices.keeson import BedFaults, BedSetup


@pytest.mark.parametrize("kind", [0xED, 0xF0, 0xF1])
@pytest.mark.parametrize("report_ms", [100, 200, 280])
def test_a_session_of_massage_reaches_its_levels_and_stops_to_true_zero(kind: int, report_ms: int) -> None:
    run, bed = session(BedSetup(kind=kind, report_ms=report_ms, minus_wraps=True))
    start(run)
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.ask(SetOutput("feet_massage", Output(200)))
    run.run_for(20 * SECOND)
    truth = bed.truth(run.now)
    assert (truth.head_massage, truth.feet_massage) == (3, 1)
    assert run.applied == [0, 0, 500, 166]
    assert run.trips == []
    run.ask(Stop())
    assert (
        run.run_until(lambda: bed.outputs_zero, 5 * SECOND) <= 1_100 * MILLISECOND
    )  # three presses, half a second apart
    run.run_for(5 * SECOND)
    assert bed.outputs_zero
    assert run.trips == []


@pytest.mark.parametrize("kind", [0xED, 0xF0])
def test_the_layout_that_was_seen_on_beds_does_as_well(kind: int) -> None:
    run, bed = session(BedSetup(kind=kind, marked=True, minus_wraps=True))
    start(run)
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.ask(SetOutput("head", UP))
    run.run_for(10 * SECOND)
    assert bed.truth(run.now).head_massage == 3
    assert bed.truth(run.now).head > 30
    run.ask(Stop())
    run.run_until(lambda: bed.outputs_zero, 3 * SECOND)
    assert run.trips == []


def test_a_motor_runs_while_its_key_is_held_and_stands_at_once_when_it_is_let_go() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head", UP))
    run.run_for(4 * SECOND)
    assert bed.truth(run.now).head_moves
    assert bed.truth(run.now).head == pytest.approx(10, abs=1)  # after two seconds of rise
    began = run.now
    run.ask(Release("head"))
    assert not bed.truth(run.now).head_moves
    assert run.sent[-1] == (began, RELEASE)
    run.run_for(3 * SECOND)
    assert masks(run, began + 1) == []
    assert run.trips == []


def test_a_held_key_is_repeated_every_100_ms_and_never_without_a_permit_that_lives() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head", UP))
    run.run_for(3 * SECOND)
    held = [at for at, data in run.sent if data == HEAD_UP]
    gaps = {after - before for before, after in pairwise(held)}
    assert gaps == {100 * MILLISECOND}
    bed.set_faults(BedFaults(mute=True), run.now)
    silent_since = run.now
    run.run_for(5 * SECOND)
    last = max(at for at, data in run.sent if data == HEAD_UP)
    assert last - silent_since <= 300 * MILLISECOND
    assert run.trips == ["stale_telemetry", "zero_unconfirmed"]
    assert not bed.truth(run.now).head_moves


def test_at_the_end_of_its_travel_a_motor_has_done_what_it_was_told() -> None:
    for setup in (BedSetup(full_travel_s=5), BedSetup(full_travel_s=5, knows_position=False)):
        run, bed = session(setup)
        start(run)
        run.ask(SetOutput("feet", UP))
        run.run_for(20 * SECOND)
        assert bed.truth(run.now).feet == 100
        assert run.applied[1] == 1_000
        assert run.trips == []
        assert masks(run, run.now - 5 * SECOND) == []  # its key is not pressed against the end


def test_a_bed_that_is_flat_already_has_done_so_when_it_is_told_to_go_down() -> None:
    run, _ = session()
    start(run)
    run.ask(SetOutput("head", DOWN))
    run.run_for(20 * SECOND)
    assert run.trips == []
    assert masks(run) == [0]


def test_a_motor_that_can_go_but_does_not_trips() -> None:
    run, bed = session()
    start(run)
    bed.set_faults(BedFaults(deaf=True), run.now)
    run.ask(SetOutput("head", UP))
    run.run_for(10 * SECOND)
    assert run.trips == ["under_applied"]


def test_a_motor_that_does_not_stop_trips() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head", UP))
    run.run_for(3 * SECOND)
    bed.set_faults(BedFaults(relay_welded=True), run.now)
    run.ask(Release("head"))
    run.run_for(5 * SECOND)
    assert bed.truth(run.now).head_moves
    assert run.trips == ["over_applied"]


def test_head_and_feet_run_together_while_massage_is_stepped() -> None:
    run, bed = session()
    start(run)
    run.ask(SetOutput("head", UP))
    run.ask(SetOutput("feet", UP))
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.run_for(8 * SECOND)
    truth = bed.truth(run.now)
    assert truth.head_moves
    assert truth.feet_moves
    assert truth.head_massage == 3
    run.ask(Stop())
    assert not bed.truth(run.now).head_moves
    run.run_until(lambda: bed.outputs_zero, 2 * SECOND)


def test_a_plus_key_is_never_pressed_again_before_a_report_could_show_it() -> None:
    run, bed = session()
    bed.set_faults(BedFaults(late_reports_ms=450), 0)
    run.plug()
    run.run_for(2 * SECOND)
    run.arm()
    run.ask(SetOutput("head_massage", LEVEL_3))
    highest = 0
    for _ in range(200):
        run.run_for(100 * MILLISECOND)
        highest = max(highest, bed.truth(run.now).head_massage)
    assert highest == 3
    assert run.trips == []


def test_a_plus_key_that_was_lost_is_pressed_again() -> None:
    run, bed = session()
    start(run)
    bed.set_faults(BedFaults(deaf=True), run.now)
    run.ask(SetOutput("head_massage", Output(200)))
    run.run_for(4_200 * MILLISECOND)
    assert sum(bool(mask & PLUS_KEYS) for mask in masks(run)) == 1
    bed.set_faults(BedFaults(), run.now)
    run.run_for(3 * SECOND)
    assert bed.truth(run.now).head_massage == 1
    assert run.trips == []


def test_lowering_takes_one_step_at_a_time_and_does_not_pass_its_mark() -> None:
    run, bed = session()
    bed.set_faults(BedFaults(late_reports_ms=450), 0)
    run.plug()
    run.run_for(2 * SECOND)
    run.arm()
    run.ask(SetOutput("head_massage", LEVEL_3))
    run.run_for(15 * SECOND)
    run.ask(SetOutput("head_massage", Output(340)))
    lowest = 3
    for _ in range(50):
        run.run_for(100 * MILLISECOND)
        lowest = min(lowest, bed.truth(run.now).head_massage)
    assert lowest == 2
    assert run.trips == []
