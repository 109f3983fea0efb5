"""The device's clock against ours: its lease and its timers are worth as much as its clock.

What arrives late only ever arrives later, so the least of `arrival - uptime` in a second is nearly free of
delay. Two of these, ten seconds apart, show the drift.
"""

from collections import deque

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant

SPAN_S = 10
DRIFT: Duration = SPAN_S * SECOND * 2 // 100
"""±2 % of the span (hazard H60)."""
_JUMP: Duration = 60 * SECOND
"""More than this between two reports is a wrapped counter, not a clock."""


class ClockWatch:
    """Drift of one device's uptime counter."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The line is opened anew, or the device has booted."""
        self.drift: Duration = 0
        """Over the last span: how much more of our time has passed than of the device's."""
        self._least: deque[Duration] = deque(maxlen=SPAN_S + 1)
        self._second_began: Instant | None = None
        self._newest: Duration

    def take(self, uptime_ms: int, now: Instant) -> None:
        """A report of `now` says how long the device has been up."""
        offset = now - uptime_ms * MILLISECOND
        if self._second_began is not None and abs(offset - self._newest) > _JUMP:
            self.forget()
        self._newest = offset
        least = self._least
        if self._second_began is None or now - self._second_began >= SECOND:
            if len(least) == SPAN_S + 1:
                self.drift = least[-1] - least[0]
            self._second_began = now
            least.append(offset)
        elif offset < least[-1]:
            least[-1] = offset
