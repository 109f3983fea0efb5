import math
from dataclasses import replace

import pytest
from tests.support.profiles import PULSES, ROLLER_MODE, air, heat, posture, roller, tens

from chairctl.domain.channels import OFF, Output, PostureMode, RollerMode, StimulationMode, Technique
from chairctl.profiles.device import ChannelProfile, StimulationBounds
from chairctl.safety.limits import density_limit_tenth_ma, limit, phase_charge_limit_tenth_ma


def stimulator(area_mm2: int) -> ChannelProfile:
    return ChannelProfile(tens().channel, 600, 10, StimulationBounds(250, 1_500, area_mm2))


@pytest.mark.parametrize(
    ("profile", "mode", "highest"),
    [
        (roller(), ROLLER_MODE, 800),
        (heat(), None, 410),
        (air(), None, 800),
        (tens(), PULSES, 300),
        (posture(), PostureMode(1), 1_000),
        (posture(), PostureMode(-1), 1_000),
    ],
)
def test_a_level_is_untouched_up_to_its_limit_and_held_there_above(
    profile: ChannelProfile, mode: RollerMode | StimulationMode | PostureMode | None, highest: int
) -> None:
    at_most = Output(highest, mode)
    assert limit(profile, at_most) == (at_most, "")
    assert limit(profile, Output(highest + 1, mode)) == (at_most, "max_level")
    assert limit(profile, Output(10**30, mode)) == (at_most, "max_level")
    assert limit(profile, Output(0, mode)) == (OFF, "")
    assert limit(profile, OFF) == (OFF, "")


def test_heat_below_what_can_be_set_is_none() -> None:
    assert limit(heat(), Output(200)) == (Output(200), "")
    assert limit(heat(), Output(199)) == (OFF, "too_cool")


def rolling(low_mm: int, high_mm: int, speed: int = 500) -> RollerMode:
    return RollerMode(Technique.KNEADING, low_mm, high_mm, speed)


@pytest.mark.parametrize(
    ("wanted", "permitted", "rule"),
    [
        (rolling(0, 800, 1_000), rolling(0, 800, 1_000), ""),
        (rolling(-1, 800), rolling(0, 800), "travel"),
        (rolling(0, 801), rolling(0, 800), "travel"),
        (rolling(100, 100), rolling(100, 100), ""),
        (rolling(0, 800, 1_001), rolling(0, 800, 1_000), "max_speed"),
        (rolling(0, 800, -1), rolling(0, 800, 0), "max_speed"),
        (rolling(-5, 900, 5_000), rolling(0, 800, 1_000), "travel"),
    ],
)
def test_a_roller_stays_within_its_travel_and_speed(
    wanted: RollerMode, permitted: RollerMode, rule: str
) -> None:
    assert limit(roller(), Output(300, wanted)) == (Output(300, permitted), rule)


@pytest.mark.parametrize("mode", [rolling(500, 400), rolling(801, 900), rolling(-10, -1)])
def test_a_roller_with_no_place_to_be_stays_off(mode: RollerMode) -> None:
    assert limit(roller(), Output(300, mode)) == (OFF, "travel")


@pytest.mark.parametrize("mode", [rolling(-1, 900), rolling(0, 800, 2_000)])
def test_the_first_rule_that_cuts_a_roller_is_named(mode: RollerMode) -> None:
    assert limit(roller(), Output(900, mode))[1] == "max_level"


@pytest.mark.parametrize("direction", [0, 2, -2])
def test_a_posture_moves_up_or_down_and_nowhere_else(direction: int) -> None:
    assert limit(posture(), Output(1, PostureMode(direction))) == (OFF, "malformed")


@pytest.mark.parametrize(
    ("width", "rate", "permitted", "rule"),
    [
        (50, 10, StimulationMode(50, 10), ""),
        (250, 1_200, StimulationMode(250, 1_200), ""),
        (251, 1_200, StimulationMode(250, 1_200), "max_pulse_width"),
        (250, 1_201, StimulationMode(250, 1_200), "max_rate"),
        (10**20, 10**20, StimulationMode(250, 1_200), "max_pulse_width"),
    ],
)
def test_pulses_stay_within_width_and_rate(
    width: int, rate: int, permitted: StimulationMode, rule: str
) -> None:
    assert limit(tens(), Output(100, StimulationMode(width, rate))) == (Output(100, permitted), rule)


@pytest.mark.parametrize(("width", "rate"), [(49, 1_000), (100, 9), (0, 0), (-100, -1_000), (-100, 1_000)])
def test_pulses_shorter_or_rarer_than_practice_are_off_because_more_would_be_a_rise(
    width: int, rate: int
) -> None:
    assert limit(tens(), Output(100, StimulationMode(width, rate))) == (OFF, "pulse_too_short")


def density_ua_per_cm2(level: int, area_mm2: int, width_us: int, rate_tenth_hz: int) -> float:
    """By the book, in floats and SI units: r.m.s. of two-phase pulses on half of the electrode."""
    peak_a = level * 1e-4
    rms_a = peak_a * math.sqrt(width_us * 1e-6 * rate_tenth_hz / 10 * 2)
    half_cm2 = area_mm2 / 100 / 2
    return rms_a * 1e6 / half_cm2


@pytest.mark.parametrize("area_mm2", [100, 400, 1_600, 2_500, 10_000])
@pytest.mark.parametrize("width", [50, 100, 173, 250])
@pytest.mark.parametrize("rate", [10, 300, 777, 1_500])
def test_the_density_limit_is_the_last_tenth_of_a_milliampere_within_2_ma_per_cm2(
    area_mm2: int, width: int, rate: int
) -> None:
    highest = density_limit_tenth_ma(area_mm2, width, rate)
    assert density_ua_per_cm2(highest, area_mm2, width, rate) <= 2_000 * (1 + 1e-9)
    assert density_ua_per_cm2(highest + 1, area_mm2, width, rate) > 2_000


def test_the_density_rule_cuts_a_small_electrode_and_names_itself() -> None:
    output, rule = limit(stimulator(100), Output(600, StimulationMode(250, 1_500)))
    assert rule == "current_density"
    assert output.level == density_limit_tenth_ma(100, 250, 1_500) == 36


def test_an_electrode_too_small_for_any_current_stays_off() -> None:
    assert limit(stimulator(2), Output(600, StimulationMode(250, 1_500))) == (OFF, "current_density")


@pytest.mark.parametrize("width", [50, 100, 249, 250, 417, 1_000, 5_000])
def test_the_phase_charge_limit_is_the_last_level_within_25_microcoulomb(width: int) -> None:
    highest = phase_charge_limit_tenth_ma(width)
    assert highest * 1e-4 * width * 1e-6 <= 25e-6 * (1 + 1e-9)
    assert (highest + 1) * 1e-4 * width * 1e-6 > 25e-6


def test_the_phase_charge_rule_cuts_even_where_a_profile_allows_long_pulses() -> None:
    reckless = ChannelProfile(tens().channel, 600, 10, StimulationBounds(1_000, 10, 10_000))
    assert limit(reckless, Output(600, StimulationMode(1_000, 10))) == (
        Output(250, StimulationMode(1_000, 10)),
        "phase_charge",
    )


def test_a_limit_at_the_least_that_can_be_put_out_is_put_out() -> None:
    assert limit(replace(air(), max_level=1), Output(5)) == (Output(1), "max_level")
    assert limit(replace(heat(), max_level=200), Output(300)) == (Output(200), "max_level")


def test_a_limit_of_zero_leaves_nothing_not_even_a_mode() -> None:
    for mode in (rolling(0, 800), rolling(5_000, 6_000)):
        assert limit(replace(roller(), max_level=0), Output(5, mode)) == (OFF, "max_level")


def test_a_level_at_its_density_and_charge_limit_is_not_cut() -> None:
    at_most = Output(density_limit_tenth_ma(100, 250, 1_500), StimulationMode(250, 1_500))
    assert limit(stimulator(100), at_most) == (at_most, "")


def test_what_a_profile_states_no_bounds_for_is_limited_by_its_level_alone() -> None:
    for profile, mode in ((roller(), rolling(-5, 900)), (tens(), StimulationMode(999, 9_999))):
        unbounded = replace(profile, bounds=None)
        assert limit(unbounded, Output(300, mode)) == (Output(300, mode), "")
