"""A roller over time: standing still, leaving its stretch, and the heat of its motor."""

import pytest

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.telemetry import (
    RollerMeasured,
)
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import HeatBounds, RollerBounds
from chairctl.safety.watches.roller import RollerWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


def roller(rated: int | None = None) -> RollerWatch:
    return RollerWatch(0, "roller", RollerBounds(0, 800, 1_000, motor_rated_ma=rated))


def still(
    watch: RollerWatch,
    at: int,
    position: int = 200,
    speed: int = 0,
    applied: int = 1,
    mode: RollerMode | None = ROLLING,
) -> int:
    watch.take(RollerMeasured(position, speed, 0), applied, mode, at)
    assert watch.position_mm == position
    return watch.still_for


def test_a_roller_stands_still_while_it_is_driven_and_neither_place_nor_speed_changes() -> None:
    watch = roller()
    assert (watch.index, watch.name, watch.position_mm) == (0, "roller", 0)
    assert (watch.still_for, watch.still_limit, watch.overload, watch.leaving_samples) == (
        0,
        200 * MILLISECOND,
        0,
        0,
    )
    assert [still(watch, NOW + at) for at in (0, 3, 5)] == [0, 3, 5]
    assert still(watch, NOW + 6, 201) == 0
    assert still(watch, NOW + 8, 201) == 2
    for changed in ({"speed": 1}, {"speed": -1}, {"applied": 0}, {"mode": None}):
        assert still(watch, NOW + 9, 201, **changed) == 0
        assert still(watch, NOW + 10, 201) == 0
        assert still(watch, NOW + 12, 201) == 2


@pytest.mark.parametrize(
    "mode",
    [
        ROLLING._replace(technique=Technique.HOLD),
        ROLLING._replace(low_mm=300),
        ROLLING._replace(speed_permille=0),
    ],
)
def test_a_roller_that_is_not_meant_to_move_may_stand(mode: RollerMode) -> None:
    watch = roller()
    assert [still(watch, NOW + at, mode=mode) for at in (0, 5)] == [0, 0]


def test_a_stretch_of_one_millimetre_is_meant_to_be_moved_along() -> None:
    watch = roller()
    assert [still(watch, NOW + at, mode=ROLLING._replace(low_mm=299)) for at in (0, 5)] == [0, 5]


@pytest.mark.parametrize(("speed", "limit_ms"), [(99, 5_000), (100, 200), (1, 5_000)])
def test_a_slow_roller_has_longer_until_it_counts_as_stalled(speed: int, limit_ms: int) -> None:
    watch = roller()
    still(watch, NOW, mode=ROLLING._replace(speed_permille=speed))
    assert watch.still_limit == limit_ms * MILLISECOND


def leaving(
    watch: RollerWatch, *places: int, start: int = NOW, mode: RollerMode | None = ROLLING
) -> list[int]:
    found = []
    for number, place in enumerate(places):
        watch.take(RollerMeasured(place, 5, 0), 1, mode, start + number)
        found.append(watch.leaving_samples)
    return found


@pytest.mark.parametrize("outward", [(310, 311, 312, 312, 313), (90, 89, 88, 88, 87)])
def test_a_roller_leaves_when_it_is_beyond_its_stretch_and_its_margin_and_goes_farther(
    outward: tuple[int, ...],
) -> None:
    watch = roller()
    leaving(watch, 200)
    assert leaving(watch, *outward, start=NOW + 500 * MILLISECOND) == [0, 1, 2, 0, 1]
    assert leaving(watch, 200, 311 if outward[0] > 200 else 89, start=NOW + SECOND) == [0, 1]


def test_a_roller_has_half_a_second_to_turn_round_when_it_is_given_a_stretch() -> None:
    watch = roller()
    leaving(watch, 400)
    assert leaving(watch, 401, start=NOW + 500 * MILLISECOND - 1) == [0]
    assert leaving(watch, 402, start=NOW + 500 * MILLISECOND) == [1]
    other = ROLLING._replace(high_mm=301)
    assert leaving(watch, 403, start=NOW + SECOND, mode=other) == [0]
    assert leaving(watch, 404, start=NOW + SECOND + 500 * MILLISECOND, mode=other) == [1]
    assert leaving(watch, 405, start=NOW + 2 * SECOND, mode=None) == [0]
    assert leaving(watch, 406, start=NOW + 2 * SECOND, mode=other) == [0]


def overload(*currents: tuple[int, int], rated: int | None = 10) -> int:
    """Seconds and mA."""
    watch = roller(rated)
    for at, motor_ma in currents:
        watch.take(RollerMeasured(200, 5, motor_ma), 1, ROLLING, at)
    return watch.overload


def test_a_motor_takes_heat_above_its_rating_and_cools_below_it_but_never_below_cold() -> None:
    assert roller(10).overload_limit == 100 * 60 * SECOND
    assert roller().overload_limit == 0
    assert overload((5, 20)) == 0
    assert overload((5, 0), (8, 20)) == 900
    assert overload((5, 0), (8, 20), (10, 0)) == 700
    assert overload((5, 0), (8, 20), (9, 10)) == 900
    assert overload((5, 0), (8, 20), (8 + SECOND, 0)) == 0
    assert overload((0, 0), (9 * SECOND, 20)) == 300 * SECOND
    assert overload((9, 0), (5, 20)) == 0
    assert overload((5, 0), (8, 20), (2, 20)) == 900
    assert overload((5, 0), (8, 11)) == 63
    assert overload((5, 0), (8, 20), rated=None) == 0


def beyond(
    watch: RollerWatch, *reports: tuple[int, int], mode: RollerMode | None = ROLLING, applied: int = 1
) -> int:
    """Way gone outwards (µm) after reports of place and speed, 50 ms apart."""
    for number, (position, speed) in enumerate(reports):
        watch.take(RollerMeasured(position, speed, 0), applied, mode, NOW + number * 50 * MILLISECOND)
    return watch.beyond_um


@pytest.mark.parametrize(("end", "out"), [(0, -1), (800, 1), (-5, -1), (805, 1)])
def test_way_beyond_an_end_is_counted_while_the_reading_stands_there(end: int, out: int) -> None:
    assert beyond(roller(), (end, 20 * out)) == 0
    assert beyond(roller(), (end, 20 * out), (end, 20 * out)) == 1_000
    assert beyond(roller(), (end, 20 * out), (end, 20 * out), (end, 40 * out)) == 4_000


@pytest.mark.parametrize("last", [(0, 20), (0, 0), (1, -20), (799, 20), (800, -20)])
def test_way_beyond_an_end_is_forgotten_when_it_comes_back_or_stands(last: tuple[int, int]) -> None:
    watch = roller()
    assert beyond(watch, (0, -20), (0, -20), last) == 0
    assert beyond(watch, (0, -20)) == 0
    assert beyond(watch, (0, -20), (0, -20)) == 1_000


def test_who_draws_back_or_is_off_goes_nowhere() -> None:
    assert beyond(roller(), (0, -20), (0, -20), mode=None) == 0
    assert beyond(roller(), (0, -20), (0, -20), applied=0) == 0


def test_a_line_that_is_opened_anew_has_gone_no_way() -> None:
    watch = roller()
    beyond(watch, (0, -20), (0, -20))
    watch.forget()
    assert watch.beyond_um == 0
    assert beyond(watch, (0, -20)) == 0


def test_the_slowest_way_outwards_counts_and_to_the_micrometre() -> None:
    assert beyond(roller(), (0, -1), (0, -1)) == 50
    watch = roller()
    for at in (NOW, NOW + 20 * SECOND):
        watch.take(RollerMeasured(800, 60, 0), 1, ROLLING, at)
    assert watch.beyond_um == 1_200_000
