"""What the rollers felt on one way along the back: motor current by height, in bins of 5 mm."""

from collections.abc import Iterable
from typing import NamedTuple

BIN_MM = 5


class Bin(NamedTuple):
    """Mean current above that of rollers which touch nobody (mA), and how many readings it is the mean of."""

    ma: float
    readings: int


Curve = dict[int, Bin]
"""By the number of the bin: height (mm) divided by `BIN_MM`."""


class Sweep:
    """Readings of one way, at one level; another thread may look while readings come."""

    def __init__(self) -> None:
        self._bins: dict[int, tuple[int, int]] = {}
        """Sum (mA) and count."""

    def take(self, position_mm: int, motor_ma: int) -> None:
        """One reading."""
        number = position_mm // BIN_MM
        total, count = self._bins.get(number, (0, 0))
        self._bins[number] = total + motor_ma, count + 1

    def curve(self, idle_ma: float = 0.0) -> Curve:
        """The mean of every bin that was read."""
        return {
            number: Bin(total / count - idle_ma, count)
            for number, (total, count) in sorted(self._bins.copy().items())
        }

    def mean_ma(self, low_mm: int, high_mm: int) -> tuple[float, int]:
        """The mean current on a stretch (mA), and of how many readings; 0 of 0 where there is none."""
        total = count = 0
        for number in range(low_mm // BIN_MM, high_mm // BIN_MM + 1):
            found = self._bins.get(number, (0, 0))
            total, count = total + found[0], count + found[1]
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
                total += part * found.readings * found.ma
                weight += part * found.readings
        means[number] = total / weight
    return means
