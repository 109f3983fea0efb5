"""Bodies that differ: height, lumbar curve, shoulder line, stiffness along the spine, stiff spots.

Figures are recalled from anatomy and ergonomics and spread on purpose; no person was measured. The back is
drawn from its bends: it stands out at the sacrum and between the shoulder blades, is hollow at the lumbar
curve, and ends at the shoulders.
"""

from itertools import accumulate, pairwise
from math import cos, exp, pi
from random import Random
from typing import Final

from chairctl_simulators.plant.body import Body, Profile, Spine, StiffSpot

_GRID_MM: Final = 4
_TOP_MM: Final = 820
_SHOULDER_FALL_MM: Final = (30.0, 50.0)
"""So long the back takes to end above the shoulder line."""
_OUT_OF_REACH: Final = 0.4


def person(seed: int) -> Body:
    """The body of a seed; the same seed gives the same one."""
    chance = Random(f"body {seed}")
    spine, scale = _spine(chance)
    spots = _spots(chance, spine)
    return Body(
        back=_firmness(chance, spine, spots),
        recess=_recess(chance, spine, scale),
        chance=seed,
        spine=spine,
        stiff_spots=spots,
    )


def _between(chance: Random, low: float, high: float, mean: float, sigma: float) -> float:
    return min(max(chance.gauss(mean, sigma), low), high)


def _spine(chance: Random) -> tuple[Spine, float]:
    """Where everything is, and how tall the person sits (1: average)."""
    scale = _between(chance, 0.86, 1.14, 1.0, 0.055)
    l5 = 138 * scale + _between(chance, -16, 16, 0, 8)
    lumbar = 35 * scale + _between(chance, -3, 3, 0, 1.2)
    _, l4, l3, l2, l1 = accumulate((lumbar + _between(chance, -2, 2, 0, 0.8) for _ in range(4)), initial=l5)
    t_line = l1 + 158 * scale + _between(chance, -16, 16, 0, 7)
    shoulder = t_line + 130 * scale + _between(chance, -20, 20, 0, 9)
    return Spine(l5, l4, l3, l2, l1, t_line, shoulder), scale


def _recess(chance: Random, spine: Spine, scale: float) -> Profile:
    """Bends of the back, joined by halves of a cosine, with a skin that is not quite smooth."""
    hollow = _between(chance, 0.025, 0.095, 0.055, 0.017)
    bends = [
        (0.0, 0.05),
        (spine.l5 - 55 * scale + _between(chance, -12, 12, 0, 6), chance.uniform(0.0, 0.015)),
        (spine.l3 + _between(chance, -14, 14, 0, 6), hollow),
        (spine.t_line + _between(chance, -18, 18, 4, 7), chance.uniform(0.0, 0.01)),
        (spine.shoulder_line - 15, chance.uniform(0.01, 0.03)),
    ]
    fall = chance.uniform(*_SHOULDER_FALL_MM)
    middle = spine.shoulder_line + _between(chance, -8, 8, 0, 4)
    waves = [(chance.uniform(18, 60), chance.uniform(0, 2 * pi), chance.uniform(0, 0.0015)) for _ in range(4)]

    def at(height: float) -> float:
        drawn = _joined(bends, height)
        drawn += sum(size * cos(2 * pi * height / length + phase) for length, phase, size in waves)
        gone = 1 / (1 + exp(-4 * (height - middle) / fall))
        return min(max(drawn, 0.0) * (1 - gone) + _OUT_OF_REACH * gone, 1.0)

    return tuple((mm, at(mm)) for mm in range(0, _TOP_MM, _GRID_MM))


def _joined(bends: list[tuple[float, float]], height: float) -> float:
    for (low, below), (high, above) in pairwise(bends):
        if height <= high:
            way = min(max((height - low) / (high - low), 0.0), 1.0)
            return below + (above - below) * (0.5 - 0.5 * cos(pi * way))
    return bends[-1][1]


def _firmness(chance: Random, spine: Spine, spots: tuple[StiffSpot, ...]) -> Profile:
    """Slow changes along the spine, and the stiff spots on them."""
    middle = chance.uniform(0.45, 0.6)
    slow = [(chance.uniform(220, 500), chance.uniform(0, 2 * pi), chance.uniform(0.0, 0.1)) for _ in range(3)]
    softer = chance.uniform(0.0, 0.15)

    def at(height: float) -> float:
        drawn = middle * (1 + sum(size * cos(2 * pi * height / span + phase) for span, phase, size in slow))
        drawn *= 1 - softer * exp(-(((height - spine.l3) / 60) ** 2))
        for spot in spots:
            drawn *= 1 + spot.excess * exp(-(((height - spot.height_mm) / spot.sigma_mm) ** 2) / 2)
        return min(drawn, 1.0)

    return tuple((mm, at(mm)) for mm in range(0, _TOP_MM, _GRID_MM))


def _spots(chance: Random, spine: Spine) -> tuple[StiffSpot, ...]:
    """None to three, 60 mm apart, between the lowest vertebra and the shoulders."""
    spots: list[StiffSpot] = []
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        height = chance.uniform(spine.l5, spine.shoulder_line - 50)
        if all(abs(height - other.height_mm) >= 60 for other in spots):
            spots.append(StiffSpot(height, chance.uniform(9.0, 15.0), chance.uniform(0.25, 0.65)))
    return tuple(sorted(spots))
