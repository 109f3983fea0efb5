"""Does the newest status tell of now? Bluetooth may hold notifications back, and a status has no number.

What is held back shows as a gap first. After a gap longer than `FRESH` all that comes may be old, and a
toggle pressed on its word could do the opposite. Two things prove that it is not: the chair's own timer,
which has gone on during the gap as far as our clock, or a key whose effect is seen at once. For that the
chair's timer can be set to 10 minutes (`Probe`): that energises nothing and only makes its session shorter.
"""

from collections import deque

from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.protocols.rongtai.frames import State, Status

FRESH: Duration = SECOND
"""A chair notifies several times a second; what is older says nothing about now."""
LAG: Duration = 600 * MILLISECOND
"""How far the chair's timer may seem to be behind ours. It counts whole seconds, so a status may seem up to
a second late and not be; but among those of one second some do not."""
SET_AGAIN_S = 5
"""More than the timer may seem to jump by itself."""
LATEST: Duration = 10 * SECOND
"""Nothing is held back for longer than this and still comes."""
_RECENT = 16
"""Statuses that are remembered, a few seconds' worth."""


class Timely:
    """Judges the newest status of one line."""

    def __init__(self) -> None:
        self.open(0)

    def open(self, now: Instant) -> None:
        """The line is open: nothing can have been held back before."""
        self._heard_at = now
        self._heard = self._doubtful = False
        self._doubtful_since = now
        self._ends: deque[Instant] = deque(maxlen=_RECENT)
        """When the chair's timer will run out, by each status since it runs."""
        self._end_before: Instant | None = None
        """The same just before the gap; None: the timer did not run."""

    def take(self, status: Status, now: Instant) -> None:
        """A status came at `now`."""
        runs = status.state == State.RUNNING and status.time_s > 0
        if now - self._heard_at > FRESH:
            self._doubtful = True
            self._doubtful_since = now
            self._end_before = min(self._ends, default=None)
            self._ends.clear()
        self._heard_at, self._heard = now, True
        if not runs:
            self._ends.clear()
            return
        end = now + status.time_s * SECOND
        self._ends.append(end)
        if self._end_before is not None and abs(end - self._end_before) <= LAG:
            self._doubtful = False

    def prove(self) -> None:
        """The effect of a key was seen at once."""
        self._doubtful = False

    def is_fresh(self, now: Instant) -> bool:
        """Whether a status has come lately."""
        return self._heard and now - self._heard_at < FRESH

    def is_sure(self, now: Instant) -> bool:
        """Whether the newest status is fresh, and nothing speaks for its being late."""
        return self.is_fresh(now) and not self._doubtful

    def is_likely(self, now: Instant) -> bool:
        """The same, or at least nothing has spoken for it in a long time."""
        settled = not self._doubtful or now - self._doubtful_since >= LATEST
        return self.is_fresh(now) and settled


class Probe:
    """The session key of 10 min, pressed to see how soon the chair shows it."""

    def __init__(self) -> None:
        self._pressed_at: Instant | None = None
        self._was_preset = False
        self._left_s = 0

    def forget(self) -> None:
        """Another order: it may be pressed anew."""
        self._pressed_at = None

    def press(self, status: Status, now: Instant) -> bool:
        """Whether to press it now: once for each order."""
        if self._pressed_at is not None:
            return False
        self._pressed_at = now
        self._was_preset, self._left_s = status.preset_time == 1, status.time_s
        return True

    def shows(self, status: Status, now: Instant) -> bool:
        """Whether this status shows the effect, and soon enough."""
        if self._pressed_at is None or now - self._pressed_at > FRESH or status.preset_time != 1:
            return False
        return not self._was_preset or status.time_s > self._left_s + SET_AGAIN_S
