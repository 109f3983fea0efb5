"""Whole sessions of a station with a simulated chair: what goes well."""

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.support.programmes import programme, step
from tests.support.rongtai_room import KNEAD, POWER, STOP_KEYS, Room, keys, kneading

from chairctl.domain.channels import ChannelKind, Output, PostureMode, RollerMode, Technique
from chairctl.domain.commands import Arm, LetMeUp, Pause, Release, Resume
from chairctl.domain.programme import Target
from chairctl.domain.safety import Outcome as Answered
from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.telemetry import OwnScan
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import Variant
from chairctl.protocols.rongtai.motion import BURST
from chairctl.protocols.rongtai.presses import SPACING
from chairctl.protocols.rongtai.stop import Outcome
from chairctl_simulators.devices.rongtai import RongTaiSetup

STANDBY, HOMING, WAITING, RUNNING, STORING, FAULT = range(6)
KEY_SESSION_10 = 0x50
BACK_UP, BACK_UP_STOP, BACK_DOWN, BACK_DOWN_STOP = 0x64, 0x65, 0x66, 0x67
DOWN, UP = Output(1_000, PostureMode(-1)), Output(1_000, PostureMode(1))

TWO_STEPS = programme(
    step(
        Target(ChannelKind.ROLLER, intensity_permille=500, technique=Technique.KNEADING),
        Target(ChannelKind.AIR, intensity_permille=500),
        duration=60 * SECOND,
    ),
    step(
        Target(ChannelKind.ROLLER, intensity_permille=1_000, technique=Technique.TAPPING, speed_permille=200),
        Target(ChannelKind.HEAT, heat_tenth_c=410),
        Target(ChannelKind.VIBRATION, intensity_permille=1_000),
        duration=60 * SECOND,
    ),
)


def applied(room: Room) -> dict[str, int]:
    return {view.name: view.applied for view in room.station.snapshot(room.now).channels}


# --- as it should be -------------------------------------------------------------------------------


def test_a_programme_runs_ends_and_the_chair_is_home_and_at_zero() -> None:
    room = Room().play(TWO_STEPS).run(40 * SECOND)
    assert applied(room) | {"back_heat": 0} == {
        "roller": 200, "back_heat": 0, "air": 200, "foot_wheel": 0, "backrest": 0, "leg_rest": 0,
    }  # fmt: skip
    room.run(60 * SECOND)
    assert room.activity is None
    assert applied(room)["roller"] == 400
    assert (room.truth.technique, room.truth.strength, room.truth.wheel, room.truth.heat_on) == (
        4,
        2,
        2,
        True,
    )
    assert room.truth.air == 0
    room.run(40 * SECOND)
    assert room.trips == []
    assert room.station.kernel.ended is not None
    assert room.station.kernel.ended.code == "finished"
    assert (room.truth.state, room.truth.outputs_zero, room.truth.forbidden) == (STANDBY, True, 0)
    assert room.device.stop.outcome is Outcome.STOPPED
    assert room.powers == 2


def test_keys_keep_their_distance_and_only_stop_keys_come_together() -> None:
    room = Room().play(TWO_STEPS).run(130 * SECOND)
    others = [at for at, key in room.pressed if key not in STOP_KEYS]
    assert all(later - earlier >= SPACING for earlier, later in pairwise(others))
    assert room.kept_back == []


@pytest.mark.parametrize("variant", Variant)
def test_tapping_is_felt_as_tapping_on_both_firmwares(variant: Variant) -> None:
    room = Room(RongTaiSetup(swapped=variant is Variant.SWAPPED))
    room = Room(room.chair.setup, replace(room.profile, variant=variant))
    room.arm().hold("roller", Output(200, RollerMode(Technique.TAPPING, 0, 800, 500)))
    room.until(RUNNING).run(13 * SECOND)
    assert room.truth.technique == 4
    assert room.trips == []


def test_the_scope_keys_follow_the_stretch() -> None:
    room = kneading()
    for low, high, key in ((200, 600, 0x28), (350, 450, 0x29), (0, 800, 0x2A)):
        room.hold("roller", Output(400, RollerMode(Technique.KNEADING, low, high, 500))).run(3 * SECOND)
        assert key in keys(room)
    assert room.trips == []


def test_the_chairs_own_timer_is_the_shortest_that_covers_a_session() -> None:
    setup = RongTaiSetup()
    room = Room(setup, replace(Room(setup).profile, session_max_s=600))
    room.arm().hold("roller", KNEAD).until(RUNNING).run(16 * SECOND)
    assert KEY_SESSION_10 in keys(room)
    assert room.truth.left_s <= 600


def test_the_chair_is_of_class_s0_and_nothing_is_measured() -> None:
    room = kneading()
    (link,) = room.station.snapshot(room.now).links
    assert link.device_class is DeviceClass.S0
    assert "goes_on" in link.residuals
    assert link.identity is not None
    assert link.identity.model == "RongTai 3D"


def test_rollers_that_shall_rest_while_air_goes_on_take_the_chair_home_and_back() -> None:
    room = Room(RongTaiSetup(first_air=1)).arm().hold("roller", KNEAD).hold("air", Output(200))
    room.until(RUNNING).run(15 * SECOND)
    assert (room.truth.technique, room.truth.air) == (1, 1)
    room.hold("roller", Output(0)).until(HOMING).until(STANDBY).until(RUNNING).run(5 * SECOND)
    assert (room.truth.technique, room.truth.air) == (0, 1)
    assert room.trips == []


def test_a_pause_takes_the_chair_home_and_going_on_wakes_it_again() -> None:
    room = Room().play(TWO_STEPS).run(25 * SECOND)
    room.ask(Pause())
    room.until(STANDBY).run(2 * SECOND)
    assert room.station.kernel.state is SafetyState.READY
    room.ask(Resume())
    room.until(RUNNING).run(10 * SECOND)
    assert room.truth.technique == 1
    assert room.trips == []


def test_a_chair_without_3d_mechanism_counts_as_its_strongest_and_is_too_strong_for_the_profile() -> None:
    room = Room(RongTaiSetup(has_3d=False)).arm().hold("roller", KNEAD).until(RUNNING).run(12 * SECOND)
    assert room.trips == ["over_applied"]
    assert room.run(8 * SECOND).truth.state == STANDBY


def test_a_chair_without_3d_mechanism_can_be_used_if_its_profile_allows_its_strength() -> None:
    profile = Room().profile
    roller = replace(profile.channels[0], max_level=1_000, rise_per_s=1_000, grid=(1_000,))
    room = Room(RongTaiSetup(has_3d=False), replace(profile, channels=(roller, *profile.channels[1:])))
    room.arm().hold("roller", Output(1_000, KNEAD.mode)).until(RUNNING).run(20 * SECOND)
    assert applied(room)["roller"] == 1_000
    assert room.trips == []


def test_a_profile_with_a_channel_that_the_chair_lacks_is_never_armed() -> None:
    profile = Room().profile
    twin = replace(profile.channels[2], channel=profile.channels[2].channel._replace(name="more_air"))
    room = Room(profile=replace(profile, channels=(*profile.channels, twin))).plug().run(SECOND)
    assert [reason.code for reason in room.ask(Arm()).reasons] == ["wrong_channels"]


# --- posture ---------------------------------------------------------------------------------------


def test_a_motor_runs_in_short_bursts_and_stops_when_it_is_let_go() -> None:
    room = Room().arm().hold("backrest", DOWN).run(8 * SECOND)
    assert room.truth.back_tenth_deg < 700
    assert applied(room)["backrest"] == 1_000
    room.ask(Release("backrest"))
    room.run(100 * MILLISECOND)
    assert room.truth.moving == ()
    starts = [at for at, key in room.pressed if key == BACK_DOWN]
    stops = [at for at, key in room.pressed if key == BACK_DOWN_STOP and at > starts[0]]
    assert len(starts) >= 3
    assert all(stop - start <= BURST + 300 * MILLISECOND for start, stop in zip(starts, stops, strict=True))
    assert room.trips == []


def test_legs_and_back_are_different_motors() -> None:
    room = Room().arm().hold("leg_rest", UP).run(3 * SECOND)
    assert room.truth.legs_tenth_deg > 150
    assert room.truth.back_tenth_deg == 800


def test_a_motor_at_its_end_is_left_alone_until_it_is_let_go() -> None:
    room = Room().arm().hold("backrest", UP).run(6 * SECOND)
    assert room.truth.back_tenth_deg == 900
    before = keys(room).count(BACK_UP)
    room.run(3 * SECOND)
    assert keys(room).count(BACK_UP) == before
    assert room.truth.moving == ()


def test_status_that_is_lost_during_a_motion_ends_it() -> None:
    room = Room().arm().hold("backrest", DOWN).run(2_500 * MILLISECOND)
    room.fault(mute=True).run(1_300 * MILLISECOND)
    assert room.truth.moving == ()
    assert "stale_telemetry" in room.trips
    assert set(keys(room)) >= STOP_KEYS


def test_a_motor_that_does_not_stop_trips() -> None:
    room = Room().arm().fault(motor_runs_on=True).hold("backrest", DOWN).run(1_500 * MILLISECOND)
    room.ask(Release("backrest"))
    room.run(8 * SECOND)
    assert applied(room)["backrest"] == 1_000
    assert room.trips == ["over_applied"]
    assert keys(room).count(BACK_UP_STOP) == 2
    room.fault(motor_runs_on=False).stop().run(SECOND)
    assert room.truth.moving == ()


def test_let_me_up_raises_the_back_of_a_chair_that_sleeps() -> None:
    room = Room().plug().run(SECOND)
    for _ in range(8):
        assert room.ask(LetMeUp()).outcome is Answered.ACCEPTED
        room.run(250 * MILLISECOND)
    room.run(SECOND)
    assert BACK_UP in keys(room)
    assert room.truth.moving == ()
    assert room.truth.back_tenth_deg > 800
    assert POWER not in keys(room)


def test_let_me_up_switches_a_running_chair_off_first() -> None:
    room = kneading()
    for _ in range(20):
        room.ask(LetMeUp())
        room.run(250 * MILLISECOND)
    assert room.truth.outputs_zero
    assert room.powers == 2
    between = keys(room)[keys(room).index(0x20) :]
    assert BACK_UP not in between[: between.index(POWER)]


@pytest.mark.parametrize(("code", "step"), [(0, 0), (3, 3), (7, 7), (8, 0), (9, -1), (15, -7)])
def test_what_the_chair_finds_by_its_own_scan_is_told_in_its_own_steps(code: int, step: int) -> None:
    room = Room(RongTaiSetup(scan_ms=1_000, scan_result=code))
    room.arm().hold("roller", KNEAD)
    room.run(5 * SECOND)
    (link,) = room.station.snapshot(room.now).links
    assert link.own_scan == OwnScan(step)


def test_a_chair_that_never_says_that_its_scan_succeeded_tells_nothing() -> None:
    room = Room(RongTaiSetup(scan_ms=1_000))
    room.arm().hold("roller", KNEAD)
    room.run(5 * SECOND)
    (link,) = room.station.snapshot(room.now).links
    assert link.own_scan is None
