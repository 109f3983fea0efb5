"""What a heater does against what its pad shows; each trips exactly at its limit."""

from collections.abc import Callable

import pytest
from tests.support.bench import TURN, Bench, assert_tripped, energised
from tests.support.profiles import HEAT_ON

from chairctl.domain.safety import Priority, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.watches.heat import ENERGY


def resting() -> Bench:
    return Bench().connect()


def test_h40_a_heater_that_is_on_at_rest_trips_at_the_first_report_and_asks_for_the_second_cut() -> None:
    bench = resting()
    bench.bend(TURN)
    assert bench.trips == []
    bench.bend(TURN, duty=1)
    assert (bench.trips, bench.kernel.state) == (["heater_unasked"], SafetyState.TRIPPED)
    assert bench.kernel.trips[0].hazard == "H40"
    assert bench.kernel.trips[0].cuts_power


def test_h40_a_heater_may_still_be_on_for_the_settling_time_after_a_fall() -> None:
    bench = energised()
    bench.want({})
    bench.decide()
    fell_at = bench.now
    while bench.now < fell_at + 300 * MILLISECOND:
        bench.bend(TURN, duty=1000, applied=(0, 0, 0, 0))
    assert bench.trips == []
    bench.bend(2 * TURN, duty=1000, applied=(0, 0, 0, 0))
    assert (bench.trips, bench.kernel.state) == (["heater_unasked"], SafetyState.TRIPPED)


def rising(bench: Bench, first: int, rise: int, seconds: int) -> list[str]:
    """The pad rises evenly, in 0.1 °C over the whole time, without a heater that is on."""
    for turn in range(seconds * 20 + 1):
        bench.pad = first + rise * turn // (seconds * 20)
        bench.bend(TURN)
    return bench.trips


@pytest.mark.parametrize("make", [resting, energised])
def test_h40_a_pad_that_rises_by_four_tenths_in_six_seconds_without_heat_trips(
    make: Callable[[], Bench],
) -> None:
    assert rising(make(), 380, 3, 6) == []
    bench = make()
    assert rising(bench, 380, 4, 6) == ["heats_by_itself"]
    assert bench.kernel.trips[0].cuts_power


def test_h40_a_person_who_sits_down_on_a_cold_pad_warms_it_without_a_trip() -> None:
    bench = resting()
    assert rising(bench, 150, 220, 60) == []  # 15 to 37 °C within a minute, faster than any body
    bench.pad = 370
    bench.bend(10 * SECOND)
    assert bench.trips == []


@pytest.mark.parametrize(("first", "trips"), [(370, ["heats_by_itself"]), (369, [])])
def test_h40_only_readings_from_37_degrees_on_count(first: int, trips: list[str]) -> None:
    assert rising(resting(), first, 4, 6) == trips


def test_h40_a_rise_is_judged_over_six_whole_seconds() -> None:
    bench = resting()
    bench.pad = 380
    bench.bend(2 * SECOND)
    bench.pad = 384
    bench.bend(4 * SECOND)
    assert bench.trips == []
    bench.bend(TURN)
    assert bench.trips == ["heats_by_itself"]


def test_h40_a_pad_that_cools_or_is_heated_on_purpose_is_not_taken_for_stuck() -> None:
    bench = energised()
    for tenth in range(400, 370, -1):
        bench.pad = tenth
        bench.bend(SECOND)
    bench.pad = 380
    for tenth in range(380, 400):
        bench.pad = tenth
        bench.bend(SECOND, duty=500)
    assert bench.trips == []


@pytest.mark.parametrize(("duty", "trips"), [(100, []), (101, ["pad_frozen"])])
def test_h44_a_reading_that_stands_still_for_20_s_over_a_tenth_of_duty_trips(
    duty: int, trips: list[str]
) -> None:
    bench = energised()
    bench.bend(TURN, duty=duty)
    bench.bend(20 * SECOND - TURN, duty=duty)
    assert bench.trips == []
    bench.bend(TURN, duty=duty)
    assert bench.trips == trips


def test_h44_one_digit_or_a_break_in_the_heating_starts_the_time_anew() -> None:
    bench = energised()
    for _ in range(3):
        bench.bend(19 * SECOND, duty=500)
        bench.bend(TURN, duty=0)
        bench.bend(19 * SECOND, duty=500)
        bench.pad = 700 - (bench.pad or 0) + 1
    assert bench.trips == []


def dither(bench: Bench, seconds: float, duty: int, middle: int = 379) -> None:
    for turn in range(int(seconds * 20)):
        bench.pad = middle + (0, 1, -1)[turn % 3]
        bench.bend(TURN, duty=duty)


@pytest.mark.parametrize(("duty", "trips"), [(899, []), (900, ["pad_gains_nothing"])])
def test_h44_h46_full_heat_without_a_gain_of_three_tenths_in_20_s_trips_through_noise(
    duty: int, trips: list[str]
) -> None:
    bench = energised()
    dither(bench, 20, duty, middle=395)
    assert bench.trips == []
    dither(bench, 0.05, duty, middle=395)
    assert bench.trips == trips
    if trips:
        assert_tripped(bench, "pad_gains_nothing", "H46")


def test_h46_a_pad_that_gains_three_tenths_in_time_is_well() -> None:
    bench = energised()
    for tenth in range(360, 400, 3):
        bench.pad = tenth
        bench.bend(19 * SECOND, duty=1000)
    assert bench.trips == []


def test_h46_a_pad_that_is_cooled_first_has_to_gain_from_its_lowest_reading() -> None:
    bench = energised()
    bench.pad = 380
    bench.bend(10 * SECOND, duty=1000)
    bench.pad = 350
    bench.bend(9 * SECOND, duty=1000)
    bench.pad = 353
    bench.bend(10 * SECOND, duty=1000)
    assert bench.trips == []


def test_h41_half_heat_well_below_the_target_without_a_gain_in_a_minute_trips() -> None:
    bench = energised()
    dither(bench, 60, 500)
    assert bench.trips == []
    dither(bench, 0.05, 500)
    assert_tripped(bench, "heater_weak", "H41", Priority.MEDIUM)


@pytest.mark.parametrize(("duty", "middle"), [(499, 350), (500, 382)])
def test_h41_less_duty_or_a_pad_near_its_target_is_no_weak_heater(duty: int, middle: int) -> None:
    bench = energised()
    dither(bench, 70, duty, middle)
    assert bench.trips == []


@pytest.mark.parametrize(("readings", "trips"), [((380, 379), ["heater_weak"]), ((381, 380), [])])
def test_h41_two_degrees_below_the_target_count_and_less_does_not(
    readings: tuple[int, int], trips: list[str]
) -> None:
    bench = energised()
    for turn in range(61 * 20):
        bench.pad = readings[turn % 2]
        bench.bend(TURN, duty=500)
    assert bench.trips[:1] == trips


def test_h45_twenty_minutes_of_full_duty_end_heat_and_only_heat() -> None:
    bench = Bench().energise({"heat": HEAT_ON}).run(4 * SECOND)
    pad = bench.kernel.seen["chair"].plant.pads[0]
    bench.bend(SECOND, duty=1000)
    assert pad.energy == SECOND * 1_000
    pad.energy = ENERGY - TURN * 1_000
    bench.bend(TURN, duty=999)
    assert bench.levels[1] == 400
    bench.bend(TURN, duty=1)
    assert bench.levels[1] == 0
    assert [cut.rule for cut in bench.decision.cuts] == ["heat_energy"]
    assert (bench.trips, bench.kernel.state) == ([], SafetyState.READY)


def test_h45_energy_comes_back_only_after_half_an_hour_without_heating_and_not_by_a_new_line() -> None:
    bench = resting()
    pad = bench.kernel.seen["chair"].plant._heated[0]
    bench.bend(TURN, duty=1)
    pad.energy = ENERGY
    bench.bend(TURN, duty=0)
    bench.kernel.line_up("chair")
    for _ in range(29):
        bench.turn(MINUTE)
    bench.turn(MINUTE - 1)
    assert pad.energy == ENERGY
    bench.turn(1)
    assert pad.energy == 0


def test_h45_time_without_reports_counts_for_a_second_at_most() -> None:
    bench = resting()
    pad = bench.kernel.seen["chair"].plant._heated[0]
    bench.report(duty=1000)
    bench.now += MINUTE
    bench.report(duty=1000)
    assert pad.energy == SECOND * 1_000
