"""A station and a simulated P24 in virtual time: whole sessions, and everything that ends them."""

import pytest
from tests.support.line_session import LineSession

from chairctl.domain.channels import Output, StimulationMode
from chairctl.domain.commands import Acknowledge, SetOutput, Stop
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.loader import find_device, load_device
from chairctl_simulators.devices.sciencemode4 import SimulatedP24, Truth
from chairctl_simulators.devices.sciencemode4.frames import Reader

PROFILE = load_device(find_device("hasomed-p24"))
RED = SetOutput("red", Output(200, StimulationMode(200, 1_000)))
BLUE = SetOutput("blue", Output(60, StimulationMode(100, 350)))


def session() -> LineSession:
    return LineSession(PROFILE, SimulatedP24(7))


def running() -> LineSession:
    """Twenty-two seconds in: red at 20 mA, blue at 6 mA."""
    stage = session().start(RED, BLUE)
    for _ in range(11):
        stage.run_for(2 * SECOND)
        stage.ask(RED)
        stage.ask(BLUE)
    assert stage.trips == []
    assert stage.applied == stage.permitted == [200, 60]
    return stage


def suffer(stage: LineSession, **changes: object) -> None:
    device = stage.device
    assert isinstance(device, SimulatedP24)
    device.set_faults(device.faults.changed(changes), stage.now)


def commands(stage: LineSession) -> list[int]:
    """Every request that was sent, by its command."""
    return [one.command for _, data in stage.sent for one in Reader().feed(data) if one]


def test_a_device_is_known_when_it_has_said_who_it_is_and_is_in_class_s1() -> None:
    stage = session()
    stage.plug()
    stage.run_for(100 * MILLISECOND)
    (link,) = stage.station.snapshot(stage.now).links
    assert link.identity
    assert (link.identity.serial_number, link.identity.firmware) == ("P24-000007", "3.1.0")
    assert link.device_class is DeviceClass.S1
    assert "goes_on" in link.residuals
    assert "contact_unseen" in link.residuals
    assert commands(stage)[:3] == [34, 52, 68]


def test_what_is_permitted_flows_in_pulses_of_this_width_and_no_higher_rate_and_without_net_charge() -> None:
    stage = running()
    truth: Truth = stage.truth
    red, blue = truth.stimulations[:2]
    assert (red.current_ma, red.pulse_width_us, red.rate_tenth_hz) == (20.0, 200, 1_000)
    assert (blue.current_ma, blue.pulse_width_us, blue.rate_tenth_hz) == (6.0, 100, 344)
    assert red.net_charge_nc == blue.net_charge_nc == 0
    assert all(other.current_ma == 0 for other in truth.stimulations[2:])


def test_the_current_rises_in_half_milliamperes_no_faster_than_permitted() -> None:
    stage = session().start(RED)
    highest = 0
    for _ in range(50):
        stage.run_for(100 * MILLISECOND)
        current = round(stage.truth.stimulations[0].current_ma * 10)
        assert current % 5 == 0
        assert current - highest in (0, 5)
        assert current <= 10 * (stage.now // MILLISECOND) / 1000 + 1
        highest = current
    assert highest >= 40


def test_stop_ends_the_pulses_in_the_turn_that_asks_for_it() -> None:
    stage = running()
    stage.ask(Stop())
    assert stage.run_until(lambda: stage.truth.outputs_zero, SECOND) <= 2 * MILLISECOND
    assert stage.run_until(lambda: not any(stage.applied), SECOND) <= 50 * MILLISECOND
    stage.run_for(SECOND)
    assert not stage.truth.high_voltage
    assert stage.trips == []
    assert stage.state is SafetyState.SAFE


def test_a_session_after_a_stop_begins_from_zero() -> None:
    stage = running()
    stage.ask(Stop())
    stage.run_for(SECOND)
    stage.arm(RED)
    stage.run_for(SECOND)
    assert 0 < stage.truth.stimulations[0].current_ma <= 1.5


def test_a_host_that_dies_leaves_pulses_for_two_seconds_at_most() -> None:
    stage = running()
    stage.kill_host()
    assert stage.run_until(lambda: stage.truth.outputs_zero, 5 * SECOND) <= 2 * SECOND


def test_a_line_that_is_pulled_trips_and_the_device_ends_by_itself() -> None:
    stage = running()
    stage.unplug()
    assert stage.trips == ["line_lost"]
    assert stage.run_until(lambda: stage.truth.outputs_zero, 5 * SECOND) <= 2 * SECOND


def test_a_line_that_comes_back_first_stops_what_still_runs_and_a_person_arms_again() -> None:
    stage = running()
    stage.unplug()
    stage.run_for(500 * MILLISECOND)
    assert not stage.truth.outputs_zero
    stage.plug()
    assert stage.run_until(lambda: stage.truth.outputs_zero, SECOND) <= 2 * MILLISECOND
    stage.run_for(500 * MILLISECOND)
    assert stage.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    stage.arm(RED)
    stage.run_for(2 * SECOND)
    assert stage.applied[0] > 0
    assert stage.trips == []


def test_silence_trips_as_stale_and_the_stop_still_reaches_the_device() -> None:
    stage = running()
    stage.hides = lambda data: True
    took = stage.run_until(lambda: not stage.is_live, SECOND)
    assert stage.trips == ["stale_telemetry"]
    assert took <= 250 * MILLISECOND
    assert stage.run_until(lambda: stage.truth.outputs_zero, SECOND) <= 2 * MILLISECOND


def test_a_single_lost_answer_or_request_ends_nothing() -> None:
    stage = running()
    for _ in range(10):
        lost = [False]

        def once(data: bytes, lost: list[bool] = lost) -> bool:
            first, lost[0] = not lost[0], True
            return first

        stage.hides = once
        stage.run_for(300 * MILLISECOND)
        stage.hides = lambda data: False
        lost[0] = False
        stage.loses = once
        stage.run_for(300 * MILLISECOND)
        stage.loses = lambda data: False
        stage.ask(RED)
    assert stage.trips == []


def test_a_lost_update_is_sent_again_as_the_image_is_then() -> None:
    stage = session().start(RED)
    stage.run_for(SECOND)
    stage.loses = lambda data: [one.command for one in Reader().feed(data) if one] == [32]
    stage.run_for(1200 * MILLISECOND)
    stage.loses = lambda data: False
    stage.run_for(600 * MILLISECOND)
    assert stage.trips == []
    assert stage.applied == stage.permitted
    assert stage.truth.stimulations[0].current_ma == stage.applied[0] / 10


def test_an_electrode_that_comes_off_trips_with_its_channel() -> None:
    stage = running()
    suffer(stage, electrodes_off=0b01)
    assert stage.run_until(lambda: not stage.is_live, SECOND) <= 120 * MILLISECOND
    (trip,) = stage.station.kernel.trips
    assert (trip.reason.code, trip.reason.channel, trip.hazard) == ("electrode_open", "red", "H51")
    assert stage.truth.outputs_zero


def test_below_its_threshold_the_device_does_not_see_that_an_electrode_is_off() -> None:
    stage = running()
    suffer(stage, electrodes_off=0b10)
    stage.run_for(SECOND)
    assert stage.trips == []


def test_dry_electrodes_trip_as_a_fault() -> None:
    stage = running()
    suffer(stage, dry_electrodes=0b01)
    stage.run_for(SECOND)
    (trip,) = stage.station.kernel.trips
    assert (trip.reason.code, trip.reason.detail) == ("device_fault", "current_low")


@pytest.mark.parametrize(
    ("fault", "trip"),
    [
        ({"high_voltage": True}, "device_fault"),
        ({"mute": True}, "stale_telemetry"),
        ({"deaf": True}, "stale_telemetry"),
        ({"battery_mv": 6000}, "supply_low"),
    ],
)
def test_what_breaks_while_it_runs_trips(fault: dict[str, object], trip: str) -> None:
    stage = running()
    suffer(stage, **fault)
    stage.run_until(lambda: not stage.is_live, 4 * SECOND)
    assert stage.trips[0] == trip
    stage.run_until(lambda: stage.truth.outputs_zero, 3 * SECOND)


def test_garbled_answers_trip_before_they_count_as_news() -> None:
    stage = running()
    suffer(stage, bad_crc=True)
    assert stage.run_until(lambda: not stage.is_live, SECOND) <= 250 * MILLISECOND
    assert stage.trips[0] in ("noisy_line", "stale_telemetry")


def test_a_reboot_trips_as_dropped_out() -> None:
    stage = running()
    device = stage.device
    assert isinstance(device, SimulatedP24)
    device.reboot(stage.now)
    assert stage.run_until(lambda: not stage.is_live, SECOND) <= 100 * MILLISECOND
    assert stage.trips[0] == "dropped_out"
    assert stage.truth.outputs_zero
    stage.run_for(SECOND)
    assert stage.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    stage.arm(RED)
    stage.run_for(2 * SECOND)
    assert stage.applied[0] > 0


def test_a_busy_device_is_asked_again_and_does_not_follow_for_long() -> None:
    stage = session().start(RED)
    suffer(stage, busy=True)
    stage.run_for(4 * SECOND)
    assert stage.trips == ["under_applied"]
    assert stage.truth.outputs_zero


def test_a_source_that_does_not_come_up_is_named_when_arming_takes_too_long() -> None:
    stage = session()
    suffer(stage, high_voltage=True)
    stage.start()
    stage.run_for(3 * SECOND)
    (trip,) = stage.station.kernel.trips
    assert (trip.reason.code, trip.reason.detail) == ("arm_unanswered", "high_voltage")


def test_a_weak_battery_is_not_armed() -> None:
    stage = session()
    suffer(stage, battery_mv=6000)
    stage.plug()
    stage.run_for(SECOND)
    with pytest.raises(AssertionError, match="supply_low"):
        stage.arm()


def test_the_device_is_kept_alive_only_while_the_station_is_armed() -> None:
    stage = running()
    stage.ask(Stop())
    stage.run_for(100 * MILLISECOND)
    before = len(stage.sent)
    stage.run_for(10 * SECOND)
    sent = commands(stage)[before:]
    assert set(sent) <= {34, 54, 62}
    assert sent.count(62) >= 190


def test_a_device_that_refuses_to_stop_what_does_not_run_is_at_rest_all_the_same() -> None:
    stage = session()
    suffer(stage, stop_refused=True)
    stage.start(RED)
    stage.run_for(2 * SECOND)
    assert stage.applied[0] > 0
    stage.ask(Stop())
    stage.run_for(SECOND)
    assert stage.applied == [0, 0]
    assert commands(stage)[-10:].count(34) == 0


def test_the_same_session_gives_the_same_bytes() -> None:
    one, other = running(), running()
    assert one.sent == other.sent
    assert one.heard == other.heard
