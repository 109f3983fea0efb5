"""A ledger in memory that answers at once: for virtual time, where no disk is and nothing takes time.

The judgement is the product's own (`safety/account.py`, `safety/grant.py`); only the writing is left out.
"""

from chairctl.domain.safety import Reason
from chairctl.domain.time import Instant
from chairctl.safety.account import GUEST, Entry, Stamp, Subject, stand
from chairctl.safety.allowance import Allowance
from chairctl.safety.grant import Answer, Quantum, Refusal, Request, prepay


class MemoryLedger:
    """The runs of one subject; wall clock and boot clock are the virtual time."""

    def __init__(self, subject: Subject | None = None) -> None:
        self.subject = subject or Subject(GUEST, ("chair",))
        self.entries: dict[int, Entry] = {}
        self.refusal: Reason | None = None
        """Refuse everything, for this reason."""

    def answer(self, request: Request, now: Instant) -> Answer:
        """What the ledger on disk would say."""
        stamp = Stamp(now, now, "virtual")
        own = self.entries.get(request.run)
        if request.closing:
            if own:
                spent = (request.spent, request.cem43_micro_minutes, request.charge_micro_coulomb)
                self.entries[own.run] = Entry(*own[:4], stamp, True, *spent, request.parts)  # noqa: FBT003
            return Quantum(request.number, request.run, now, 0, 0, ())
        if self.refusal:
            return Refusal(request.number, self.refusal)
        left = stand(tuple(self.entries.values()), (), self.subject, request.run, stamp)
        prepaid = prepay(request, own, left)
        if isinstance(prepaid, Reason):
            return Refusal(request.number, prepaid)
        run = request.run or len(self.entries) + 1
        device, person = self.subject.devices[0], self.subject.person
        session = left.session or run
        self.entries[run] = Entry(run, device, session, person, stamp, False, *prepaid[:4])  # noqa: FBT003
        granted, dose, exhausted = prepaid[4:]
        return Quantum(request.number, run, now, granted, dose, exhausted)

    def serve(self, allowance: Allowance, now: Instant) -> None:
        """Answer the request that is due, if there is one."""
        while request := allowance.request_due(now):
            allowance.answered(self.answer(request, now), now)
