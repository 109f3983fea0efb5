"""How a cost grows with a size."""

from collections.abc import Sequence
from math import log

from chairctl_proof.bench.measurement import Curve


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The n of cost ~ size^n that fits best: the slope of a line through the logarithms (least squares).

    Raises ValueError for fewer than two different sizes, and for what has no logarithm.
    """
    if any(size <= 0 or cost <= 0 for size, cost in points):
        raise ValueError("sizes and costs have to be above 0")
    places = [(log(size), log(cost)) for size, cost in points]
    if len({x for x, _ in places}) < 2:
        raise ValueError("two different sizes are needed")
    middle_x = sum(x for x, _ in places) / len(places)
    middle_y = sum(y for _, y in places) / len(places)
    across = sum((x - middle_x) ** 2 for x, _ in places)
    return sum((x - middle_x) * (y - middle_y) for x, y in places) / across


def curve(
    name: str,
    along: str,
    unit: str,
    points: Sequence[tuple[float, float]],
    *,
    most: float = 1.1,
    guard: float = 1.6,
    note: str = "",
) -> Curve:
    """A curve with its exponent; without further words it is meant to be linear."""
    return Curve(name, along, unit, tuple(points), exponent(points), most, guard, note)
