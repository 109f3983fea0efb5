"""Sessions for the tests of the ledger: made of real requests, in virtual time."""

from chairctl.domain.time import SECOND
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import Stamp, Subject
from chairctl.safety.allowance import Allowance, Use
from chairctl.safety.grant import Quantum

GUEST = Subject("guest", ("chair",))
NOW = Stamp(1_790_000_000 * SECOND, 5_000 * SECOND, "boot")


class Clock:
    """A clock that the test sets."""

    def __init__(self, stamp: Stamp = NOW) -> None:
        self.stamp = stamp

    def __call__(self) -> Stamp:
        return self.stamp

    def go_on(self, elapsed: int) -> None:
        """Time passes, on both clocks."""
        self.stamp = Stamp(self.stamp.wall + elapsed, self.stamp.boot + elapsed, self.stamp.boot_id)


def spend(store: Store, clock: Clock, seconds: int, subject: Subject = GUEST, *, closed: bool = True) -> int:
    """A session of so many seconds; how many of them the ledger granted."""
    allowance = Allowance(("back", "legs"))
    for _ in range(seconds + 1):
        allowance.begin(clock.stamp.boot)
        request = allowance.request_due(clock.stamp.boot)
        if request:
            allowance.answered(store.answer(request, subject), clock.stamp.boot)
        if not allowance.permits(clock.stamp.boot) or allowance.spent >= seconds * SECOND:
            break
        allowance.spend(SECOND, 1_000_000, [Use("back", SECOND, 1_000_000, 0)])
        clock.go_on(SECOND)
    spent = allowance.spent
    allowance.end()
    closing = allowance.request_due(clock.stamp.boot)
    if closed and closing:
        assert isinstance(store.answer(closing, subject), Quantum)
    return spent // SECOND


def used_up(paths: LedgerPaths, clock: Clock) -> None:
    """A ledger, created, in which one whole session has just ended."""
    ledger_open.create(paths)
    store = Store(paths, clock)
    assert spend(store, clock, 1_900) >= 1_799
    store.close()
