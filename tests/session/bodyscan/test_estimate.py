"""From readings to a map, on backs that are drawn here."""

from collections.abc import Callable
from itertools import pairwise
from math import cos, exp, pi

import pytest

from chairctl.domain.back import BackMap
from chairctl.domain.safety import Reason
from chairctl.session.bodyscan.estimate import Felt, estimate
from chairctl.session.bodyscan.sweep import Sweep, smoothed

LIGHT, FIRM, TOP = 120, 250, 800
IDLE_MA = 300
PER_LEVEL_MA = 500.0
SHOULDER = 566
Back = Callable[[int], float]
"""How far it stays behind the rollers at a height (part of their reach)."""


def hollow(height: int, depth: float = 0.06) -> float:
    """An average back: out at 83 and 440 mm, hollow at 208 mm, gone above the shoulders."""
    ends = ((-40, 0.05), (83, 0.0), (208, depth), (440, 0.0), (SHOULDER + 1000, 0.0))
    for (low, below), (high, above) in pairwise(ends):
        if height <= high:
            bent = below + (above - below) * (0.5 - 0.5 * cos(pi * (height - low) / (high - low)))
            return bent + 0.4 / (1 + exp(-(height - SHOULDER) / 10))
    raise AssertionError(height)


def felt(back: Back, hardness: Callable[[int], float] = lambda _height: 1.0, idle: int = IDLE_MA) -> Felt:
    """Two sweeps at each level over a back, without noise."""
    sweeps = []
    for level in (LIGHT, FIRM, LIGHT, FIRM):
        sweep = Sweep()
        for height in range(0, TOP + 1, 2):
            left = max(0.0, level / 1000 - back(height))
            sweep.take(height, round(idle + PER_LEVEL_MA * hardness(height) * left))
        sweeps.append(sweep)
    return Felt((sweeps[0], sweeps[2]), (sweeps[1], sweeps[3]), LIGHT, FIRM, TOP)


def mapped(*arguments: object, **named: object) -> BackMap:
    found = estimate(felt(*arguments, **named))  # type: ignore[arg-type]
    assert isinstance(found, BackMap), found
    return found


def test_an_average_back_has_its_landmarks_where_they_are_on_average() -> None:
    found = {place.name: place.height_mm for place in mapped(hollow).places}
    expected = {"l5": 138, "l4": 173, "l3": 208, "l2": 243, "l1": 278, "t_line": 436, "shoulder_line": 566}
    assert found == pytest.approx(expected, abs=6)


def test_a_back_that_sits_higher_is_found_higher_by_as_much() -> None:
    low, high = mapped(hollow), mapped(lambda height: hollow(height - 12))
    moved = [above.height_mm - below.height_mm for below, above in zip(low.places, high.places, strict=True)]
    assert moved == pytest.approx([12] * 7, abs=4)


def test_the_idle_current_of_a_chair_does_not_matter() -> None:
    assert mapped(hollow, idle=150) == mapped(hollow)


def test_a_harder_place_is_a_stiff_spot_and_how_much_harder_is_said() -> None:
    def hard(height: int) -> float:
        return 1 + 0.5 * exp(-(((height - 320) / 12) ** 2) / 2)

    (spot,) = mapped(hollow, hard).stiff_spots
    assert spot.height_mm == pytest.approx(320, abs=5)
    assert 200 < spot.excess_permille <= 500


def test_a_back_that_is_evenly_hard_or_slowly_gets_harder_has_no_stiff_spots() -> None:
    assert mapped(hollow).stiff_spots == ()
    assert mapped(hollow, lambda height: 0.8 + height / 2000).stiff_spots == ()


@pytest.mark.parametrize(
    ("back", "detail"),
    [
        (lambda _height: 1.0, "contact"),
        (lambda _height: 0.0, "contact"),
        (lambda height: 0.4 if height > 300 else 0.0, "shoulders"),
        (lambda height: 0.4 / (1 + exp(-(height - SHOULDER) / 10)), "hollow"),
    ],
    ids=["nobody sits there", "no end of the back", "the back ends too low", "a straight board"],
)
def test_what_is_no_back_is_unclear_and_never_guessed(back: Back, detail: str) -> None:
    assert estimate(felt(back)) == Reason("scan_unclear", detail=detail)


def test_no_reading_at_all_is_unclear() -> None:
    nothing = Felt((Sweep(),), (Sweep(),), LIGHT, FIRM, TOP)
    assert estimate(nothing) == Reason("scan_unclear", detail="contact")


def test_the_flatter_the_hollow_the_less_sure_are_the_landmarks() -> None:
    deep, flat = mapped(lambda height: hollow(height, 0.09)), mapped(lambda height: hollow(height, 0.025))
    assert deep.within_mm[2] < flat.within_mm[2]


def test_smoothing_keeps_an_even_curve_and_weighs_by_readings() -> None:
    sweep = Sweep()
    for height in range(100):
        sweep.take(height, 50)
    assert set(smoothed(sweep.curve(), 25).values()) == {50.0}
    for _ in range(5):
        sweep.take(52, 250)
    assert sweep.curve()[10].ma == 150
    assert 50 < smoothed(sweep.curve(), 25)[9] < 150
