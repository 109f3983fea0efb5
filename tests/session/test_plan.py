from dataclasses import replace

import pytest
from tests.support.profiles import chair, chair_and_unit, device, heat, roller
from tests.support.programmes import programme, step, text

from chairctl.domain.channels import OFF, ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.programme import Target
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.session.plan import Plan, fit

ROLLER, HEAT, AIR, STIM = ChannelKind.ROLLER, ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.STIMULATION


def fitted(*targets: Target) -> Plan:
    return fit(programme(step(*targets)), (chair(),))


@pytest.mark.parametrize(("share", "level"), [(0, 0), (1, 0), (2, 1), (500, 400), (999, 799), (1_000, 800)])
def test_a_share_is_a_share_of_the_limit_rounded_down(share: int, level: int) -> None:
    assert fitted(Target(AIR, intensity_permille=share)).steps[0].image[2].level == level


def test_heat_is_a_temperature_and_not_a_share() -> None:
    assert fitted(Target(HEAT, intensity_permille=5, heat_tenth_c=385)).steps[0].image[1] == Output(385)


def test_a_roller_gets_the_heights_of_its_zone() -> None:
    target = Target(ROLLER, None, 500, 0, Technique.TAPPING, "lumbar", 300)
    assert fitted(target).steps[0].image[0] == Output(400, RollerMode(Technique.TAPPING, 80, 280, 300))


def test_a_zone_that_the_chair_lacks_leaves_the_roller_out_visibly() -> None:
    calves, air = Target(ROLLER, None, 500, zone="calves"), Target(AIR, None, 500)
    plan = fit(programme(step(calves, air)), (replace(chair(), zones=()),))
    assert plan.steps[0].image == (OFF, OFF, Output(400), OFF)
    assert plan.adaptations == (Reason("no_such_zone", "roller", detail="calves"),)


def test_stimulation_gets_its_pulses() -> None:
    target = Target(STIM, intensity_permille=100, pulse_width_us=80, rate_tenth_hz=40)
    assert fitted(target).steps[0].image[3] == Output(30, StimulationMode(80, 40))


def test_a_kind_that_the_chair_lacks_is_left_out_visibly_and_named_once() -> None:
    vibrate = step(Target(ChannelKind.VIBRATION, intensity_permille=500))
    plan = fit(programme(vibrate, vibrate), (chair(),))
    assert plan.adaptations == (Reason("no_such_channel", "", detail="vibration"),)
    assert plan.steps[0].image == (OFF,) * 4


def test_a_channel_that_the_chair_lacks_is_named() -> None:
    plan = fitted(Target(AIR, "calves", 500))
    assert plan.adaptations == (Reason("no_such_channel", "calves", detail="air"),)


def test_a_target_without_a_name_means_all_channels_of_its_kind_and_with_one_only_that() -> None:
    two = (device("chair", heat(name="seat"), heat(name="legs"), roller()),)
    both, one = (
        fit(programme(step(Target(HEAT, name, heat_tenth_c=380))), two).steps[0].image
        for name in (None, "legs")
    )
    assert (both, one) == ((Output(380), Output(380), OFF), (OFF, Output(380), OFF))


def test_a_later_target_for_the_same_channel_wins() -> None:
    plan = fitted(Target(AIR, intensity_permille=100), Target(AIR, "air", intensity_permille=500))
    assert plan.steps[0].image[2] == Output(400)


def test_the_channels_of_all_devices_are_in_one_image() -> None:
    plan = fit(programme(step(Target(STIM, intensity_permille=1_000))), chair_and_unit())
    assert [output.level for output in plan.steps[0].image] == [0, 0, 300]
    assert plan.kinds == (ROLLER, HEAT, STIM)


def test_steps_follow_each_other_without_a_gap() -> None:
    steps = [step(duration=seconds * SECOND, title=str(seconds)) for seconds in (3, 1, 5)]
    plan = fit(programme(*steps), (chair(),))
    assert [(each.begins // SECOND, each.ends // SECOND) for each in plan.steps] == [(0, 3), (3, 4), (4, 9)]
    assert [each.title for each in plan.steps] == [text("3"), text("1"), text("5")]
    assert plan.duration == plan.programme.duration == 9 * SECOND


def test_a_programme_without_steps_lasts_no_time() -> None:
    assert fit(programme(), (chair(),)).duration == 0
