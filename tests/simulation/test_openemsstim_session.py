"""A station and a simulated openEMSstim board in virtual time: whole sessions, and what ends them."""

from itertools import pairwise

import pytest
from tests.support.line_session import LineSession

from chairctl.domain.channels import Output, StimulationMode
from chairctl.domain.commands import Acknowledge, SetOutput, Stop
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.profiles.attenuator import level_of
from chairctl.profiles.loader import find_device, load_device
from chairctl_simulators.devices.openemsstim import SimulatedBoard

PROFILE = load_device(find_device("openemsstim"))
PULSES = StimulationMode(100, 500)
ONE, OTHER = SetOutput("channel_0", Output(150, PULSES)), SetOutput("channel_1", Output(60, PULSES))
BOOT = 3 * SECOND


def session() -> LineSession:
    return LineSession(PROFILE, SimulatedBoard())


def running(*wishes: SetOutput) -> LineSession:
    """Long enough for 15 mA."""
    wishes = wishes or (ONE, OTHER)
    stage = session().start(*wishes, boot=BOOT)
    for _ in range(10):
        stage.run_for(2 * SECOND)
        assert stage.trips == []
        for wish in wishes:
            stage.ask(wish)
    assert stage.applied == stage.permitted
    return stage


def until_zero(stage: LineSession) -> Duration:
    return stage.run_until(lambda: stage.truth.outputs_zero, 5 * SECOND)


def board(stage: LineSession) -> SimulatedBoard:
    assert isinstance(stage.device, SimulatedBoard)
    return stage.device


def suffer(stage: LineSession, **changes: object) -> None:
    board(stage).set_faults(board(stage).faults.changed(changes), stage.now)


def texts(stage: LineSession) -> list[str]:
    """Every command that was sent."""
    return [bytes.fromhex(data.decode().strip(".\n").rpartition(",")[2]).decode() for _, data in stage.sent]


def test_nothing_is_sent_before_the_board_says_that_it_is_ready() -> None:
    stage = session()
    stage.plug()
    stage.run_until(lambda: bool(stage.sent), BOOT)
    assert b"SETUP DONE" in stage.heard[-1][1]
    stage.run_for(500 * MILLISECOND)
    assert set(texts(stage)) == {"G"}
    (link,) = stage.station.snapshot(stage.now).links
    assert link.identity
    assert (link.identity.model, link.identity.serial_number) == ("openEMSstim", "")
    assert link.device_class is DeviceClass.S1


def test_a_board_that_was_not_reset_is_stopped_after_15_seconds_and_works() -> None:
    stage = session()
    stage.run_for(BOOT)
    stage.plug()
    stage.run_for(14_900 * MILLISECOND)
    assert stage.sent == []
    stage.run_for(SECOND)
    stage.arm(ONE)
    stage.run_for(10 * SECOND)
    assert stage.trips == []
    assert stage.applied[0] > 0


def test_what_is_applied_is_what_the_board_lets_through_and_no_more_than_permitted() -> None:
    stage = running()
    assert 145 <= stage.applied[0] <= 150
    assert 55 <= stage.applied[1] <= 60
    for channel, applied in zip(stage.truth.stimulations, stage.applied, strict=True):
        assert applied - 1 <= channel.current_ma * 10 <= applied


def test_the_output_rises_in_steps_of_five_percent_at_most() -> None:
    stage = running(SetOutput("channel_0", Output(150, PULSES)))
    percents = [int(text.partition("I")[2].partition("T")[0]) for text in texts(stage) if "I" in text]
    assert percents[0] <= 5
    assert max(after - before for before, after in pairwise(percents)) <= 5


def test_every_command_is_one_that_the_board_reads_rightly_and_none_spoils_its_memory() -> None:
    stage = running()
    assert stage.truth.spoilt == stage.truth.toggled == stage.truth.lost_bytes == 0
    assert all(after - before >= 150 * MILLISECOND for (before, _), (after, _) in pairwise(stage.sent))
    assert {text[-5:] for text in texts(stage) if text != "G"} == {"T500G"}


def test_no_channel_runs_out_while_it_is_wanted() -> None:
    stage = running()
    for _ in range(500):
        stage.run_for(10 * MILLISECOND)
        assert all(channel.relay for channel in stage.truth.stimulations)
        if stage.now % SECOND == 0:
            stage.ask(ONE)
            stage.ask(OTHER)


def test_stop_is_written_at_once_and_the_board_is_at_zero_as_soon_as_it_has_read_it() -> None:
    longest = 0
    for wait in range(0, 300, 20):
        stage = running(ONE)
        stage.run_for(wait * MILLISECOND)
        stage.ask(Stop())
        assert stage.sent[-1][0] == stage.now
        assert texts(stage)[-1] == "G"
        longest = max(longest, until_zero(stage))
        stage.run_for(SECOND)
        assert not any(channel.relay for channel in stage.truth.stimulations)
        assert (stage.applied, stage.trips) == ([0, 0], [])
        assert stage.state is SafetyState.SAFE
    print(f"\nstop to true zero: {longest // MILLISECOND} ms at most")
    assert longest <= 300 * MILLISECOND


def test_one_channel_ends_while_the_other_goes_on() -> None:
    stage = running()
    stage.ask(SetOutput("channel_0", Output(0)))
    assert stage.run_until(lambda: stage.truth.stimulations[0].current_ma == 0, SECOND) <= 500 * MILLISECOND
    assert "C0I1T50G" in texts(stage)
    stage.run_for(SECOND)
    assert texts(stage).count("C0I1T50G") == 1
    assert stage.truth.stimulations[1].current_ma > 0
    assert stage.applied[0] == 0
    assert stage.trips == []


def test_a_host_that_dies_leaves_outputs_for_700_ms_at_most() -> None:
    longest = 0
    for wait in range(0, 300, 30):
        stage = running()
        stage.run_for(wait * MILLISECOND)
        stage.kill_host()
        longest = max(longest, until_zero(stage))
    print(f"\nhost death to true zero: {longest // MILLISECOND} ms at most")
    assert longest <= 700 * MILLISECOND


def test_a_line_that_is_pulled_trips_and_the_board_ends_by_itself() -> None:
    stage = running()
    stage.unplug()
    assert stage.trips == ["line_lost"]
    assert stage.run_until(lambda: stage.truth.outputs_zero, 5 * SECOND) <= 700 * MILLISECOND


def test_after_a_reconnect_the_board_has_started_anew_and_a_person_arms_again() -> None:
    stage = running()
    stage.unplug()
    stage.run_for(SECOND)
    board(stage).reboot(stage.now)
    stage.plug()
    stage.run_for(BOOT)
    assert stage.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    stage.arm(ONE)
    stage.run_for(8 * SECOND)
    assert stage.applied[0] > 0
    assert stage.trips == []


@pytest.mark.parametrize("fault", ["mute", "no_debug"])
def test_a_board_that_does_not_echo_trips_as_stale_and_is_stopped(fault: str) -> None:
    stage = running()
    suffer(stage, **{fault: True})
    assert stage.run_until(lambda: not stage.is_live, 2 * SECOND) <= 500 * MILLISECOND
    assert "stale_telemetry" in stage.trips
    assert stage.run_until(lambda: stage.truth.outputs_zero, SECOND) <= 300 * MILLISECOND


def test_a_board_that_hears_nothing_ends_by_itself() -> None:
    stage = running()
    suffer(stage, deaf=True)
    assert stage.run_until(lambda: stage.truth.outputs_zero, 2 * SECOND) <= 700 * MILLISECOND
    assert "stale_telemetry" in stage.trips


def test_a_board_that_does_not_echo_from_the_start_is_never_armed() -> None:
    stage = session()
    suffer(stage, no_debug=True)
    stage.plug()
    stage.run_for(20 * SECOND)
    with pytest.raises(AssertionError, match="not_identified"):
        stage.arm()


def test_a_reboot_trips_as_dropped_out() -> None:
    stage = running()
    board(stage).reboot(stage.now)
    stage.run_until(lambda: not stage.is_live, SECOND)
    assert stage.trips[0] == "dropped_out"
    assert stage.truth.outputs_zero
    stage.run_for(BOOT)
    assert stage.ask(Acknowledge()).outcome is Outcome.ACCEPTED


def test_a_single_lost_echo_ends_nothing() -> None:
    stage = running(ONE)
    for _ in range(5):
        hidden: list[bytes] = []

        def once(data: bytes, hidden: list[bytes] = hidden) -> bool:
            if b"C0I" not in data or hidden:
                return False
            hidden.append(data)
            return True

        stage.hides = once
        stage.run_for(2 * SECOND)
        assert hidden
        stage.ask(ONE)
    assert stage.trips == []


def test_an_electrode_that_is_off_is_not_seen_and_that_is_said() -> None:
    stage = running()
    suffer(stage, electrodes_off=1)
    stage.run_for(SECOND)
    assert stage.trips == []
    (link,) = stage.station.snapshot(stage.now).links
    assert "contact_unseen" in link.residuals


def test_the_lowest_output_is_not_taken_before_it_is_permitted() -> None:
    stage = session().start(ONE, boot=BOOT)
    lowest = level_of(1, 200)
    while stage.now < BOOT + 8 * SECOND:
        stage.run_for(20 * MILLISECOND)
        assert stage.truth.stimulations[0].current_ma * 10 <= max(stage.permitted[0], 0)
        assert stage.permitted[0] == 0 or stage.permitted[0] >= lowest
    assert stage.truth.stimulations[0].current_ma > 4


def test_the_same_session_gives_the_same_bytes() -> None:
    assert running().sent == running().sent
