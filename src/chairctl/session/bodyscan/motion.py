"""Whether the person has moved: the same place must answer the same level as it did before.

Every level is felt twice, with the other one in between, so whoever moves at any time has moved between two
sweeps of one level.
"""

from chairctl.session.bodyscan.sweep import BIN_MM, Sweep

WINDOW_MM = 30
LEAST_READINGS = 8
MOVED_MA = 12.0
"""Between two means over `WINDOW_MM`. Breath, ripple and noise stay below; tried on simulated bodies."""
LEAST_RATIO, MOST_RATIO = 0.8, 6.0
"""The firm level is about twice the light one: a back that was felt answers it with so many times as much."""
CLEARLY_FELT_MA = 30.0


class Watch:
    """Compares the sweep that goes on with earlier ones, just behind the rollers."""

    def __init__(self, before: Sweep | None, other: Sweep | None, idle_ma: float | None) -> None:
        """`before` was felt at the same level, `other` at the lighter one; `idle_ma`: touching nobody."""
        self._before = before
        self._other = other
        self._idle_ma = idle_ma

    def moved(self, now: Sweep, position_mm: int, *, upwards: bool) -> bool:
        """Whether the stretch that the rollers have just left answers otherwise than it did."""
        near = position_mm - BIN_MM if upwards else position_mm + BIN_MM
        low = near - WINDOW_MM if upwards else near
        high = low + WINDOW_MM - BIN_MM
        mean, count = now.mean_ma(low, high)
        if count < LEAST_READINGS:
            return False
        if self._before:
            known, readings = self._before.mean_ma(low, high)
            return readings >= LEAST_READINGS and abs(mean - known) > MOVED_MA
        if self._other and self._idle_ma is not None:
            known, readings = self._other.mean_ma(low, high)
            light = known - self._idle_ma
            if readings >= LEAST_READINGS and light > CLEARLY_FELT_MA:
                return not LEAST_RATIO * light <= mean - self._idle_ma <= MOST_RATIO * light
        return False
