"""How long something takes, as a histogram: costs the same however often it is noted."""

from bisect import bisect_left

from chairctl.domain.time import MICROSECOND, MILLISECOND, Duration

BOUNDS: tuple[Duration, ...] = (
    100 * MICROSECOND,
    250 * MICROSECOND,
    500 * MICROSECOND,
    1 * MILLISECOND,
    2 * MILLISECOND,
    5 * MILLISECOND,
    10 * MILLISECOND,
    20 * MILLISECOND,
    50 * MILLISECOND,
    100 * MILLISECOND,
    250 * MILLISECOND,
    1_000 * MILLISECOND,
)
"""Upper ends of the bins; the last bin has none."""


class Timing:
    """Durations, counted by bin."""

    __slots__ = ("counts", "longest", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total: Duration = 0
        self.longest: Duration = 0

    def note(self, duration: Duration) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, duration)] += 1
        self.total += duration
        self.longest = max(self.longest, duration)
