from tests.support.profiles import AIR_ON, HEAT_ON, TENS_ON, chair_and_unit
from tests.support.programmes import programme, step
from tests.support.reports import PAD
from tests.support.scripted import Stage

from chairctl.control.events import LineDown
from chairctl.domain.channels import OFF, ChannelKind, Output
from chairctl.domain.commands import Run, SetOutput, Stop
from chairctl.domain.programme import Target
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import DeviceClass, Snapshot
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import SECOND


def look(stage: Stage) -> Snapshot:
    return stage.station.snapshot(stage.now)


def test_wanted_permitted_and_applied_stand_side_by_side_with_the_rule_between_them() -> None:
    stage = Stage().arm()
    stage.ask(SetOutput("tens", TENS_ON))
    stage.ask(SetOutput("air", Output(900)))
    stage.run(5 * SECOND)
    channels = {view.name: view for view in look(stage).channels}
    tens, air, heat = channels["tens"], channels["air"], channels["heat"]
    assert (tens.setpoint, tens.permitted.level, tens.cut_by) == (TENS_ON, 50, "rise")
    assert 45 <= tens.applied <= 50
    assert (air.setpoint, air.permitted, air.applied) == (Output(900), Output(800), 800)
    assert (air.cut_by, air.limit, air.kind) == ("max_level", 800, ChannelKind.AIR)
    assert (heat.setpoint, heat.permitted, heat.cut_by) == (OFF, OFF, "")
    assert heat.measured == HeatMeasured(PAD, 0)


def test_before_anything_is_known_everything_is_shown_as_zero_and_unconnected() -> None:
    picture = look(Stage(*chair_and_unit()))
    assert [(view.applied, view.measured) for view in picture.channels] == [(0, None)] * 3
    assert [(view.device, view.connected, view.identity) for view in picture.links] == [
        ("chair", False, None),
        ("unit", False, None),
    ]
    assert (picture.station, picture.at, picture.state) == ("test", SECOND, SafetyState.SAFE)
    assert (picture.trips, picture.session, picture.ended) == ((), None, None)


def test_a_connected_device_is_shown_with_its_identity_and_its_count_of_refusals() -> None:
    stage = Stage().connect()
    (link,) = look(stage).links
    assert link.connected
    assert link.identity is not None
    assert link.identity.model == "TEST"
    stage.report(stage.profiles[0], refused=4)
    assert look(stage).links[0].refused == 4


def test_a_device_is_shown_with_its_class_as_soon_as_it_is_known() -> None:
    stage = Stage()
    assert look(stage).links[0].device_class is None
    (link,) = look(stage.connect()).links
    assert link.device_class is DeviceClass.S1  # its roller measures nothing
    assert "no_second_cut" in link.residuals
    stage.station.second_cut = True
    assert "no_second_cut" not in look(stage).links[0].residuals


def test_a_trip_and_the_end_it_made_are_shown() -> None:
    stage = Stage().arm()
    stage.step(LineDown("chair", "unplugged"))
    picture = look(stage)
    assert picture.state is SafetyState.TRIPPED
    assert [(trip.reason, trip.hazard) for trip in picture.trips] == [
        (Reason("line_lost", detail="unplugged"), "H21")
    ]
    assert picture.ended == Reason("line_lost", detail="unplugged")
    assert not picture.links[0].connected


def test_a_programme_is_shown_while_it_runs_and_its_tally_after_it() -> None:
    stage = Stage().arm()
    stage.ask(Run(programme(step(Target(ChannelKind.AIR, intensity_permille=500)))))
    stage.run(4 * SECOND)
    session = look(stage).session
    assert session is not None
    assert (session.step, session.steps, session.elapsed, session.remaining) == (1, 1, 4 * SECOND, 6 * SECOND)
    stage.ask(Stop())
    picture = look(stage)
    assert (picture.session, picture.ended) == (None, Reason("stopped", detail="chair"))
    assert [view.planned for view in picture.tally if view.channel == "air"] == [1_600]


def test_exposure_is_shown() -> None:
    stage = Stage().arm()
    stage.ask(SetOutput("air", AIR_ON))
    stage.ask(SetOutput("heat", HEAT_ON))
    stage.run(10 * SECOND)
    exposure = look(stage).exposure
    assert 9 * SECOND < exposure.energised <= 10 * SECOND
    assert (exposure.cem43_micro_minutes, exposure.hottest_pad_tenth_c) == (0, PAD)
