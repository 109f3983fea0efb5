"""A channel to which nothing is permitted: what counts as work, and from when on."""

import pytest

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import (
    AirMeasured,
    Measured,
    PostureMeasured,
    RollerMeasured,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.domain.time import SECOND
from chairctl.profiles.device import HeatBounds
from chairctl.safety.watches.quiet import QuietWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


@pytest.mark.parametrize(
    ("least", "less"),
    [
        (VibrationMeasured(20), VibrationMeasured(19)),
        (StimulationMeasured(6, None, 0), StimulationMeasured(5, None, 0)),
    ],
)
def test_current_where_nothing_is_permitted_counts_at_once(least: Measured, less: Measured) -> None:
    watch = QuietWatch(2, "channel")
    assert (watch.index, watch.name, watch.driven_samples, watch.moved_samples) == (2, "channel", 0, 0)
    found = []
    for measured, off in ((least, True), (least, True), (less, True), (least, True), (least, False)):
        watch.take(measured, NOW, off=off)
        found.append(watch.driven_samples)
    assert found == [1, 2, 0, 1, 0]
    assert watch.moved_samples == 0


@pytest.mark.parametrize(
    ("measured", "driven"),
    [
        (RollerMeasured(100, 2, 0), 1),
        (RollerMeasured(100, -2, 0), 1),
        (RollerMeasured(100, 1, 149), 0),
        (RollerMeasured(100, 0, 150), 1),
    ],
)
def test_a_roller_may_draw_back_for_two_seconds_and_then_has_to_rest(measured: Measured, driven: int) -> None:
    watch = QuietWatch(0, "roller")
    watch.take(measured, 0, off=True)
    watch.take(measured, 2 * SECOND - 1, off=True)
    assert watch.driven_samples == 0
    watch.take(measured, 2 * SECOND, off=True)
    assert watch.driven_samples == driven
    watch.take(measured, 3 * SECOND, off=False)
    watch.take(measured, 3 * SECOND, off=True)
    watch.take(measured, 5 * SECOND - 1, off=True)
    assert watch.driven_samples == 0


def moved(*values: Measured, off: bool = True) -> list[int]:
    watch = QuietWatch(3, "channel")
    found = []
    for value in values:
        watch.take(value, NOW, off=off)
        found.append(watch.moved_samples)
    assert watch.driven_samples == 0
    return found


def test_a_cushion_that_fills_by_fifty_above_its_lowest_has_moved() -> None:
    assert moved(*map(AirMeasured, (100, 149, 150, 151, 90, 139, 140))) == [0, 0, 1, 2, 0, 0, 1]
    assert moved(*map(AirMeasured, (100, 200)), off=False) == [0, 0]


def test_a_back_that_is_two_degrees_from_where_it_was_has_moved_either_way() -> None:
    assert moved(*map(PostureMeasured, (100, 119, 120, 81, 80, 100))) == [0, 0, 1, 0, 1, 0]


def test_what_is_not_measured_neither_runs_nor_moves() -> None:
    assert moved(None, None) == [0, 0]


def test_permission_in_between_begins_a_new_rest() -> None:
    watch = QuietWatch(3, "back")
    watch.take(PostureMeasured(100), NOW, off=True)
    watch.take(PostureMeasured(150), NOW, off=False)
    watch.take(PostureMeasured(200), NOW, off=True)
    assert watch.moved_samples == 0
    watch.take(PostureMeasured(220), NOW, off=True)
    assert watch.moved_samples == 1
