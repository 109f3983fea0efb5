"""A programme on devices that differ, for people who differ."""

from dataclasses import replace

import pytest
from tests.support.profiles import ROLLER_BOUNDS, STIMULATION_BOUNDS, air, chair, device, roller, tens
from tests.support.programmes import programme, step

from chairctl.domain.channels import OFF, ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.programme import Programme, Target, Text
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import Sitter
from chairctl.domain.spine import Landmark, SpineMap
from chairctl.domain.time import MINUTE, SECOND
from chairctl.domain.wave import Shape, Wave
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


TOO_CLOSE = (Zone("lumbar", 0, 4), Zone("thoracic", 10, 20), Zone("shoulders", 30, 40))


@pytest.mark.parametrize("zones", [(), TOO_CLOSE, (Zone("lumbar", 80, 280),)])
@pytest.mark.parametrize("sitter", [Sitter(), Sitter(SPINE)], ids=["not measured", "measured"])
def test_a_place_on_a_device_that_can_not_be_sent_there_is_left_out_visibly(
    zones: tuple[Zone, ...], sitter: Sitter
) -> None:
    plan = fitted(at(Landmark.L3), replace(device("chair", roller()), zones=zones), sitter=sitter)
    assert plan.steps[0].image == (OFF,)
    assert plan.adaptations == (Reason("no_such_place", "roller", detail="l3"),)
    assert not plan.energises


def test_where_a_chair_can_not_be_sent_it_works_on_the_whole_back_instead_and_says_so() -> None:
    simple = device("chair", roller())  # it knows `full` and `lumbar`
    for target, reason in (
        (at(Landmark.L3), Reason("no_such_place_so_full", "roller", detail="l3")),
        (Target(ROLLER, None, 500, zone="calves"), Reason("no_such_zone_so_full", "roller", detail="calves")),
    ):
        plan = fitted(target, simple)
        assert (stretch(plan), plan.adaptations) == ((0, 800), (reason,))


def test_no_point_is_held_anywhere_else_than_where_it_is_meant() -> None:
    plan = fitted(at(Landmark.L3, 500), device("chair", roller()))
    assert (plan.energises, plan.adaptations) == (False, (Reason("no_such_place", "roller", detail="l3"),))


def test_a_programme_of_points_of_which_none_can_be_held_is_not_worth_starting() -> None:
    warm_up, hold = step(at(Landmark.L3)), step(replace(at(Landmark.L3, 500), technique=Technique.HOLD))
    points = programme(warm_up, hold)
    assert not fit(points, (device("chair", roller()),)).energises
    assert fit(points, (replace(device("chair", roller()), zones=BACK),)).energises


def test_no_roller_is_sent_over_the_whole_back_while_electrodes_may_lie_there() -> None:
    massage = step(Target(ROLLER, None, 500, zone="thoracic"))
    current = step(Target(STIM, None, 100))
    plan = fit(programme(massage, current), (chair(),))
    assert plan.adaptations == (Reason("no_such_zone", "roller", detail="thoracic"),)
    assert {planned.image[0] for planned in plan.steps} == {OFF}


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


COARSE = (200, 400, 800)


def test_less_than_the_mildest_step_is_that_step_and_said() -> None:
    coarse = device("chair", replace(air(), grid=COARSE))
    plan = fitted(Target(AIR, None, 200), coarse)
    assert plan.steps[0].image == (Output(200),)
    assert plan.adaptations == (Reason("first_step_instead", "air", 160, 200),)
    assert fitted(Target(AIR, None, 250), coarse).adaptations == ()


def test_whoever_wants_less_than_the_mildest_step_gets_none() -> None:
    coarse = device("chair", replace(air(), grid=COARSE))
    plan = fitted(Target(AIR, None, 250), coarse, sitter=Sitter(shares=((AIR, 240),)))
    assert plan.steps[0].image == (OFF,)
    assert plan.adaptations == (Reason("below_first_step", "air", 48, 200),)


def test_whoever_allows_the_mildest_step_gets_it_though_their_share_of_the_wish_is_less() -> None:
    coarse = device("chair", replace(air(), grid=COARSE))
    plan = fitted(Target(AIR, None, 250), coarse, sitter=Sitter(shares=((AIR, 250),)))
    assert plan.steps[0].image == (Output(200),)


def test_heat_and_current_below_the_lowest_step_stay_off() -> None:
    switch = replace(chair().channels[1], grid=(410,))
    assert fitted(Target(HEAT, heat_tenth_c=385), device("chair", switch)).adaptations == (
        Reason("below_first_step", "heat", 385, 410),
    )
    unit = device("unit", replace(tens(), grid=(60, 120, 180)))
    plan = fitted(Target(STIM, None, 100), unit)
    assert (plan.energises, plan.adaptations) == (False, (Reason("below_first_step", "tens", 30, 60),))


def test_a_wave_that_would_fall_off_the_lowest_step_is_left_out_visibly() -> None:
    coarse = device("chair", replace(air(), grid=COARSE))
    for depth, adaptations in ((500, ()), (510, (Reason("wave_left_out", "air"),))):
        plan = fitted(Target(AIR, None, 500, wave=Wave(Shape.SINE, 10 * SECOND, depth)), coarse)
        assert plan.adaptations == adaptations
        assert bool(plan.steps[0].waves) == (not adaptations)
    to_nothing = Target(AIR, None, 500, wave=Wave(Shape.PULSE, 10 * SECOND, 1000))
    assert fitted(to_nothing, coarse).adaptations == ()


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


def test_steps_of_which_nothing_is_left_take_no_time() -> None:
    massage, pause = step(Target(ROLLER, None, 500), duration=MINUTE), step(duration=SECOND)
    shaken = step(Target(ChannelKind.VIBRATION, None, 500), duration=7 * MINUTE)
    plan = fit(programme(shaken, massage, pause, shaken, massage), (chair(),))
    assert [(one.begins, one.ends) for one in plan.steps] == [
        (0, MINUTE),
        (MINUTE, MINUTE + SECOND),
        (MINUTE + SECOND, 2 * MINUTE + SECOND),
    ]
    assert plan.adaptations == (Reason("no_such_channel", detail="vibration"),)


def test_a_step_that_tells_somebody_something_stays_whatever_is_left_of_it() -> None:
    told = replace(
        step(Target(ChannelKind.VIBRATION, None, 500), duration=MINUTE), prompt=Text("Breathe.", "Atmen.")
    )
    plan = fit(programme(told, step(Target(ROLLER, None, 500))), (chair(),))
    assert plan.steps[0].prompt == Text("Breathe.", "Atmen.")
    assert plan.steps[1].begins == MINUTE


def test_where_nothing_at_all_is_left_the_steps_stay_to_be_looked_at() -> None:
    plan = fit(programme(step(Target(ChannelKind.VIBRATION, None, 500), duration=MINUTE)), (chair(),))
    assert (len(plan.steps), plan.energises) == (1, False)
