from chairctl.domain.ceilings import LEASE_MS
from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.account import GRANT_VALID, KEPT_BACK, PartUse
from chairctl.safety.allowance import RENEWAL, Allowance, Phase, Use, charge_nano_coulomb
from chairctl.safety.grant import QUANTUM, Quantum, Refusal, Request

NOW = 1_000 * SECOND


def granted(request: Request, at: int = NOW, run: int = 7, dose: int = 166_667) -> Quantum:
    return Quantum(request.number, run, at, request.energised, dose, ())


def armed() -> Allowance:
    allowance = Allowance(("back", "legs"), ("legs",))
    allowance.begin(NOW)
    request = allowance.request_due(NOW)
    assert request
    allowance.answered(granted(request), NOW)
    assert allowance.begin(NOW) is None
    return allowance


def test_nothing_is_permitted_before_the_first_quantum_is_durable() -> None:
    allowance = Allowance()
    assert not allowance.permits(NOW)
    assert allowance.begin(NOW) == Reason("ledger_pending")
    request = allowance.request_due(NOW)
    assert request
    assert (request.run, request.energised, request.spent, request.closing) == (0, QUANTUM, 0, False)
    assert not allowance.permits(NOW)
    assert allowance.request_due(NOW) is None
    allowance.answered(granted(request), NOW)
    assert allowance.permits(NOW)
    assert allowance.begin(NOW) is None


def test_a_refusal_is_the_answer_to_arming_and_the_next_arming_asks_again() -> None:
    allowance = Allowance()
    allowance.begin(NOW)
    request = allowance.request_due(NOW)
    assert request
    allowance.answered(Refusal(request.number, Reason("ledger_rest", limit=600)), NOW)
    assert not allowance.permits(NOW)
    assert allowance.request_due(NOW) is None
    assert allowance.begin(NOW) == Reason("ledger_rest", limit=600)
    assert allowance.begin(NOW) == Reason("ledger_pending")
    again = allowance.request_due(NOW)
    assert again
    assert again.number > request.number


def test_the_next_request_goes_out_at_half_a_quantum_and_fills_it_up() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND - 1, 0, ())
    assert allowance.request_due(NOW) is None
    allowance.spend(1, 0, ())
    request = allowance.request_due(NOW)
    assert request
    assert (request.run, request.energised, request.spent) == (7, 5 * SECOND, 5 * SECOND)
    allowance.spend(2 * SECOND, 0, ())
    allowance.answered(granted(request), NOW)
    assert allowance.balance == 8 * SECOND


def test_without_an_answer_the_balance_runs_out_and_a_lease_is_kept_back() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 0, ())
    assert allowance.request_due(NOW)
    allowance.spend(5 * SECOND - KEPT_BACK - 1, 0, ())
    assert allowance.permits(NOW)
    allowance.spend(1, 0, ())
    assert not allowance.permits(NOW)
    assert allowance.why_not() == Reason("ledger_late", limit=10)
    assert LEASE_MS.value * MILLISECOND < KEPT_BACK < SECOND


def test_after_a_refusal_in_the_session_nothing_is_asked_any_more_and_its_reason_is_said() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 0, ())
    request = allowance.request_due(NOW)
    assert request
    allowance.answered(Refusal(request.number, Reason("ledger_disk_full")), NOW)
    assert allowance.permits(NOW)
    assert allowance.request_due(NOW + GRANT_VALID) is None
    allowance.spend(5 * SECOND, 0, ())
    assert not allowance.permits(NOW)
    assert allowance.why_not() == Reason("ledger_disk_full")


def test_a_grant_is_renewed_unused_and_is_worth_nothing_when_it_is_old() -> None:
    allowance = armed()
    assert allowance.request_due(NOW + RENEWAL - 1) is None
    request = allowance.request_due(NOW + RENEWAL)
    assert request
    assert request.energised == 0
    assert allowance.permits(NOW + GRANT_VALID - 1)
    assert not allowance.permits(NOW + GRANT_VALID)
    allowance.answered(granted(request, at=NOW + RENEWAL), NOW + GRANT_VALID)
    assert allowance.permits(NOW + GRANT_VALID)
    assert allowance.balance == QUANTUM


def test_an_arming_that_nobody_takes_up_is_given_back() -> None:
    allowance = Allowance()
    allowance.begin(NOW)
    request = allowance.request_due(NOW)
    assert request
    allowance.answered(granted(request), NOW)
    closing = allowance.request_due(NOW + RENEWAL)
    assert closing
    assert (closing.closing, closing.spent) == (True, 0)
    allowance.answered(granted(closing), NOW + RENEWAL)
    assert allowance.phase is Phase.IDLE


def test_the_end_tells_what_was_really_spent_and_a_late_grant_is_given_back_as_well() -> None:
    allowance = armed()
    allowance.spend(6 * SECOND, 1_500, [Use("legs", 2 * SECOND, 1_500, 10_001)])
    late = allowance.request_due(NOW)
    allowance.end()
    assert late
    assert not allowance.permits(NOW)
    assert allowance.request_due(NOW) is None
    allowance.answered(granted(late), NOW)
    assert not allowance.permits(NOW)
    closing = allowance.request_due(NOW)
    assert closing
    assert (closing.closing, closing.energised, closing.spent) == (True, 0, 6 * SECOND)
    assert (closing.cem43_micro_minutes, closing.charge_micro_coulomb) == (2, 11)
    assert closing.parts == (PartUse("back", 0, 0, 0), PartUse("legs", 2 * SECOND, 2, 11))
    allowance.answered(granted(closing), NOW)
    assert (allowance.phase, allowance.balance, allowance.spent) == (Phase.IDLE, 0, 0)


def test_an_end_before_anything_was_asked_leaves_nothing_to_ask() -> None:
    allowance = Allowance()
    allowance.begin(NOW)
    allowance.end()
    assert allowance.phase is Phase.IDLE
    assert allowance.request_due(NOW) is None


def test_prepaid_dose_that_is_used_up_forbids_heat_until_the_next_grant() -> None:
    allowance = armed()
    assert allowance.permits_heat()
    allowance.spend(5 * SECOND, 166_667_000, ())
    assert not allowance.permits_heat()
    request = allowance.request_due(NOW)
    assert request
    assert request.cem43_micro_minutes == 166_667
    allowance.answered(granted(request, dose=1), NOW)
    assert allowance.permits_heat()
    allowance.spend(0, 1_000, ())
    assert not allowance.permits_heat()


def test_answers_nobody_asked_for_change_nothing() -> None:
    allowance = armed()
    allowance.spend(SECOND, 0, ())
    allowance.answered(Quantum(99, 7, NOW, QUANTUM, 1, ()), NOW)
    allowance.answered(Quantum(1, 7, NOW, QUANTUM, 1, ()), NOW)
    allowance.answered(Refusal(1, Reason("x")), NOW)
    assert allowance.balance == 9 * SECOND
    assert allowance.refusal is None


def test_charge_is_amplitude_times_width_times_rate() -> None:
    assert charge_nano_coulomb(600, 250, 1_500, SECOND) == 2_250_000  # 60 mA * 250 us * 150 Hz
    assert charge_nano_coulomb(1, 50, 10, 1) == 1
    assert charge_nano_coulomb(0, 250, 1_500, MINUTE) == 0
