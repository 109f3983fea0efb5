"""What the chair does by itself, for how long, and whether it wakes and sleeps as we asked."""

from chairctl.domain.telemetry import Activity
from chairctl.domain.time import MINUTE, SECOND, Duration, Instant
from chairctl.protocols.rongtai.frames import State, Status
from chairctl.protocols.rongtai.readings import activity_of
from chairctl.protocols.rongtai.stop import ANSWER, APART

WAKING: Duration = SECOND
"""A chair that was switched on wants this much silence."""
STUCK: Duration = 2 * MINUTE
"""Homing, scanning or storing takes less than this, or something is wrong."""
AWAKE = (State.WAITING, State.RUNNING)
_TOO_LONG = {
    Activity.HOMING: "homing_too_long",
    Activity.SCANNING: "scanning_too_long",
    Activity.STORING: "storing_too_long",
}


class Course:
    """The course of one chair, from status to status."""

    def __init__(self) -> None:
        self._woken_at: Instant | None = None
        """When power was pressed to wake it; None as soon as it is seen awake, or can't have heard."""
        self._listens_at: Instant = 0
        self.begin()
        self.disarm()

    def begin(self) -> None:
        """A new line: what it did before is not known."""
        self.activity: Activity | None = None
        self._since: Instant = 0

    def disarm(self) -> None:
        """Forget what belongs to one arming."""
        self._was_awake = False
        self.ended_elsewhere = False
        """It went to rest, and nobody here asked it to."""
        self._no_answer = False
        """It was not seen to wake up when it should have."""

    def wake(self, now: Instant) -> None:
        """Power is pressed to wake it."""
        self._woken_at, self._listens_at = now, now + WAKING

    def wakes(self, now: Instant) -> bool:
        """Whether power was pressed to wake it, and it has not shown yet that it is awake."""
        return self._woken_at is not None and now - self._woken_at < APART

    def listens(self, now: Instant) -> bool:
        """Whether a key may follow on the one that woke it."""
        return now >= self._listens_at

    def follow(self, status: Status, now: Instant, *, armed: bool, asked: bool) -> bool:
        """A status of `now`; `asked`: we told it to rest. Whether it has just been found asleep."""
        activity = activity_of(status)
        if activity != self.activity:
            self.activity, self._since = activity, now
        if status.state in AWAKE:
            self._was_awake = self._was_awake or armed
            self._woken_at = None
        elif self._woken_at is not None and now - self._woken_at >= ANSWER:
            self._no_answer = armed
            if not self.wakes(now):
                self._woken_at = None
        if status.state not in (State.HOMING, State.STANDBY) or not self._was_awake:
            return False
        self.ended_elsewhere = self.ended_elsewhere or (armed and not asked)
        if status.state == State.HOMING:
            return False
        self._was_awake = False
        return True

    def faults(self, status: Status, now: Instant) -> list[str]:
        """What is wrong with it, in codes; the number of the chair's own error is raw."""
        found = []
        if status.state == State.FAULT:
            found += ["chair_error", f"0x{status.error_code:02X}"]
        if self.activity in _TOO_LONG and now - self._since >= STUCK:
            found.append(_TOO_LONG[self.activity])
        if self._no_answer:
            found.append("no_answer_power")
        return found
