"""The simulated chair by itself: what the documents say that a chair does."""

from collections.abc import Iterator
from typing import Any

import pytest

from chairctl_simulators.devices.rongtai import HEALTHY, RongTaiFaults, RongTaiSetup, SimulatedRongTai
from chairctl_simulators.devices.rongtai.frames import check

STANDBY, HOMING, WAITING, RUNNING, STORING, FAULT = range(6)
SECOND = 1_000_000_000


class Wire:
    """The chair's line, read by hand."""

    def __init__(self, **setup: Any) -> None:
        self.chair = SimulatedRongTai(RongTaiSetup(**setup))
        self.now = 0
        self.heard = b""

    def run(self, seconds: float) -> "Wire":
        end = self.now + round(seconds * SECOND)
        while self.chair.next_deadline() <= end:
            self.now = self.chair.next_deadline()
            self.heard += self.chair.advance(self.now)
        self.now = end
        self.heard += self.chair.advance(end)
        return self

    def key(self, *keys: int, mark: int = 0x83) -> "Wire":
        for key in keys:
            self.heard += self.chair.feed(bytes((0xF0, mark, key, check((mark, key)), 0xF1)), self.now)
            self.run(0.2)
        return self

    def fault(self, **changes: Any) -> "Wire":
        self.chair.set_faults(self.chair.faults.changed(changes), self.now)
        return self

    def running(self) -> "Wire":
        return self.key(0x01).run(1.5).key(0x20).run(10)

    @property
    def truth(self) -> Any:
        return self.chair.truth(self.now)

    @property
    def state(self) -> int:
        return int(self.truth.state)

    def statuses(self) -> Iterator[bytes]:
        at = 0
        while (at := self.heard.find(b"\xf0", at)) >= 0:
            if self.heard[at + 1] != 0x85 and len(self.heard) >= at + 17:
                yield self.heard[at : at + 17]
            at += 1

    @property
    def last(self) -> bytes:
        return list(self.statuses())[-1]


def test_it_sleeps_notifies_by_itself_and_does_nothing() -> None:
    wire = Wire().run(3)
    assert wire.state == STANDBY
    assert wire.truth.outputs_zero
    assert len(list(wire.statuses())) == 10
    assert wire.last[7] == STANDBY


def test_an_unchanged_status_and_an_information_frame_take_turns() -> None:
    heard = Wire().run(3).heard
    assert heard.count(b"\xf0\x85") == 10


def test_power_wakes_it_after_a_while_and_ends_with_a_way_home() -> None:
    wire = Wire().key(0x01)
    assert wire.state == STANDBY
    assert wire.run(1).state == WAITING
    assert wire.key(0x01).state == HOMING
    assert wire.truth.moving == ("home",)
    assert wire.run(4).state == STANDBY
    assert (wire.truth.powers, wire.truth.starts) == (2, 1)


def test_power_while_it_wakes_up_sends_it_home() -> None:
    assert Wire().key(0x01, 0x01).run(0.1).state == HOMING


def test_a_technique_scans_the_body_first_and_then_works() -> None:
    wire = Wire().key(0x01).run(1.5).key(0x20)
    assert "scan" in wire.truth.moving
    assert wire.truth.outputs_zero
    wire.run(10)
    assert wire.truth.technique == 1
    assert wire.truth.roller_force_n > 0
    assert not wire.truth.outputs_zero


def test_technique_keys_do_nothing_to_a_chair_that_sleeps() -> None:
    assert Wire().key(0x20).run(2).state == STANDBY


@pytest.mark.parametrize(("swapped", "felt"), [(False, 4), (True, 2)])
def test_two_firmwares_feel_differently_at_the_same_key_and_code(swapped: bool, felt: int) -> None:
    wire = Wire(swapped=swapped).running().key(0x23)
    assert wire.last[1] >> 3 & 7 == 4
    assert wire.truth.technique == felt


def test_heat_is_a_toggle_and_warms_the_back() -> None:
    wire = Wire().running().key(0x27).run(120)
    assert wire.truth.heat_on
    assert wire.truth.pad_c > 36
    assert wire.last[2] >> 6 == 1
    assert not wire.key(0x27).truth.heat_on


def test_air_has_a_program_and_a_strength_and_an_off() -> None:
    wire = Wire().running().key(0x47, 0x44).run(1)
    assert wire.truth.air == 3
    assert (wire.last[3] & 7, wire.last[12] >> 6) == (3, 1)
    assert wire.key(0x4A).truth.air == 0


def test_each_air_zone_is_a_toggle_with_a_bit_of_its_own() -> None:
    for key, bit in ((0x40, 2), (0x41, 4), (0x42, 3), (0x43, 5), (0x44, 6)):
        wire = Wire().running().key(key).run(1)
        assert wire.last[12] >> 2 == 1 << (bit - 2)
        assert wire.key(key).truth.air == 0


def test_the_wheel_has_three_speeds_and_an_off() -> None:
    wire = Wire().running()
    for key, speed in ((0x34, 1), (0x36, 3), (0x35, 2), (0x37, 0)):
        assert wire.key(key).run(1).truth.wheel == speed
        assert wire.last[6] >> 5 == speed


def test_strength_speed_width_scope_and_session_are_chosen() -> None:
    wire = Wire().running().key(0x5C, 0x2F, 0x2B, 0x29, 0x50).run(1)
    assert wire.last[14] & 7 == 5
    assert wire.last[2] & 0x1F == 2 << 2 | 1
    assert wire.last[4] >> 5 == 3
    assert wire.last[12] & 3 == 1
    assert wire.truth.left_s in (599, 600)


def test_an_auto_program_chooses_much_by_itself() -> None:
    wire = Wire(first_strength=4).key(0x01).run(1.5).key(0x13).run(10)
    assert (wire.truth.strength, wire.truth.technique, wire.truth.wheel) == (4, 1, 1)
    assert wire.last[13] >> 2 == 4
    assert Wire().running().key(0x10).truth.technique == 1


def test_its_own_timer_ends_the_session() -> None:
    wire = Wire().running().key(0x50).run(598)
    assert wire.state == RUNNING
    assert wire.run(3).state == HOMING
    assert wire.run(5).state == STANDBY


def test_it_goes_on_when_nobody_is_there() -> None:
    assert Wire().running().run(600).state == RUNNING


def test_hold_keys_run_a_motor_until_their_own_stop_key() -> None:
    wire = Wire().key(0x66).run(1)
    assert wire.truth.moving == ("back",)
    assert wire.last[10] & 3 == 2
    assert wire.key(0x65).truth.moving == ("back",)
    assert wire.key(0x67).truth.moving == ()
    assert wire.truth.back_tenth_deg < 800
    legs = Wire().key(0x68).run(1)
    assert legs.last[10] >> 2 & 3 == 1
    assert legs.run(30).truth.moving == ()


def test_the_way_home_takes_as_long_as_it_is() -> None:
    wire = Wire().key(0x66).run(6).key(0x67, 0x01).run(1.5).key(0x01)
    assert wire.run(4).state == HOMING
    assert wire.run(10).state == STANDBY
    assert wire.truth.back_tenth_deg == 800


@pytest.mark.parametrize(
    ("homing", "state", "starts"), [("ignores", HOMING, 1), ("halts", WAITING, 1), ("starts", WAITING, 2)]
)
def test_what_power_does_on_the_way_home_is_not_known_so_each_is_there(
    homing: str, state: int, starts: int
) -> None:
    wire = Wire(homing_power=homing).running().key(0x01, 0x01)
    assert (wire.state, wire.truth.starts) == (state, starts)
    if homing == "ignores":
        assert wire.key(0x66, 0x20).truth.technique == 0


def test_heat_air_and_wheel_may_start_a_chair_that_waits_or_not() -> None:
    for acts, state in ((True, RUNNING), (False, WAITING)):
        wire = Wire(acts_while_waiting=acts).key(0x01).run(1.5).key(0x27)
        assert wire.state == state
        assert wire.truth.heat_on is acts


def test_a_strength_that_was_chosen_at_rest_may_be_forgotten() -> None:
    for remembers, strength in ((True, 1), (False, 3)):
        wire = Wire(remembers=remembers).key(0x01).run(1.5).key(0x58, 0x20).run(10)
        assert wire.truth.strength == strength
        assert wire.key(0x45, 0x44).truth.air == strength


def test_a_chair_without_3d_has_no_strength() -> None:
    wire = Wire(has_3d=False).running().key(0x5C).run(1)
    assert wire.last[1] & 1 == 0
    assert wire.last[14] == 0


def test_the_remote_works_beside_the_host() -> None:
    wire = Wire().running()
    wire.chair.remote(0x01, wire.now)
    assert wire.state == HOMING


def test_other_keys_change_what_they_change() -> None:
    wire = Wire().running().key(0x38, 0x26, 0x70, 0x99).run(1)
    assert wire.last[3] >> 6 == 1
    assert wire.last[11] >> 4 & 1 == 1
    assert wire.last[10] >> 6 == 1


def test_reset_and_the_marks_of_engineers_are_noted_and_not_obeyed() -> None:
    wire = Wire().key(0x7E).key(0x01, mark=0xBD).run(2)
    assert (wire.truth.forbidden, wire.state) == (2, STANDBY)


# --- faults ----------------------------------------------------------------------------------------


def test_a_serious_fault_ends_everything_and_shows_its_code() -> None:
    wire = Wire().running().key(0x27).fault(error_code=0x17).run(1)
    assert wire.state == FAULT
    assert wire.last[5] == 0x17
    assert wire.truth.outputs_zero
    assert wire.key(0x01).state == FAULT
    assert wire.fault(error_code=None).state == RUNNING


def test_storing_is_a_state_that_hears_no_keys() -> None:
    wire = Wire().running().fault(storing=True).key(0x01)
    assert wire.state == STORING
    assert wire.fault(storing=False).state == RUNNING


def test_notifications_get_lost_or_come_late() -> None:
    assert Wire().fault(mute=True).run(5).heard == b""
    wire = Wire().fault(late_ms=2_000).run(2)
    assert wire.heard == b""
    assert wire.run(1).heard


def test_keys_get_lost() -> None:
    assert Wire().fault(deaf=True).key(0x01).run(2).state == STANDBY
    wire = Wire().fault(keys_lost=1).key(0x01).run(2)
    assert wire.state == STANDBY
    assert wire.key(0x01).run(2).state == WAITING


def test_home_is_never_reached_and_a_motor_runs_on() -> None:
    assert Wire().fault(homing_stuck=True).running().key(0x01).run(300).state == HOMING
    assert Wire().fault(motor_runs_on=True).key(0x66, 0x67).truth.moving == ("back",)


def test_garbage_comes_between_the_frames() -> None:
    wire = Wire().fault(garbage=True).run(3)
    assert b"\x17\x2a" in wire.heard


def test_a_chair_whose_plug_was_pulled_sleeps_where_it_stood() -> None:
    wire = Wire().running()
    wire.chair.reboot(wire.now)
    assert (wire.state, wire.truth.powers, wire.truth.outputs_zero) == (STANDBY, 1, True)


def test_faults_are_named_and_checked() -> None:
    assert HEALTHY.changed({"late_ms": 10}) == RongTaiFaults(late_ms=10)
    for bad in ({"late_ms": -1}, {"mute": 1}, {"nonsense": True}, {"late_ms": True}, {"error_code": 0x80}):
        with pytest.raises(ValueError, match="fault"):
            HEALTHY.changed(bad)


def test_the_same_calls_give_the_same_bytes() -> None:
    assert Wire().running().key(0x27).heard == Wire().running().key(0x27).heard
    assert Wire().chair.serial_number == ""


def test_notifications_that_nobody_fetches_do_not_pile_up() -> None:
    chair = SimulatedRongTai()
    assert len(chair.advance(600 * SECOND)) <= 64 * 17
