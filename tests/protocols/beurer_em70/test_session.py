"""Whole sessions with a simulated EM 70, in virtual time: nothing between station and device but bytes."""

from itertools import pairwise

import pytest
from tests.support.line_session import LineSession

from chairctl.domain.channels import Output, StimulationMode
from chairctl.domain.commands import Acknowledge, Arm, Release, SetOutput, Stop
from chairctl.domain.safety import Outcome
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.telemetry import Activity
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.profiles.loader import load_device
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator, StimulatorFaults, StimulatorSetup

PULSES = StimulationMode(200, 800)
STOP, UP, READ_STATE = (bytes.fromhex(wire) for wire in ("5a0503000062", "5a0501000060", "5a0507000066"))


def mild(tenth_ma: int = 100) -> Output:
    return Output(tenth_ma, PULSES)


def session(setup: StimulatorSetup | None = None) -> tuple[LineSession, SimulatedStimulator]:
    device = SimulatedStimulator(1, setup)
    return LineSession(load_device("beurer-em70"), device), device


def start(run: LineSession) -> None:
    """Plug in, listen, arm, and let the device confirm it."""
    run.start(boot=500 * MILLISECOND)
    run.run_for(500 * MILLISECOND)


def running(setup: StimulatorSetup | None = None) -> tuple[LineSession, SimulatedStimulator]:
    run, device = session(setup)
    start(run)
    run.ask(SetOutput("tens", mild()))
    run.run_for(20 * SECOND)
    assert device.truth(run.now).intensity == 5
    assert run.applied == [100]
    assert run.trips == []
    return run, device


@pytest.mark.parametrize("answer_ms", [0, 30, 120])
def test_a_session_rises_step_by_step_and_stops_at_once(answer_ms: int) -> None:
    run, device = session(StimulatorSetup(answer_ms=answer_ms))
    start(run)
    run.ask(SetOutput("tens", mild()))
    steps = []
    for _ in range(200):
        run.run_for(100 * MILLISECOND)
        steps.append(device.truth(run.now).intensity)
    assert steps[-1] == 5
    assert all(after - before in (0, 1) for before, after in pairwise(steps))
    assert steps.index(5) >= 80  # 1 mA/s, and a step counts as 2 mA
    assert [data for _, data in run.sent].count(UP) == 5
    assert {data[2] for _, data in run.sent} == {1, 3, 7}
    run.ask(Stop())
    assert device.outputs_zero
    run.run_for(2 * SECOND)
    assert run.applied == [0]
    assert run.trips == []


def test_a_wish_between_two_steps_is_rounded_down() -> None:
    run, device = session()
    start(run)
    assert run.ask(SetOutput("tens", mild(59))).outcome is Outcome.LIMITED
    run.run_for(10 * SECOND)
    assert device.truth(run.now).intensity == 2
    assert run.applied == [40]


def test_lower_is_set_at_once_and_nothing_without_steps_on_the_way() -> None:
    run, device = running()
    run.ask(SetOutput("tens", mild(40)))
    assert device.truth(run.now).intensity == 2
    run.ask(Release("tens"))
    assert device.outputs_zero
    run.run_for(5 * SECOND)
    assert run.trips == []


def test_a_step_whose_answer_is_late_is_not_sent_twice() -> None:
    run, device = session()
    device.set_faults(StimulatorFaults(late_ms=600), 0)
    run.plug()
    run.run_for(2 * SECOND)
    run.arm()
    run.ask(SetOutput("tens", mild()))
    highest = 0
    for _ in range(300):
        run.run_for(100 * MILLISECOND)
        highest = max(highest, device.truth(run.now).intensity)
        permitted = run.station.decision.image[0].level
        assert device.truth(run.now).intensity * 20 <= max(permitted, 20)
    assert highest == 5
    assert run.trips == []


def test_a_step_that_was_lost_is_sent_again() -> None:
    run, device = running()
    run.ask(SetOutput("tens", mild(120)))
    while run.sent[-1][1] != UP:
        device.set_faults(StimulatorFaults(deaf=True), run.now)
        run.run_for(10 * MILLISECOND)
        device.set_faults(StimulatorFaults(), run.now)
        run.run_for(10 * MILLISECOND)
    run.run_for(5 * SECOND)
    assert device.truth(run.now).intensity == 6
    assert run.trips == []


def test_one_lost_answer_ends_nothing() -> None:
    run, device = running()
    for _ in range(20):
        device.set_faults(StimulatorFaults(mute=True), run.now)
        run.run_for(130 * MILLISECOND)
        device.set_faults(StimulatorFaults(), run.now)
        run.run_for(1 * SECOND)
    assert run.trips == []
    assert run.applied == [100]


def test_a_stop_that_was_lost_is_sent_again_until_the_state_shows_nothing() -> None:
    run, device = running()
    device.set_faults(StimulatorFaults(deaf=True), run.now)
    run.ask(Stop())
    run.run_for(400 * MILLISECOND)
    device.set_faults(StimulatorFaults(), run.now)
    assert run.run_until(lambda: device.outputs_zero, SECOND) <= 400 * MILLISECOND


def test_a_device_that_does_not_obey_the_stop_trips() -> None:
    run, device = running()
    device.set_faults(StimulatorFaults(stuck=True), run.now)
    run.ask(Stop())
    run.run_for(4 * SECOND)
    assert run.trips == ["over_applied"]
    assert [data for _, data in run.sent].count(STOP) > 5


def test_silence_trips_and_the_stop_is_sent_blindly() -> None:
    run, device = running()
    device.set_faults(StimulatorFaults(mute=True), run.now)
    run.run_for(3 * SECOND)
    assert run.trips[:2] == ["stale_telemetry", "zero_unconfirmed"]
    assert device.outputs_zero
    device.set_faults(StimulatorFaults(), run.now)
    run.run_for(SECOND)
    assert run.ask(Acknowledge()).outcome is Outcome.ACCEPTED


def test_a_lost_line_leaves_it_running_and_the_first_thing_on_a_new_line_is_the_stop() -> None:
    run, device = running()
    run.unplug()
    run.run_for(1 * MINUTE)
    assert run.trips == ["line_lost", "zero_unconfirmed"]
    assert device.truth(run.now).intensity == 5  # class S0: it goes on
    count = len(run.sent)
    run.plug()
    assert [data for _, data in run.sent[count:]][:2] == [STOP, READ_STATE]
    assert device.outputs_zero
    run.run_for(SECOND)
    assert run.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    run.run_for(5 * SECOND)
    assert device.outputs_zero
    assert run.ask(Arm()).outcome is Outcome.ACCEPTED


def test_an_electrode_that_comes_off_trips() -> None:
    run, device = running()
    device.set_faults(StimulatorFaults(no_contact=True), run.now)
    run.run_for(SECOND)
    assert run.trips == ["device_fault"]
    assert device.outputs_zero


def test_without_contact_the_first_step_is_the_last() -> None:
    run, device = session()
    start(run)
    device.set_faults(StimulatorFaults(no_contact=True), run.now)
    run.ask(SetOutput("tens", mild()))
    highest = 0
    for _ in range(100):
        run.run_for(100 * MILLISECOND)
        highest = max(highest, device.truth(run.now).intensity)
    assert highest == 1
    assert run.trips == ["electrode_open"]


def test_what_a_hand_turns_down_is_not_turned_up_again() -> None:
    run, device = running()
    device.by_hand(2, run.now)
    run.run_for(3 * SECOND)
    assert run.trips == ["dropped_out"]
    assert device.outputs_zero


def test_what_a_hand_turns_up_trips() -> None:
    run, device = running()
    device.by_hand(7, run.now)
    run.run_for(SECOND)
    assert run.trips == ["over_applied"]
    assert device.outputs_zero


def test_another_programme_chosen_by_hand_ends_the_session() -> None:
    run, device = running()
    device.choose_by_hand(3, run.now)
    run.run_for(SECOND)
    assert run.trips == ["dropped_out"]
    assert device.outputs_zero


def test_the_end_of_its_own_programme_ends_the_session() -> None:
    run, device = session(StimulatorSetup(minutes=1))
    start(run)
    run.ask(SetOutput("tens", mild()))
    run.run_for(70 * SECOND)
    assert run.trips == ["dropped_out"]
    run.run_for(10 * SECOND)
    assert device.outputs_zero


def test_a_device_that_starts_anew_is_at_zero_and_trips() -> None:
    run, device = running()
    device.reboot(run.now)
    run.run_for(2 * SECOND)
    assert run.trips == ["dropped_out"]
    assert device.outputs_zero


def test_a_low_battery_is_shown() -> None:
    run, device = running()
    device.warn_of_battery(run.now)
    run.run_for(SECOND)
    assert run.trips == []
    assert run.station.snapshot(run.now).links[0].activity is Activity.BATTERY_LOW


def test_it_is_of_class_s0() -> None:
    run, _ = running()
    link = run.station.snapshot(run.now).links[0]
    assert link.device_class is DeviceClass.S0
    assert {"goes_on", "contact_unseen", "unwatched"} <= set(link.residuals)
