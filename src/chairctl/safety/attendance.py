"""Is the screen of an attended session still there? One that nobody watches any more ends (hazard H18)."""

from chairctl.domain.ceilings import ATTEND_MS
from chairctl.domain.time import MILLISECOND, Duration, Instant

LEASE: Duration = ATTEND_MS.value * MILLISECOND


class Attendance:
    """The lease of the screens that attend; without one, none is expected."""

    def __init__(self) -> None:
        self._until: Instant | None = None

    def renew(self, now: Instant) -> None:
        """A screen attends at `now`."""
        self._until = now + LEASE

    def end(self) -> None:
        """Nobody has to attend any more."""
        self._until = None

    def is_over(self, now: Instant) -> bool:
        """Whether a screen has attended and has been silent for the length of the lease."""
        return self._until is not None and now >= self._until
