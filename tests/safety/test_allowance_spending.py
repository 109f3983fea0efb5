"""What is spent, to the last unit; and answers of a ledger that can't be trusted."""

import pytest
from tests.safety.test_allowance import NOW, armed, granted

from chairctl.domain.channels import OFF, Channel, ChannelKind, Output, StimulationMode
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.safety.account import GRANT_VALID, KEPT_BACK, PartUse
from chairctl.safety.allowance import RENEWAL, Allowance, Phase, Use, allowance_for, charge_nano_coulomb
from chairctl.safety.grant import QUANTUM, Quantum, Refusal, Request

PULSES = StimulationMode(100, 1_000)


def asked(allowance: Allowance, now: int = NOW) -> Request:
    request = allowance.request_due(now)
    assert request
    return request


@pytest.mark.parametrize(
    ("promised", "balance"), [(99 * SECOND, QUANTUM), (-5, 5 * SECOND), (3, 5 * SECOND + 3)]
)
def test_a_grant_gives_no_more_than_was_asked_and_takes_nothing_away(promised: int, balance: int) -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 0, ())
    request = asked(allowance)
    allowance.answered(Quantum(request.number, 7, NOW, promised, 0, ()), NOW)
    assert allowance.balance == balance


@pytest.mark.parametrize("dose", [0, -5])
def test_a_grant_without_dose_permits_no_heat(dose: int) -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 2_000, ())
    request = asked(allowance)
    allowance.answered(Quantum(request.number, 7, NOW, 0, dose, ()), NOW)
    assert not allowance.permits_heat()


def test_dose_is_granted_in_whole_micro_minutes_on_top_of_what_was_spent() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 1_001, ())
    request = asked(allowance)
    assert request.cem43_micro_minutes == 2
    allowance.answered(granted(request, dose=1), NOW)
    allowance.spend(0, 1_998, ())
    assert allowance.permits_heat()
    allowance.spend(0, 1, ())
    assert not allowance.permits_heat()


def test_what_was_told_as_spent_is_not_taken_back_by_a_grant_below_nothing() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 1_001, ())
    request = asked(allowance)
    allowance.answered(Quantum(request.number, 7, NOW, 0, -5, ()), NOW)
    assert allowance.permits_heat()
    allowance.spend(0, 999, ())
    assert not allowance.permits_heat()


def test_the_first_request_is_number_one() -> None:
    allowance = Allowance()
    allowance.begin(NOW)
    assert asked(allowance).number == 1


def test_an_image_without_current_adds_no_charge() -> None:
    allowance = armed()
    allowance.spend(0, 0, [Use("back", 0, 0, 1_001)])
    allowance.spend_on((Output(5), OFF), SECOND, 0)
    allowance.end()
    assert asked(allowance).parts[0] == PartUse("back", SECOND, 0, 2)


def test_a_part_that_is_new_begins_at_nothing_and_its_sums_are_rounded_up() -> None:
    allowance = armed()
    allowance.spend(SECOND, 0, [Use("neck", SECOND, 1_000, 1_001)])
    allowance.end()
    assert PartUse("neck", SECOND, 1, 2) in asked(allowance).parts


def test_a_grant_from_the_future_counts_from_now_and_none_counts_in_the_past() -> None:
    allowance = armed()
    request = asked(allowance, NOW + RENEWAL)
    allowance.answered(granted(request, at=NOW + 10 * GRANT_VALID), NOW + RENEWAL)
    assert [allowance.permits(NOW + RENEWAL + late) for late in (-1, 0, GRANT_VALID - 1, GRANT_VALID)] == [
        False,
        True,
        True,
        False,
    ]


def test_time_that_runs_backwards_and_uses_below_nothing_spend_nothing() -> None:
    allowance = armed()
    for elapsed in (-1, -5):
        allowance.spend(elapsed, -5, [Use("back", -5, -5, -5)])
    allowance.spend(7, 0, [Use("back", -5, 0, 0), Use("legs", 0, 1_001, 1_001)])
    allowance.spend(0, 0, [Use("legs", 0, -5, -5)])
    allowance.end()
    request = asked(allowance)
    assert (request.spent, request.cem43_micro_minutes, request.charge_micro_coulomb) == (7, 0, 2)
    assert request.parts == (PartUse("back", 0, 0, 0), PartUse("legs", 0, 2, 2))
    assert allowance.balance == QUANTUM - 7


def test_uses_add_up_for_each_part_and_none_lasts_longer_than_the_time_that_was_paid() -> None:
    allowance = armed()
    allowance.spend(4, 1, [Use("back", 3, 999, 1_000), Use("neck", 9, 1_001, 1_000)])
    allowance.spend(2, 1, [Use("back", 9, 2, 1)])
    allowance.end()
    request = asked(allowance)
    assert (request.spent, request.cem43_micro_minutes) == (6, 1)
    assert request.parts == (PartUse("back", 5, 2, 2), PartUse("legs", 0, 0, 0), PartUse("neck", 4, 2, 1))
    assert request.charge_micro_coulomb == 3


def test_beyond_the_balance_nothing_is_counted() -> None:
    allowance = armed()
    allowance.spend(QUANTUM + 5, 0, [Use("back", QUANTUM + 5, 0, 0)])
    assert (allowance.balance, allowance.spent) == (0, QUANTUM)
    allowance.end()
    assert asked(allowance).parts[0] == PartUse("back", QUANTUM, 0, 0)


def test_what_comes_out_on_an_image_is_counted_by_its_parts_when_it_changes_and_when_it_is_told() -> None:
    allowance = armed()
    on = (Output(5), Output(100, PULSES))
    allowance.spend_on(on, 2 * SECOND, 1_000)
    allowance.spend_on(on, SECOND, 1_000)
    allowance.spend_on((Output(5), OFF), SECOND, 0)
    allowance.spend_on((OFF, Output(100, PULSES)), SECOND, 0)
    allowance.end()
    request = asked(allowance)
    charge = charge_nano_coulomb(100, 100, 1_000, 3 * SECOND) + charge_nano_coulomb(100, 100, 1_000, SECOND)
    assert request.spent == 5 * SECOND
    assert request.cem43_micro_minutes == 2
    assert request.parts == (
        PartUse("back", 4 * SECOND, 0, 0),
        PartUse("legs", 4 * SECOND, 0, -(-charge // 1_000)),
    )


def test_of_an_image_beyond_the_balance_only_what_was_paid_is_counted() -> None:
    allowance = armed()
    allowance.spend_on((Output(1), OFF), QUANTUM + SECOND, 0)
    allowance.spend_on((Output(1), OFF), SECOND, 0)
    allowance.end()
    assert asked(allowance).parts[0] == PartUse("back", QUANTUM, 0, 0)


def test_after_a_run_is_closed_the_next_one_begins_with_nothing() -> None:
    allowance = armed()
    allowance.spend_on((Output(5), Output(100, PULSES)), 6 * SECOND, 5_000)
    first = asked(allowance)
    allowance.answered(Quantum(first.number, 7, NOW, QUANTUM, 9, ("legs",)), NOW)
    assert allowance.exhausted == {"legs"}
    allowance.spend_on((Output(5), OFF), SECOND, 0)
    allowance.end()
    allowance.answered(granted(asked(allowance)), NOW)
    assert allowance.phase is Phase.IDLE
    assert allowance.exhausted == frozenset()
    assert not allowance.permits_heat()
    allowance.begin(NOW)
    again = asked(allowance)
    assert (again.number, again.run, again.closing) == (first.number + 2, 0, False)
    assert (again.energised, again.spent) == (QUANTUM, 0)
    assert (again.cem43_micro_minutes, again.charge_micro_coulomb) == (0, 0)
    assert again.parts == (PartUse("back", 0, 0, 0), PartUse("legs", 0, 0, 0))
    allowance.answered(granted(again), NOW)
    assert asked(allowance, NOW + RENEWAL).closing


def test_a_refusal_before_a_run_leaves_nothing_behind_and_one_in_a_run_is_forgotten_with_it() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 0, ())
    allowance.answered(Refusal(asked(allowance).number, Reason("ledger_disk_full")), NOW)
    allowance.end()
    allowance.answered(granted(asked(allowance)), NOW)
    allowance.refusal = None
    allowance.begin(NOW)
    allowance.answered(granted(asked(allowance)), NOW)
    allowance.begin(NOW)
    allowance.spend(5 * SECOND, 0, ())
    assert allowance.request_due(NOW)


def test_who_left_before_the_refusal_does_not_hear_of_it() -> None:
    allowance = Allowance()
    allowance.begin(NOW)
    request = asked(allowance)
    allowance.end()
    allowance.answered(Refusal(request.number, Reason("ledger_rest")), NOW)
    assert (allowance.phase, allowance.refusal) == (Phase.IDLE, None)


def test_a_grant_takes_a_refusal_back() -> None:
    allowance = armed()
    allowance.spend(5 * SECOND, 0, ())
    allowance.refusal = Reason("ledger_late")
    allowance.answered(granted(asked(allowance)), NOW)
    assert allowance.refusal is None


def test_just_the_kept_back_rest_permits_nothing() -> None:
    allowance = armed()
    allowance.spend(QUANTUM - KEPT_BACK, 0, ())
    assert not allowance.permits(NOW)
    fresh = armed()
    fresh.spend(QUANTUM - KEPT_BACK - 1, 0, ())
    assert fresh.permits(NOW)


def test_an_end_while_nothing_runs_changes_nothing() -> None:
    allowance = Allowance()
    allowance.end()
    assert allowance.phase is Phase.IDLE


def test_every_channel_is_a_part_and_those_with_current_are_told_apart() -> None:
    channels = [Channel("heat", ChannelKind.HEAT, "a"), Channel("tens", ChannelKind.STIMULATION, "a")]
    allowance = allowance_for(channels)
    allowance.begin(NOW)
    request = asked(allowance)
    assert [part.name for part in request.parts] == ["heat", "tens"]
    assert request.stimulated == ("tens",)


def test_charge_is_rounded_up_by_the_nanocoulomb() -> None:
    assert charge_nano_coulomb(1, 1, 1, 100_000_000_000) == 1
    assert charge_nano_coulomb(1, 1, 1, 100_000_000_001) == 2
