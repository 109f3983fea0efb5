"""Stop, on a chair that has no stop key: the power key is a toggle, so look first and press once.

    no order --order--> STOPPING --standby seen--> STOPPED
                        STOPPING --3 s, and it runs on--> FAILED
                        STOPPING --nothing sure is heard--> UNVERIFIED --heard--> STOPPING

Power is pressed at most once per order, only on the word of a sure status that shows the chair waiting
or running. It makes the chair travel home by itself. An order stands until the chair was seen at rest. Who
asks again while it is open gets another power key only after `APART`, if the chair is seen to run on.
"""

from enum import Enum, auto

from chairctl.domain.time import SECOND, Duration, Instant
from chairctl.protocols.rongtai.frames import State
from chairctl.protocols.rongtai.timely import LATEST

ANSWER: Duration = 3 * SECOND
"""A chair that was heard for this long after the power key, and runs on, has not obeyed it."""
APART: Duration = 10 * SECOND
"""Between two power keys of which the first had no visible effect: it may have had one late."""

_AWAKE = frozenset((State.WAITING, State.RUNNING))


class Outcome(Enum):
    """What is known of the last order to stop."""

    NONE = auto()
    STOPPING = auto()
    STOPPED = auto()
    UNVERIFIED = auto()
    FAILED = auto()


class Stop:
    """The order to stop, as it stands."""

    def __init__(self) -> None:
        self.outcome = Outcome.NONE
        self._power_at: Instant | None = None
        """When power was pressed for this order."""
        self._ordered_at: Instant = 0
        self._asked_again = False
        self._may_press = self._goes_home = False

    @property
    def is_open(self) -> bool:
        """Whether the chair has still to be seen at rest."""
        return self.outcome not in (Outcome.NONE, Outcome.STOPPED)

    def order(self, now: Instant) -> None:
        """Somebody wants it to stop. An order that is open stays the same one."""
        if self.is_open:
            self._asked_again = self._power_at is not None
            return
        self.outcome = Outcome.STOPPING
        self._power_at = None
        self._ordered_at = now
        self._asked_again = self._may_press = self._goes_home = False

    def hear(self, state: int, now: Instant, *, sure: bool, wakes: bool) -> None:
        """A status of `now`; `sure`: it tells of now; `wakes`: power was pressed to wake it a moment ago."""
        self._may_press = False
        if not self.is_open:
            return
        if state in _AWAKE:
            self._hear_awake(now, sure=sure)
        elif state == State.HOMING:
            self._goes_home = True
            self.outcome = Outcome.STOPPING
        elif state == State.STANDBY:
            tells_of_after = sure or now - self._ordered_at >= LATEST
            self.outcome = Outcome.STOPPED if tells_of_after and not wakes else Outcome.UNVERIFIED
        else:  # storing, a fault: what the power key would do is not known
            self.outcome = Outcome.UNVERIFIED

    def _hear_awake(self, now: Instant, *, sure: bool) -> None:
        if self._asked_again and self._power_at is not None and now - self._power_at >= APART:
            self._power_at = None
            self._asked_again = False
        if self._goes_home:
            self.outcome = Outcome.STOPPED  # it was on its way; somebody else has started it anew
        elif self._power_at is None:
            self._may_press = sure
            self.outcome = Outcome.STOPPING if sure else Outcome.UNVERIFIED
        elif now - self._power_at >= ANSWER:
            self.outcome = Outcome.FAILED

    def miss(self) -> None:
        """Nothing fresh is heard."""
        self._may_press = False
        if self.outcome is Outcome.STOPPING:
            self.outcome = Outcome.UNVERIFIED

    def press(self, now: Instant) -> bool:
        """Whether to press power now; says so once."""
        if not self._may_press:
            return False
        self._may_press = False
        self._power_at = now
        return True
