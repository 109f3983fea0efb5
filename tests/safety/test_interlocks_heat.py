"""Heat trips at its limits whether or not anything is armed; the ids are those of the hazard table."""

import pytest
from tests.support.bench import Bench, assert_tripped, energised
from tests.support.profiles import chair_and_unit

from chairctl.domain.safety import SafetyState
from chairctl.safety.interlocks.table import ALWAYS, INTERLOCKS
from chairctl.safety.kernel import MOST_TRIPS


def at_rest() -> Bench:
    bench = Bench().connect()
    bench.decide()
    return bench


def sample(bench: Bench, pad: int) -> list[str]:
    """One report with the pad at this temperature; the trips after it."""
    bench.report(pad=pad)
    bench.decide()
    return bench.trips


def test_h47_two_samples_at_the_trip_temperature_trip_and_one_does_not() -> None:
    bench = energised()
    assert sample(bench, 429) == []
    assert sample(bench, 430) == []
    sample(bench, 430)
    reason = assert_tripped(bench, "pad_hot", "H47")
    assert (reason.channel, reason.actual, reason.limit) == ("heat", 430, 430)


def test_h47_a_cooler_sample_between_two_hot_ones_starts_the_count_anew() -> None:
    bench = energised()
    for pad in (430, 429, 449, 429, 430):
        assert sample(bench, pad) == []


def test_h40_h47_one_sample_at_the_hard_temperature_trips() -> None:
    bench = energised()
    assert sample(bench, 449) == []
    assert sample(bench, 350) == []
    sample(bench, 450)
    assert assert_tripped(bench, "pad_hard", "H40").limit == 450


@pytest.mark.parametrize(("inside", "outside"), [(50, 49), (50, -400)])
def test_h42_a_pad_colder_than_any_pad_on_a_person_trips(inside: int, outside: int) -> None:
    bench = energised()
    assert sample(bench, inside) == []
    sample(bench, outside)
    assert assert_tripped(bench, "pad_sensor", "H42").actual == outside


def test_h43_a_pad_hotter_than_any_pad_trips_as_a_broken_sensor_only_above_60_degrees() -> None:
    assert sample(at_rest(), 600) == ["pad_hard"]
    assert sample(at_rest(), 601) == ["pad_sensor", "pad_hard"]


@pytest.mark.parametrize(
    ("pads", "code"), [((450,), "pad_hard"), ((430, 430), "pad_hot"), ((10,), "pad_sensor")]
)
def test_h40_a_pad_that_heats_while_nobody_asks_it_to_trips_and_says_so(
    pads: tuple[int, ...], code: str
) -> None:
    bench = at_rest()
    for pad in pads:
        sample(bench, pad)
    assert (bench.trips, bench.kernel.state) == ([code], SafetyState.TRIPPED)


def test_a_hot_pad_stays_latched_until_it_is_cool_and_somebody_has_read_it() -> None:
    bench = at_rest()
    sample(bench, 450)
    assert [reason.code for reason in bench.kernel.acknowledge(bench.now)] == ["pad_hard"]
    assert sample(bench, 350) == ["pad_hard"]
    assert bench.kernel.acknowledge(bench.now) == ()
    assert bench.kernel.state is SafetyState.SAFE


def test_a_pad_that_measures_nothing_is_not_judged() -> None:
    bench = energised()
    bench.report(pad=None)
    bench.decide()
    assert bench.trips == []


def test_a_trip_that_is_latched_is_not_listed_twice_and_others_are_added() -> None:
    bench = at_rest()
    for _ in range(3):
        sample(bench, 450)
    assert bench.trips == ["pad_hard", "pad_hot"]


def test_the_list_of_trips_is_bounded_and_keeps_the_first() -> None:
    bench = at_rest()
    kernel = bench.kernel
    sample(bench, 450)
    kernel.trips *= MOST_TRIPS
    assert len(sample(bench, 700)) == MOST_TRIPS
    assert kernel.state is SafetyState.TRIPPED


def test_a_hot_pad_of_one_device_stops_all_devices() -> None:
    bench = energised(*chair_and_unit())
    assert bench.levels[-1] > 0
    sample(bench, 450)
    assert_tripped(bench, "pad_hard", "H40")
    assert [permit.armed for permit in bench.decision.permits] == [False, False]


def test_heat_and_foreign_output_are_watched_always_and_the_rest_only_while_armed() -> None:
    names = [interlock.check.__name__ for interlock in ALWAYS]
    assert names == [
        "cut_power",
        "over_applied",
        "pad_sensor",
        "pad_hard",
        "pad_hot",
        "heater_unasked",
        "heats_by_itself",
        "charge_unbalanced",
        "driven_unasked",
        "zero_unconfirmed",
    ]
    assert len(INTERLOCKS) == len({interlock.check for interlock in INTERLOCKS}) == 37


def test_every_interlock_names_hazards_by_their_ids() -> None:
    for interlock in INTERLOCKS:
        assert interlock.hazards
        for hazard in interlock.hazards:
            assert hazard[0] == "H"
            assert 1 <= int(hazard[1:]) <= 80
