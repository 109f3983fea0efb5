"""A programme on devices that differ, for people who differ."""

from dataclasses import replace

import pytest
from tests.support.profiles import ROLLER_BOUNDS, STIMULATION_BOUNDS, ZONES, air, chair, device, roller, tens
from tests.support.programmes import programme, step

from chairctl.domain.channels import OFF, ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.programme import Programme, Target
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import Sitter
from chairctl.domain.spine import Landmark, SpineMap
from chairctl.domain.time import SECOND
from chairctl.profiles.device import DeviceProfile, Zone
from chairctl.profiles.loader import load_device
from chairctl.session.landmarks import default_spine
from chairctl.session.plan import Plan, fit

ROLLER, HEAT, AIR, STIM = ChannelKind.ROLLER, ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.STIMULATION
SPINE = SpineMap(100, 140, 180, 220, 260, 400, 580)
BACK = (Zone("lumbar", 80, 280), Zone("thoracic", 280, 520), Zone("shoulders", 520, 640))


def fitted(target: Target, *profiles: DeviceProfile, sitter: Sitter | None = None) -> Plan:
    return fit(programme(step(target)), profiles or (replace(chair(), zones=BACK),), sitter or Sitter())


def at(place: Landmark, point: int | None = None) -> Target:
    return Target(ROLLER, None, 500, place=place, point_permille=point)


def stretch(plan: Plan) -> tuple[int, int]:
    mode = plan.steps[0].image[0].mode
    assert isinstance(mode, RollerMode)
    return mode.low_mm, mode.high_mm


def test_a_place_is_where_it_is_on_this_person() -> None:
    assert stretch(fitted(at(Landmark.L3), sitter=Sitter(SPINE))) == (165, 195)
    tall = replace(SPINE, l3_mm=200)
    assert stretch(fitted(at(Landmark.L3), sitter=Sitter(tall))) == (185, 215)
    assert stretch(fitted(at(Landmark.L3, 500), sitter=Sitter(tall))) == (190, 210)


def test_without_a_measured_spine_the_zones_of_the_reference_chair_stand_in() -> None:
    spine = default_spine(load_device("chairlink-reference").zones)
    assert spine == SPINE


@pytest.mark.parametrize(
    "zones",
    [ZONES, (), (Zone("lumbar", 0, 4), Zone("thoracic", 10, 20), Zone("shoulders", 30, 40))],
)
def test_a_place_on_a_device_whose_zones_do_not_tell_is_left_out_visibly(zones: tuple[Zone, ...]) -> None:
    plan = fitted(at(Landmark.L3), replace(device("chair", roller()), zones=zones))
    assert plan.steps[0].image == (OFF,)
    assert plan.adaptations == (Reason("no_such_place", "roller", detail="l3"),)
    assert not plan.energises
    measured = fitted(at(Landmark.L3), replace(device("chair", roller()), zones=zones), sitter=Sitter(SPINE))
    assert measured.adaptations == plan.adaptations


def test_a_person_may_have_less_of_each_kind_and_never_more() -> None:
    shares = ((AIR, 250), (HEAT, 500), (STIM, 2_000))
    plans = [
        fitted(target, sitter=Sitter(shares=shares)).steps[0].image
        for target in (Target(AIR, None, 500), Target(HEAT, heat_tenth_c=400), Target(STIM, None, 500))
    ]
    assert [plans[0][2].level, plans[1][1].level, plans[2][3].level] == [100, 370, 150]


def test_heat_below_the_warmth_of_a_body_is_not_made_cooler_still() -> None:
    sitter = Sitter(shares=((HEAT, 0),))
    assert fitted(Target(HEAT, heat_tenth_c=330), sitter=sitter).steps[0].image[1] == Output(330)
    assert fitted(Target(HEAT, heat_tenth_c=410), sitter=sitter).steps[0].image[1] == Output(340)


def test_heat_above_what_a_device_may_is_lowered_visibly() -> None:
    profile = chair()
    cool = replace(profile.channels[1], max_level=380)
    plan = fitted(Target(HEAT, heat_tenth_c=400), device("chair", cool))
    assert plan.steps[0].image == (Output(380),)
    assert plan.adaptations == (Reason("heat_lowered", "heat", 400, 380),)
    assert fitted(Target(HEAT, heat_tenth_c=380), device("chair", cool)).adaptations == ()


def test_less_than_the_lowest_step_of_a_device_is_off_and_said() -> None:
    coarse = replace(air(), grid=(200, 400, 800))
    plan = fitted(Target(AIR, None, 200), device("chair", coarse))
    assert plan.steps[0].image == (OFF,)
    assert plan.adaptations == (Reason("below_first_step", "air", 160, 200),)
    assert fitted(Target(AIR, None, 250), device("chair", coarse)).adaptations == ()


def test_pulses_longer_or_more_frequent_than_a_device_makes_are_lowered_visibly() -> None:
    weak = replace(tens(), bounds=replace(STIMULATION_BOUNDS, max_pulse_width_us=120, max_rate_tenth_hz=800))
    for width, rate, expected in ((200, 100, (120, 100)), (100, 1000, (100, 800))):
        target = Target(STIM, None, 500, pulse_width_us=width, rate_tenth_hz=rate)
        plan = fitted(target, device("unit", weak))
        assert plan.steps[0].image == (Output(150, StimulationMode(*expected)),)
        assert plan.adaptations == (Reason("pulses_lowered", "tens"),)


def test_pulses_that_only_the_device_chooses_are_said() -> None:
    own = replace(tens(), bounds=replace(STIMULATION_BOUNDS, pulses_by_device=True))
    plan = fitted(Target(STIM, None, 500), device("unit", own))
    assert plan.adaptations == (Reason("pulses_by_device", "tens"),)
    assert plan.energises


def test_bounds_of_another_kind_leave_the_pulses_alone() -> None:
    odd = replace(tens(), bounds=ROLLER_BOUNDS)
    assert fitted(Target(STIM, None, 500), device("unit", odd)).adaptations == ()


def test_carriers_are_refused_because_no_device_makes_them() -> None:
    plan = fitted(Target(STIM, None, 500, carrier_hz=4_000))
    assert (plan.energises, plan.adaptations) == (False, (Reason("no_carriers"),))


def test_a_device_that_ends_a_session_before_the_programme_does_says_so() -> None:
    plan = fit(programme(step(Target(AIR, None, 500), duration=61 * SECOND)), (chair(session_max_s=60),))
    assert plan.adaptations == (Reason("ends_early", "", 61, 60, "chair"),)
    whole = fit(programme(step(Target(AIR, None, 500), duration=60 * SECOND)), (chair(session_max_s=60),))
    assert whole.adaptations == ()


def test_a_programme_without_channels_is_guided_and_needs_nothing() -> None:
    guided = programme(step())
    assert (guided.is_guided, guided.needs) == (True, ())
    plan = fit(guided, ())
    assert (plan.energises, plan.duration, plan.adaptations) == (False, 10 * SECOND, ())


def test_what_a_programme_needs_follows_from_its_targets() -> None:
    both: Programme = programme(
        step(Target(STIM, None, 500)), step(Target(AIR, None, 1), Target(HEAT, heat_tenth_c=380))
    )
    assert both.needs == (AIR, HEAT, STIM)


def test_a_technique_stays_what_it_was() -> None:
    plan = fitted(replace(at(Landmark.L1, 0), technique=Technique.HOLD), sitter=Sitter(SPINE))
    assert plan.steps[0].image[0].mode == RollerMode(Technique.HOLD, 235, 255, 500)
