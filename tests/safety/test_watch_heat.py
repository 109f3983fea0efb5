"""A heating pad over time, alone: what counts, from when on, and where the line is."""

import pytest

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import (
    HeatMeasured,
)
from chairctl.domain.time import SECOND
from chairctl.profiles.device import HeatBounds
from chairctl.safety.watches.heat import REST, BlindHeat, PadWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


def pad() -> PadWatch:
    return PadWatch(1, "heat", BOUNDS)


def test_a_pad_shows_what_was_reported_and_is_hot_from_its_trip_temperature_on() -> None:
    watch = pad()
    assert (watch.tenth_c, watch.duty_permille, watch.hot_samples, watch.energy) == (0, 0, 0, 0)
    assert (watch.frozen_for, watch.gainless_for, watch.weak_for) == (0, 0, 0)
    hot = []
    for reading in (430, 431, 429, 430):
        watch.take(HeatMeasured(reading, 7), 400, NOW, off=False)
        hot.append(watch.hot_samples)
    assert hot == [1, 2, 0, 1]
    assert (watch.tenth_c, watch.duty_permille) == (430, 7)


@pytest.mark.parametrize(("duty", "off", "lit"), [(1, True, True), (0, True, False), (1, False, False)])
def test_a_heater_is_lit_unasked_when_it_heats_while_all_is_off(duty: int, off: bool, lit: bool) -> None:
    watch = pad()
    assert watch.lit_unasked is False
    watch.take(HeatMeasured(300, duty), 0, NOW, off=off)
    assert watch.lit_unasked is lit


def test_energy_is_duty_times_time_and_a_gap_or_a_clock_that_runs_backwards_adds_no_more_than_a_second() -> (
    None
):
    watch = pad()
    energies = []
    for now, duty in (
        (5, 500),
        (15, 300),
        (15 + SECOND, 1),
        (20 + 9 * SECOND, 2),
        (SECOND, 9),
        (SECOND + 4, 0),
    ):
        watch.take(HeatMeasured(300, duty), 400, now, off=False)
        energies.append(watch.energy)
    base = 3_000 + SECOND
    assert energies == [0, 3_000, base, base + 2 * SECOND, base + 2 * SECOND, base + 2 * SECOND]


@pytest.mark.parametrize("heater", [pad(), BlindHeat(1)])
def test_a_whole_rest_without_heat_forgets_the_energy_and_a_nanosecond_less_does_not(
    heater: PadWatch | BlindHeat,
) -> None:
    def take(duty: int, now: int) -> int:
        if isinstance(heater, BlindHeat):
            heater.take(duty, now)
        else:
            heater.take(HeatMeasured(300, duty), 400, now, off=False)
        return heater.energy

    take(400, 0)
    full = take(400, SECOND)
    assert full > 0
    used = take(0, 2 * SECOND)
    assert take(0, 2 * SECOND + REST - 1) == used >= full
    more = take(400, 2 * SECOND + REST - 1)
    assert more == used
    start = 3 * SECOND + REST
    used = take(0, start)
    assert take(0, start + REST - 1) == used
    assert take(0, start + REST) == 0


def test_a_blind_heater_counts_full_duty_while_it_is_set_and_at_most_a_second_between_reports() -> None:
    heater = BlindHeat(1)
    assert (heater.tenth_c, heater.energy) == (None, 0)
    heater.take(400, 5)
    assert (heater.tenth_c, heater.energy) == (400, 0)
    heater.take(0, 12)
    assert (heater.tenth_c, heater.energy) == (None, 7_000)
    heater.take(300, 20)
    assert (heater.tenth_c, heater.energy) == (300, 7_000)
    heater.take(300, 20 + 2 * SECOND)
    assert heater.energy == 7_000 + 1_000 * SECOND
    heater.forget()
    assert heater.tenth_c is None
    heater.take(300, 50 + 2 * SECOND)
    heater.take(300, 51 + 2 * SECOND)
    assert heater.energy == 8_000 + 1_000 * SECOND


def times(watch: PadWatch, reading: int, duty: int, now: int, target: int = 400) -> tuple[int, int, int]:
    watch.take(HeatMeasured(reading, duty), target, now, off=False)
    return watch.frozen_for, watch.gainless_for, watch.weak_for


def test_a_reading_is_frozen_while_it_is_the_same_and_the_heater_is_on() -> None:
    watch = pad()
    assert [times(watch, 390, 101, NOW + at)[0] for at in (0, 3, 5)] == [0, 3, 5]
    assert times(watch, 391, 101, NOW + 6)[0] == 0
    assert times(watch, 391, 101, NOW + 8)[0] == 2
    assert times(watch, 391, 100, NOW + 9)[0] == 0
    assert times(watch, 391, 101, NOW + 11)[0] == 0


def test_at_full_heat_a_gain_of_three_tenths_begins_anew_and_less_does_not() -> None:
    watch = pad()
    assert times(watch, 395, 900, NOW)[1] == 0
    assert times(watch, 397, 900, NOW + 4)[1] == 4
    assert times(watch, 398, 900, NOW + 6)[1] == 0
    assert times(watch, 396, 900, NOW + 7)[1] == 1
    assert times(watch, 398, 900, NOW + 8)[1] == 2
    assert times(watch, 399, 900, NOW + 9)[1] == 0
    assert times(watch, 399, 900, NOW + 11)[1] == 2
    assert times(watch, 399, 899, NOW + 12)[1] == 0
    assert times(watch, 399, 900, NOW + 13)[1] == 0


@pytest.mark.parametrize(
    ("reading", "duty", "weak"), [(380, 500, 5), (381, 500, 0), (380, 499, 0), (379, 1_000, 5)]
)
def test_a_heater_is_weak_at_half_duty_and_two_degrees_below_its_target(
    reading: int, duty: int, weak: int
) -> None:
    watch = pad()
    times(watch, reading, duty, NOW)
    assert times(watch, reading, duty, NOW + 5)[2] == weak


def rises(*readings: tuple[int, int], duty: int = 0) -> bool:
    """The readings as seconds and tenths of a degree."""
    watch = pad()
    for at, reading in readings:
        watch.take(HeatMeasured(reading, duty), 0, at, off=True)
    return watch.rises_unheated


def test_a_pad_rises_by_itself_when_it_gains_four_tenths_in_six_seconds_above_a_body() -> None:
    assert rises((0, 370), (6 * SECOND, 374))
    assert not rises((0, 370), (6 * SECOND, 373))
    assert not rises((0, 370), (6 * SECOND - 1, 374))
    assert not rises((0, 369), (6 * SECOND, 374))
    assert not rises((0, 370), (6 * SECOND, 374), duty=1)
    assert rises((0, 370), (SECOND, 371), (6 * SECOND, 374))
    assert not rises((0, 370), (SECOND, 371), (7 * SECOND, 374))
    assert rises((0, 370), (SECOND, 371), (7 * SECOND, 375))
    assert not rises((0, 370), (6 * SECOND, 374), (6 * SECOND + 1, 369))
    assert not rises((0, 370), (6 * SECOND, 374), (7 * SECOND, 369), (8 * SECOND, 380))


def test_a_reading_less_than_a_second_after_the_last_one_is_not_taken_and_changes_nothing() -> None:
    assert rises((0, 370), (6 * SECOND, 374), (7 * SECOND - 1, 370))
    assert not rises((0, 370), (6 * SECOND, 374), (7 * SECOND, 370))
