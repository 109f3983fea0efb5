"""How fast a level may rise. Falling is always instant.

The level is kept as an integer times one second, so that slow rises (1 mA/s in steps of 0.1 mA at 20
turns a second) lose nothing and every computer counts the same.
"""

from chairctl.domain.time import MILLISECOND, SECOND, Duration

LONGEST_STEP: Duration = 100 * MILLISECOND
"""A turn that comes late earns no more rise than this, so that no stall ends in a jump."""


class Slew:
    """The rise of one channel."""

    __slots__ = ("_scaled", "_scaled_rise", "rise_per_s")

    def __init__(self, rise_per_s: int) -> None:
        self.rise_per_s = rise_per_s
        self._scaled_rise = rise_per_s * SECOND
        self._scaled = 0

    def toward(self, level: int, elapsed: Duration) -> int:
        """The level permitted `elapsed` after the last call: not above `level`, not risen too fast."""
        risen = self._scaled + self._scaled_rise * max(0, min(elapsed, LONGEST_STEP)) // SECOND
        self._scaled = min(level * SECOND, risen)
        return self._scaled // SECOND

    def slow_down(self, level: int, seconds: int) -> None:
        """From zero, `level` shall take this many seconds at least."""
        self._scaled_rise = min(self.rise_per_s * SECOND, level * SECOND // seconds)

    def fall(self) -> None:
        """Start again from zero."""
        self._scaled = 0
