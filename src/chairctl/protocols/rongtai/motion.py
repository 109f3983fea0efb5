"""A posture motor under a hold key: short bursts, each with its end certain before it begins."""

from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.protocols.rongtai.frames import Motor
from chairctl.protocols.rongtai.keys import Hold, Key

BURST: Duration = 2 * SECOND
"""A motor runs at most this long on one key: there is no deadman in the chair."""
BEGINS: Duration = SECOND
"""A motor that does not show that it runs by then is at its end, or did not hear."""


class Motion:
    """One motor; directions are 1 up, -1 down, 0 none."""

    def __init__(self, keys: dict[int, Hold]) -> None:
        self._keys = keys
        self._way = self._ended = 0
        """Which way start was pressed and not yet stop; and which way stop was pressed, not yet seen."""
        self._began: Instant = 0
        self._seen = False
        """The motor has shown that it runs this way."""
        self._spent = 0
        """A way in which it did not run: not again before somebody lets go."""

    def forget(self) -> None:
        """The stop keys were pressed, or the line is gone: we want no motion any more."""
        self._ended = self._way or self._ended
        self._way = self._spent = 0

    @property
    def runs(self) -> bool:
        """Whether we have pressed start and not stop."""
        return self._way != 0

    @property
    def until(self) -> Instant | None:
        """When stop has to be pressed; None: it does not run."""
        return self._began + BURST if self._way else None

    def look(self, motor: int) -> None:
        """What a status says that the motor does."""
        way = self._way or self._ended
        self._seen = way != 0 and motor == (Motor.UP if way == 1 else Motor.DOWN)
        if not self._seen:
            self._ended = 0

    @property
    def is_seen(self) -> bool:
        """Whether the newest status shows it running as we want it, or wanted it until a moment ago."""
        return self._seen

    def end(self, wanted: int, now: Instant) -> Key | None:
        """The stop key, if it is due: let go, the burst is over, or it does not run."""
        if not self._way:
            return None
        idle = not self._seen and now - self._began >= BEGINS
        if wanted == self._way and now - self._began < BURST and not idle:
            return None
        if idle:
            self._spent = self._way
        key = self._keys[self._way].stop
        self._way, self._ended = 0, self._way
        return key

    def begin(self, wanted: int, now: Instant) -> Key | None:
        """The start key, if it is wanted and may be pressed."""
        if wanted != self._spent:
            self._spent = 0
        if not wanted or self._way or self._spent:
            return None
        self._way, self._began, self._seen, self._ended = wanted, now, False, 0
        return self._keys[wanted].start
