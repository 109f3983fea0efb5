"""A stimulation output over time: contact and current, to the last digit."""

import pytest

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import (
    StimulationMeasured,
)
from chairctl.domain.time import SECOND
from chairctl.profiles.device import HeatBounds
from chairctl.safety.watches.stimulation import StimulationWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


def stimulation(*reports: tuple[int, int, int, int | None]) -> list[tuple[int, int, int]]:
    """Reports as time, applied, current, impedance; found open, risen and deviating."""
    watch = StimulationWatch(0, "tens")
    found = []
    for at, applied, current, impedance in reports:
        watch.take(StimulationMeasured(current, impedance, 7), applied, at)
        found.append((watch.open_samples, watch.risen_samples, watch.deviating_samples))
    assert (watch.net_charge_uc_per_s, watch.applied, watch.impedance_ohm) == (7, *reports[-1][1::2])
    return found


def test_an_electrode_is_open_without_impedance_where_one_was_measured_before() -> None:
    watch = StimulationWatch(0, "tens")
    assert (watch.applied, watch.current_tenth_ma, watch.net_charge_uc_per_s) == (0, 0, 0)
    assert (watch.open_samples, watch.risen_samples, watch.deviating_samples) == (0, 0, 0)
    opened = stimulation((0, 1, 1, None), (1, 1, 1, 500), (2, 1, 1, None), (3, 1, 1, None), (4, 0, 0, None))
    assert [one for one, _, _ in opened] == [0, 0, 1, 2, 0]


@pytest.mark.parametrize(
    ("applied", "current", "deviates"),
    [
        (50, 70, 0),
        (50, 71, 1),
        (50, 30, 0),
        (50, 29, 1),
        (200, 240, 0),
        (200, 241, 1),
        (0, 21, 1),
        (104, 124, 0),
    ],
)
def test_current_deviates_by_more_than_two_milliampere_and_a_fifth(
    applied: int, current: int, deviates: int
) -> None:
    assert [three for _, _, three in stimulation(*[(at, applied, current, 500) for at in (0, 1)])] == [
        deviates,
        2 * deviates,
    ]


def risen(*reports: tuple[int, int, int | None]) -> list[int]:
    return [two for _, two, _ in stimulation(*[(at, applied, applied, ohm) for at, applied, ohm in reports])]


def test_impedance_counts_once_current_has_settled_and_rises_above_thirteen_tenths_of_its_lowest() -> None:
    assert risen((0, 100, 100), (SECOND - 1, 100, 900), (SECOND, 100, 1_000), (SECOND + 1, 100, 1_301)) == [
        0,
        0,
        0,
        1,
    ]
    settled = ((0, 100, 100), (SECOND, 100, 1_000))
    assert risen(*settled, (SECOND, 100, 1_300), (SECOND, 100, 1_301), (SECOND, 100, 1_400)) == [
        0,
        0,
        0,
        1,
        2,
    ]
    assert risen(*settled, (SECOND, 100, 900), (SECOND, 100, 1_171))[-1] == 1
    assert risen(*settled, (SECOND, 100, 1_301), (SECOND, 100, None), (SECOND, 100, 1_301))[-3:] == [1, 0, 1]


def test_a_level_below_nine_tenths_begins_anew_and_at_nine_tenths_it_does_not() -> None:
    settled = ((0, 100, 100), (SECOND, 100, 1_000))
    later = 2 * SECOND
    assert risen(*settled, (later, 90, 1_301))[-1] == 1
    assert risen(*settled, (later, 89, 1_301))[-1] == 0
    assert risen(*settled, (later, 89, 1_301), (later + SECOND, 89, 1_400), (later + SECOND, 89, 1_821))[
        -2:
    ] == [0, 1]
    assert risen(*settled, (later, 110, 1_000), (later, 98, 1_301))[-1] == 0
    assert risen((0, 600, 100), (SECOND, 600, 1_000), (later, 539, 1_301))[-1] == 0
    assert risen(*settled, (later, 0, 1_301), (later + 5, 100, 1_301))[-1] == 0


def test_the_limits_that_are_said_are_those_that_count() -> None:
    watch = StimulationWatch(0, "tens")
    assert (watch.index, watch.name, watch.impedance_ohm) == (0, "tens", None)
    assert (watch.impedance_limit, watch.deviation_limit) == (0, 20)
    watch.take(StimulationMeasured(200, 1_001, 0), 200, 0)
    watch.take(StimulationMeasured(200, 1_001, 0), 200, SECOND)
    assert (watch.impedance_limit, watch.deviation_limit) == (1_301, 40)
    watch.applied = 500
    assert watch.deviation_limit == 100
