"""What the rollers felt on one way along the back: motor current by height, in bins of 5 mm."""

from collections.abc import Iterable
from typing import NamedTuple

BIN_MM = 5


class Bin(NamedTuple):
    """Mean current above that of rollers which touch nobody (mA), and how many readings it is the mean of."""

    ma: float
    count: int


Curve = dict[int, Bin]
"""By the number of the bin: height (mm) divided by `BIN_MM`."""


class Sweep:
    """Readings of one way, at one level."""

    def __init__(self) -> None:
        self._sums: dict[int, int] = {}
        self._counts: dict[int, int] = {}

    def take(self, position_mm: int, motor_ma: int) -> None:
        """One reading."""
        number = position_mm // BIN_MM
        self._sums[number] = self._sums.get(number, 0) + motor_ma
        self._counts[number] = self._counts.get(number, 0) + 1

    def curve(self, idle_ma: float = 0.0) -> Curve:
        """The mean of every bin that was read."""
        return {
            number: Bin(total / self._counts[number] - idle_ma, self._counts[number])
            for number, total in sorted(self._sums.items())
        }

    def mean_ma(self, low_mm: int, high_mm: int) -> tuple[float, int]:
        """The mean current on a stretch (mA), and of how many readings; 0 of 0 where there is none."""
        numbers = range(low_mm // BIN_MM, high_mm // BIN_MM + 1)
        count = sum(self._counts.get(number, 0) for number in numbers)
        total = sum(self._sums.get(number, 0) for number in numbers)
        return (total / count if count else 0.0), count


def together(sweeps: Iterable[Sweep], idle_ma: float) -> Curve:
    """Sweeps at one level as one curve."""
    summed: dict[int, tuple[float, int]] = {}
    for sweep in sweeps:
        for number, (mean, count) in sweep.curve(idle_ma).items():
            total, so_far = summed.get(number, (0.0, 0))
            summed[number] = total + mean * count, so_far + count
    return {number: Bin(total / count, count) for number, (total, count) in sorted(summed.items())}


def smoothed(curve: Curve, reach_mm: int) -> dict[int, float]:
    """A curve with every bin averaged over its neighbours: less and less, up to `reach_mm` away."""
    reach = max(1, reach_mm // BIN_MM)
    weights = {step: reach - abs(step) for step in range(1 - reach, reach)}
    means = {}
    for number in curve:
        total = weight = 0.0
        for step, part in weights.items():
            if found := curve.get(number + step):
                total += part * found.count * found.ma
                weight += part * found.count
        means[number] = total / weight
    return means
