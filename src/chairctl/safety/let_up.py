"""Let me up: the back can be raised when everything else is locked, as long as somebody holds the key.

Only upwards, only for a while, and each press counts for half a second, so that nothing goes on by itself.
"""

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant

HOLD: Duration = 500 * MILLISECOND
"""A press counts for this long; a key that repeats renews it."""
LONGEST: Duration = 10 * SECOND
"""Then the key has to be released for `HOLD`."""


class LetUp:
    """The key, as far as presses tell."""

    def __init__(self) -> None:
        self._began: Instant
        self._pressed_at: Instant | None = None

    def press(self, now: Instant) -> bool:
        """The key is down at `now`; False: it has been held for too long."""
        if self._pressed_at is None or now - self._pressed_at >= HOLD:
            self._began = now
        self._pressed_at = now
        return now < self._began + LONGEST

    def release(self) -> None:
        """It counts no longer."""
        self._pressed_at = None

    def until(self, now: Instant) -> Instant | None:
        """Until when the key counts; None: it does not."""
        if self._pressed_at is None:
            return None
        end = min(self._pressed_at + HOLD, self._began + LONGEST)
        return end if now < end else None
