"""Whole sessions of a station with a simulated chair in which something goes wrong."""

from tests.support.programmes import programme, step
from tests.support.rongtai_room import HEAT, KNEAD, POWER, STOP_KEYS, Room, keys, kneading

from chairctl.domain.channels import ChannelKind, Output, PostureMode, Technique
from chairctl.domain.commands import Acknowledge, Arm, Origin, Stop
from chairctl.domain.programme import Target
from chairctl.domain.safety import Outcome as Answered
from chairctl.domain.telemetry import Activity
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.protocols.rongtai.stop import Outcome
from chairctl_simulators.devices.rongtai import RongTaiSetup

STANDBY, HOMING, WAITING, RUNNING, STORING, FAULT = range(6)
KEY_HEAT, KEY_AIR_5, KEY_SESSION_10 = 0x27, 0x49, 0x50
DOWN = Output(1_000, PostureMode(-1))


def test_status_that_stays_away_trips_and_the_chair_is_switched_off_as_soon_as_it_is_heard() -> None:
    room = kneading().fault(mute=True).run(3 * SECOND)
    assert room.trips == ["stale_telemetry", "zero_unconfirmed"]
    assert room.device.stop.outcome is Outcome.UNVERIFIED
    assert room.truth.state == RUNNING
    assert room.powers == 1
    room.fault(mute=False).run(8 * SECOND)
    assert (room.truth.state, room.powers, room.device.stop.outcome) == (STANDBY, 2, Outcome.STOPPED)


def test_a_link_that_breaks_leaves_the_chair_running_and_says_so_and_it_ends_after_the_reconnect() -> None:
    room = kneading().unplug().run(5 * SECOND)
    assert room.trips == ["line_lost", "zero_unconfirmed"]
    assert room.truth.state == RUNNING
    room.plug().run(8 * SECOND)
    assert room.truth.state == STANDBY
    assert room.device.stop.outcome is Outcome.STOPPED
    assert room.ask(Acknowledge()).outcome is Answered.ACCEPTED
    assert room.arm().hold("roller", KNEAD).until(RUNNING).run(12 * SECOND).truth.technique == 1


def test_without_a_host_the_chair_goes_on_to_its_own_timer() -> None:
    room = kneading().unplug().run(19 * MINUTE)
    assert room.truth.state == RUNNING
    room.run(2 * MINUTE)
    assert room.truth.state == STANDBY


def test_a_new_host_sees_a_chair_that_runs_sends_stop_keys_only_and_ends_it_when_asked() -> None:
    old = kneading()
    room = Room()
    room.chair, room.now = old.chair, old.now
    room.plug().run(2 * SECOND)
    assert room.trips == ["over_applied"]
    assert room.activity is Activity.RUNNING
    assert set(keys(room)) == STOP_KEYS
    assert room.truth.state == RUNNING
    room.ask(Stop(), Origin.REMOTE)
    assert room.run(8 * SECOND).truth.state == STANDBY
    assert room.powers == 1


def test_somebody_who_presses_power_on_the_remote_wins() -> None:
    room = kneading().remote(POWER).run(8 * SECOND)
    assert room.trips == ["dropped_out"]
    assert room.truth.state == STANDBY
    assert room.powers == 1
    assert room.device.stop.outcome is Outcome.STOPPED


def test_somebody_who_wakes_the_chair_again_after_our_stop_is_left_in_peace() -> None:
    room = kneading().stop().run(8 * SECOND).remote(POWER).run(2 * SECOND).remote(0x20).run(20 * SECOND)
    assert room.truth.state == RUNNING
    assert room.powers == 2


def test_somebody_who_starts_it_anew_on_its_way_home_is_left_in_peace() -> None:
    room = Room(RongTaiSetup(homing_power="halts", homing_ms=9_000)).arm().hold("roller", KNEAD)
    room.until(RUNNING).run(12 * SECOND).stop().until(HOMING).run(SECOND).remote(POWER).run(10 * SECOND)
    assert (room.truth.state, room.powers) == (WAITING, 2)
    assert room.device.stop.outcome is Outcome.STOPPED


def test_somebody_who_turns_the_air_up_on_the_remote_trips_and_nobody_turns_it_down() -> None:
    room = Room(RongTaiSetup(first_air=1)).arm().hold("air", Output(200)).until(RUNNING).run(8 * SECOND)
    before = len(room.pressed)
    room.remote(KEY_AIR_5).run(5 * SECOND)
    assert room.trips == ["over_applied"]
    assert set(keys(room)[before:]) <= STOP_KEYS | {POWER}


def test_heat_that_is_turned_off_on_the_remote_is_not_turned_on_again() -> None:
    room = kneading().hold("back_heat", HEAT).run(5 * SECOND)
    assert room.truth.heat_on
    room.remote(KEY_HEAT).run(15 * SECOND)
    assert keys(room).count(KEY_HEAT) == 1
    assert room.trips == ["under_applied"]


def test_the_timer_of_the_chair_ends_the_session_if_somebody_has_made_it_shorter() -> None:
    target = Target(ChannelKind.ROLLER, intensity_permille=500, technique=Technique.KNEADING)
    room = Room().play(programme(step(target, duration=15 * MINUTE))).run(20 * SECOND)
    room.remote(KEY_SESSION_10).run(610 * SECOND)
    assert room.trips == ["dropped_out"]
    assert room.powers == 1


def test_a_toggle_that_gets_lost_is_never_pressed_again() -> None:
    room = kneading().fault(keys_lost=1).hold("back_heat", HEAT).run(5 * SECOND)
    assert keys(room).count(KEY_HEAT) == 1
    assert room.trips == ["device_fault"]
    assert room.station.kernel.trips[0].reason.detail == "no_answer heat"
    assert room.run(8 * SECOND).truth.state == STANDBY


def test_a_toggle_whose_effect_comes_late_is_never_pressed_again() -> None:
    room = kneading().hold("back_heat", HEAT).run(1_050 * MILLISECOND).fault(late_ms=800).run(10 * SECOND)
    assert keys(room).count(KEY_HEAT) == 1


def test_a_key_that_says_what_shall_be_is_pressed_again_if_it_gets_lost() -> None:
    room = kneading().fault(keys_lost=1).hold("foot_wheel", Output(333)).run(5 * SECOND)
    assert room.truth.wheel == 1
    assert room.trips == []
    lost = kneading().fault(deaf=True).hold("foot_wheel", Output(333)).run(6 * SECOND)
    assert keys(lost).count(0x34) == 3
    assert lost.trips == ["device_fault"]


def test_a_chair_that_does_not_wake_up_is_not_switched_on_a_second_time() -> None:
    room = Room().arm().fault(keys_lost=1).hold("roller", KNEAD).run(6 * SECOND)
    assert room.powers == 1
    assert room.trips == ["device_fault"]
    assert room.station.kernel.trips[0].reason.detail == "no_answer_power"
    room.run(8 * SECOND)
    assert room.device.stop.outcome is Outcome.STOPPED


def test_a_second_arming_waits_until_a_late_waking_would_have_been_seen() -> None:
    room = Room().arm().fault(keys_lost=1).hold("roller", KNEAD).run(5 * SECOND)
    room.ask(Acknowledge())
    room.run(3 * SECOND)
    room.ask(Arm())
    assert room.run(3 * SECOND).trips == ["arm_unanswered"]
    room.ask(Acknowledge())
    room.run(8 * SECOND).arm().hold("roller", KNEAD).until(RUNNING)
    first, second = (at for at, key in room.pressed if key == POWER)
    assert second - first >= 10 * SECOND


def test_a_chair_that_begins_stronger_than_permitted_is_switched_off() -> None:
    room = Room(RongTaiSetup(remembers=False)).arm().hold("roller", KNEAD).until(RUNNING).run(20 * SECOND)
    assert room.trips == ["over_applied"]
    assert room.truth.state == STANDBY


def test_a_chair_that_heeds_no_heat_key_while_it_waits_says_so() -> None:
    room = Room(RongTaiSetup(acts_while_waiting=False)).arm().hold("back_heat", HEAT).run(8 * SECOND)
    assert room.trips == ["device_fault"]
    assert room.run(8 * SECOND).truth.state == STANDBY


def test_a_fault_of_the_chair_trips_with_its_raw_code_and_a_stop_can_not_be_verified() -> None:
    room = kneading().fault(error_code=0x17).run(SECOND)
    assert room.station.kernel.trips[0].reason.detail == "chair_error 0x17"
    assert room.activity is Activity.STOP_UNVERIFIED
    assert room.powers == 1
    room.fault(error_code=None).run(10 * SECOND)
    assert room.device.stop.outcome is Outcome.STOPPED


def test_a_chair_in_its_fault_state_can_not_be_armed() -> None:
    room = Room().plug().fault(error_code=3).run(SECOND)
    assert room.activity is Activity.FAULT
    room.ask(Arm())
    room.ask(Arm())
    room.run(3 * SECOND)
    assert room.trips == ["arm_unanswered"]


def test_a_way_home_that_never_ends_is_told() -> None:
    room = kneading().fault(homing_stuck=True).hold("roller", Output(0)).run(5 * MINUTE)
    assert room.trips == ["device_fault"]
    assert room.station.kernel.trips[0].reason.detail == "homing_too_long"


def test_a_power_key_that_gets_lost_at_rest_is_told_and_the_stop_tells_that_it_goes_on() -> None:
    room = kneading().fault(deaf=True).hold("roller", Output(0)).run(5 * SECOND)
    assert "no_answer_power" in room.station.kernel.trips[0].reason.detail
    assert room.powers == 2
    assert room.run(4 * SECOND).activity is Activity.STOP_FAILED
    assert room.powers == 2


def test_who_asks_again_after_a_lost_power_key_gets_another_one_after_ten_seconds() -> None:
    room = kneading().fault(deaf=True).stop().run(SECOND).fault(deaf=False).stop().run(4 * SECOND)
    assert room.activity is Activity.STOP_FAILED
    assert room.powers == 2
    room.run(15 * SECOND)
    assert (room.powers, room.truth.state) == (3, STANDBY)
    assert room.device.stop.outcome is Outcome.STOPPED


def test_in_doubt_the_chairs_timer_is_set_to_ten_minutes_and_its_answer_is_the_proof() -> None:
    room = Room().arm().hold("roller", KNEAD).until(WAITING).fault(mute=True).run(8 * SECOND)
    assert room.trips[0] == "stale_telemetry"
    before = len(room.pressed)
    room.fault(mute=False).run(8 * SECOND)
    assert [key for key in keys(room)[before:] if key not in STOP_KEYS] == [KEY_SESSION_10, POWER]
    assert room.device.stop.outcome is Outcome.STOPPED


def test_a_probe_that_is_answered_late_proves_nothing() -> None:
    room = Room().arm().hold("roller", KNEAD).until(WAITING).fault(late_ms=3_000).run(20 * SECOND)
    assert room.powers == 1
    assert room.activity is Activity.STOP_UNVERIFIED


def test_garbage_between_the_frames_trips_as_a_noisy_line() -> None:
    assert kneading().fault(garbage=True).run(3 * SECOND).trips == ["noisy_line"]


def test_while_the_chair_travels_home_nothing_is_sent_even_if_more_is_wanted() -> None:
    room = Room(RongTaiSetup(homing_ms=9_000)).plug().run(SECOND).remote(POWER).run(2 * SECOND).remote(POWER)
    room.run(SECOND)
    assert room.activity is Activity.HOMING
    before = len(room.pressed)
    room.arm().hold("roller", KNEAD).hold("backrest", DOWN).run(4 * SECOND)
    assert room.truth.state == HOMING
    assert room.pressed[before:] == []
    room.until(RUNNING, within=60 * SECOND)
    assert room.trips == []


def test_a_chair_that_stores_is_left_alone() -> None:
    room = kneading()
    before = len(room.pressed)
    room.fault(storing=True).hold("air", Output(200)).run(3 * SECOND)
    assert room.pressed[before:] == []
    assert room.activity is Activity.STORING
