"""Any order of events: only prepaid time is spent, and never more than a quantum is at stake (F9)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.account import GRANT_VALID, KEPT_BACK
from chairctl.safety.allowance import Allowance, Phase, Use
from chairctl.safety.grant import QUANTUM, Quantum, Refusal, Request


class Machine(RuleBasedStateMachine):
    """An allowance beside a ledger that writes at once but answers late, never, or with nonsense."""

    def __init__(self) -> None:
        super().__init__()
        self.allowance = Allowance(("back",))
        self.now = 1_000 * SECOND
        self.durable = 0
        self.run = 0
        self.request: Request | None = None
        self.written_at = self.granted_at = 0

    @rule()
    def begin(self) -> None:
        if self.allowance.begin(self.now) is None:
            assert self.allowance.permits(self.now)

    @rule(elapsed=st.integers(4 * SECOND, 8 * SECOND), in_time=st.booleans())
    def go_on(self, elapsed: int, *, in_time: bool) -> None:
        """What a session does all the time; otherwise it would seldom come that far."""
        self.begin()
        self.write()
        if self.request and in_time:
            self.answer(0, 100_000)
        self.spend(elapsed)

    @rule(elapsed=st.integers(-SECOND, 12 * SECOND))
    def spend(self, elapsed: int) -> None:
        before, spent = self.allowance.balance, self.allowance.spent
        self.allowance.spend(elapsed, elapsed, [Use("back", elapsed, elapsed, elapsed)])
        assert self.allowance.spent - spent == max(0, min(elapsed, before))

    @rule()
    def write(self) -> None:
        due = self.allowance.request_due(self.now)
        if due is None:
            return
        assert self.request is None
        assert min(due.spent, due.energised, due.cem43_micro_minutes, *due.parts[0][1:]) >= 0
        self.request, self.written_at = due, self.now
        if due.closing:
            self.durable = 0  # this run is over; the next begins with nothing
        elif due.run:
            self.durable += due.energised
        else:
            self.run, self.durable = self.run + 1, due.energised

    @precondition(lambda self: self.request)
    @rule(more=st.integers(0, MINUTE), dose=st.integers(-9, 200_000))
    def answer(self, more: int, dose: int) -> None:
        assert self.request
        energised = self.request.energised + more  # what was not asked for must not count
        answer = Quantum(self.request.number, self.run, self.written_at, energised, dose, ())
        self.allowance.answered(answer, self.now)
        self.request, self.granted_at = None, min(self.written_at, self.now)

    @precondition(lambda self: self.request)
    @rule()
    def refuse(self) -> None:
        assert self.request
        self.allowance.answered(Refusal(self.request.number, Reason("no")), self.now)
        self.request = None

    @rule(number=st.integers(-20, 0))
    def answer_what_nobody_asked(self, number: int) -> None:
        self.allowance.answered(Quantum(number, 3, self.now, QUANTUM, 5, ()), self.now)

    @rule(time=st.integers(-MINUTE, 2 * MINUTE))
    def wait(self, time: int) -> None:
        self.now += time

    @rule()
    def end(self) -> None:
        self.allowance.end()
        assert not self.allowance.permits(self.now)

    @invariant()
    def the_balance_is_bounded(self) -> None:
        assert 0 <= self.allowance.balance <= QUANTUM

    @invariant()
    def what_is_spent_was_prepaid_and_at_most_a_quantum_is_at_stake(self) -> None:
        closing = self.request is not None and self.request.closing
        if self.allowance.phase is not Phase.IDLE and not closing:
            assert self.allowance.spent <= self.durable <= self.allowance.spent + QUANTUM

    @invariant()
    def only_a_fresh_grant_permits(self) -> None:
        if self.allowance.permits(self.now):
            assert self.allowance.phase is Phase.OPEN
            assert self.allowance.balance > KEPT_BACK
            assert 0 <= self.now - self.granted_at < GRANT_VALID


TestAnyOrder = Machine.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
