import pytest
from tests.support.profiles import AIR_ON, TENS_ON, chair_and_unit
from tests.support.programmes import programme, step
from tests.support.reports import telemetry
from tests.support.scripted import Stage

from chairctl.control.events import LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.commands import Acknowledge, Arm, Origin, Run, SetOutput, Stop, WindDown
from chairctl.domain.programme import Target
from chairctl.domain.safety import Reason, SafetyState, WardenWord
from chairctl.domain.telemetry import Garbled
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND

AIR = step(Target(ChannelKind.AIR, intensity_permille=500), duration=20 * SECOND)


def running() -> Stage:
    stage = Stage().arm()
    stage.ask(SetOutput("air", AIR_ON))
    stage.run(3 * SECOND)
    assert stage.sent == [b"1:0,0,500,0"]
    return stage


def test_a_command_is_on_the_wire_in_its_own_turn() -> None:
    stage = running()
    stage.ask(SetOutput("air", Output(300)))
    assert stage.sent == [b"1:0,0,300,0"]


def test_a_stop_is_on_the_wire_in_its_own_turn() -> None:
    stage = running()
    stage.ask(Stop())
    assert stage.sent == [b"0:0,0,0,0"]
    assert stage.station.kernel.state is SafetyState.SAFE


def test_telemetry_that_trips_stops_in_its_own_turn_before_any_wish_counts() -> None:
    stage = running()
    stage.report(stage.profiles[0], (0, 0, 900, 0), armed=True)
    assert stage.sent == [b"0:0,0,0,0"]
    assert [trip.reason.code for trip in stage.station.kernel.trips] == ["over_applied"]


def test_a_lost_line_stops_the_other_devices_in_its_own_turn() -> None:
    stage = Stage(*chair_and_unit()).arm()
    stage.ask(SetOutput("tens", TENS_ON))
    stage.run(2 * SECOND)
    assert stage.sent == [b"1:0,0", b"1:20"]
    stage.step(LineDown("chair", "unplugged"))
    assert stage.sent == [b"0:0,0", b"0:0"]
    assert (stage.devices["chair"].lines, stage.devices["unit"].lines) == (["up", "down"], ["up"])


def test_a_hold_from_before_a_trip_is_gone_after_it() -> None:
    stage = running()
    stage.step(LineDown("chair", ""))
    stage.connect()
    assert stage.ask(Acknowledge()).reasons == ()
    stage.arm().run(SECOND)
    assert stage.levels == [0, 0, 0, 0]


def test_reports_of_one_reading_are_all_seen_before_the_decision() -> None:
    stage = running()
    bad = [Garbled("chair", 1, "crc")] * 3
    stage.step(Received("chair", stage.devices["chair"].say(*bad)))
    assert stage.sent == [b"0:0,0,0,0"]


@pytest.mark.parametrize(
    ("bent", "code"),
    [({"pad": 450}, "pad_hard"), ({"faults": ("lease",)}, "device_fault"), ({"armed": False}, "dropped_out")],
)
def test_a_bad_report_is_not_hidden_by_a_good_one_in_the_same_reading(
    bent: dict[str, object], code: str
) -> None:
    stage = running()
    good: dict[str, object] = {"armed": True}
    reports = [
        telemetry(stage.profiles[0], stage.now, (0, 0, 500, 0), **fields)  # type: ignore[arg-type]
        for fields in (good, good | bent, good)
    ]
    stage.step(Received("chair", stage.devices["chair"].say(*reports)))
    assert stage.sent == [b"0:0,0,0,0"]
    assert [trip.reason.code for trip in stage.station.kernel.trips] == [code]


def test_only_a_turn_that_has_heard_a_device_is_proof_of_life_for_its_warden() -> None:
    stage = Stage(*chair_and_unit()).arm()
    stage.now += MILLISECOND
    stage.report(stage.profiles[1], armed=True)
    assert [each.heard for each in stage.effects.transmissions] == [False, True]
    stage.now += MILLISECOND
    stage.step(Tick())
    assert [each.heard for each in stage.effects.transmissions] == [False, False]


def test_what_the_warden_says_counts_in_its_own_turn() -> None:
    stage = running()
    stage.step(WardenSaid("chair", WardenWord.FIRED))
    assert stage.sent == [b"0:0,0,0,0"]
    assert [trip.reason.code for trip in stage.station.kernel.trips] == ["warden_fired"]


def test_the_permit_is_handed_out_with_its_packets() -> None:
    stage = running()
    (transmission,) = stage.effects.transmissions
    assert transmission.permit is stage.devices["chair"].permits[-1]


def test_a_programme_that_ends_disarms_and_says_so() -> None:
    stage = Stage().arm()
    stage.ask(Run(programme(AIR)))
    stage.run(20 * SECOND - 50 * MILLISECOND)
    assert stage.levels == [0, 0, 400, 0]
    stage.run(50 * MILLISECOND)
    assert stage.sent == [b"0:0,0,0,0"]
    assert stage.station.kernel.ended == Reason("finished")
    assert stage.station.setpoints.player is None


def test_a_hold_ends_after_ten_minutes_by_itself() -> None:
    stage = running()
    stage.run(10 * MINUTE - 3 * SECOND - 100 * MILLISECOND, turn=100 * MILLISECOND)
    assert stage.levels == [0, 0, 500, 0]
    stage.run(100 * MILLISECOND)
    assert stage.levels == [0, 0, 0, 0]


def test_the_deadline_is_the_soonest_of_kernel_setpoints_and_devices() -> None:
    stage = Stage()
    assert stage.step(Tick()).deadline is None
    stage.devices["chair"].deadline = stage.now + MINUTE
    assert stage.step(Tick()).deadline == stage.now + MINUTE
    stage.arm()
    assert stage.step(Tick()).deadline == stage.now + 250 * MILLISECOND
    short = step(Target(ChannelKind.AIR, intensity_permille=500), duration=100 * MILLISECOND)
    stage.ask(Run(programme(short)))
    assert stage.effects.deadline == stage.now + 100 * MILLISECOND
    stage.devices["chair"].deadline = stage.now + MILLISECOND
    assert stage.step(Tick()).deadline == stage.now + MILLISECOND


def test_a_turn_at_the_deadline_trips_when_nothing_has_been_heard() -> None:
    stage = running()
    deadline = stage.effects.deadline
    assert deadline == stage.now + 250 * MILLISECOND
    stage.now = deadline
    stage.step(Tick())
    assert [trip.reason.code for trip in stage.station.kernel.trips] == ["stale_telemetry"]


@pytest.mark.parametrize("origin", Origin)
def test_a_stop_works_in_every_state_and_from_every_origin(origin: Origin) -> None:
    for stage in (Stage(), Stage().connect(), Stage().arm(), running()):
        receipt = stage.ask(Stop(), origin)
        assert (receipt.outcome.value, receipt.reasons) == ("accepted", ())
        assert stage.levels == [0, 0, 0, 0]
        assert stage.station.kernel.state is SafetyState.SAFE


def test_the_tally_begins_with_the_programme_and_outlives_it() -> None:
    stage = Stage().arm()
    stage.now += 100 * MILLISECOND
    stage.ask(Run(programme(AIR)))
    stage.run(10 * SECOND)
    (air,) = [view for view in stage.station.tally.view() if view.channel == "air"]
    assert (air.planned, air.peak) == (4_000, 400)
    assert 3_500 < air.delivered < 4_000
    stage.ask(Stop())
    stage.run(SECOND)
    assert [view for view in stage.station.tally.view() if view.channel == "air"] == [air]
    stage.arm()
    stage.ask(Run(programme(AIR)))
    assert all(view.planned == 0 for view in stage.station.tally.view())


def test_a_device_that_comes_back_gives_no_output_without_a_person() -> None:
    stage = running()
    stage.step(LineDown("chair", ""))
    stage.step(LineUp("chair"))
    stage.connect().run(SECOND)
    assert stage.ask(Arm()).outcome.value == "refused"
    assert stage.levels == [0, 0, 0, 0]


def test_winding_down_ends_the_session_within_a_second_and_never_rises() -> None:
    stage = running()
    stage.ask(WindDown(), Origin.REMOTE)
    levels = []
    for _ in range(25):
        stage.run(50 * MILLISECOND)
        levels.append(stage.station.decision.image[2].level)
    assert levels == sorted(levels, reverse=True)
    assert 0 < levels[5] < 500
    assert stage.station.kernel.state is SafetyState.SAFE
    assert stage.station.kernel.ended == Reason("wound_down")
    assert not any(levels[20:])
