"""How much one grant is: caps of the session, the day, and each part (H79)."""

import pytest

from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.account import CHARGE_DAY, PART_DAY_S, Entry, PartUse, Stamp, Standing
from chairctl.safety.grant import CHARGE_QUANTUM, DOSE_QUANTUM, QUANTUM, Prepaid, Request, prepay

FREE = Standing(None, None, 30 * MINUTE, 2_000_000, {})


def request(spent: int = 0, energised: int = QUANTUM, cem43: int = 0, *parts: PartUse) -> Request:
    charge = sum(part.charge_micro_coulomb for part in parts)
    return Request(1, 0, False, energised, spent, cem43, charge, parts, ("legs",))  # noqa: FBT003


def own(energised: int) -> Entry:
    return Entry(1, "chair", 1, "guest", Stamp(0, 0, None), False, energised, 0, 0, ())  # noqa: FBT003


def granted(asked: Request, before: Entry | None = None, left: Standing = FREE) -> Prepaid:
    found = prepay(asked, before, left)
    assert isinstance(found, Prepaid)
    return found


def test_what_was_granted_before_stays_and_the_quantum_comes_on_top() -> None:
    found = granted(request(5 * SECOND, 5 * SECOND), own(10 * SECOND))
    assert (found.granted, found.energised) == (5 * SECOND, 15 * SECOND)


def test_more_than_a_quantum_is_never_granted() -> None:
    assert granted(request(0, 60 * SECOND)).granted == QUANTUM


def test_the_session_ends_at_its_cap_to_the_nanosecond() -> None:
    nearly = own(30 * MINUTE - 3)
    assert granted(request(30 * MINUTE - 10, QUANTUM), nearly).energised == 30 * MINUTE
    assert prepay(request(30 * MINUTE - 10), own(30 * MINUTE), FREE) == Reason("session_limit", limit=1_800)


def test_a_renewal_without_more_time_is_granted_at_the_cap_as_well() -> None:
    assert granted(request(0, 0), own(30 * MINUTE)).granted == 0


@pytest.mark.parametrize(
    ("spent", "left", "dose"),
    [(0, 2_000_000, DOSE_QUANTUM), (1_900_000, 2_000_000, 100_000), (2_100_000, 2_000_000, 0), (0, 0, 0)],
)
def test_no_more_dose_is_prepaid_than_is_left(spent: int, left: int, dose: int) -> None:
    found = granted(request(0, QUANTUM, spent), left=FREE._replace(cem43_micro_minutes=left))
    assert (found.granted_cem43_micro_minutes, found.cem43_micro_minutes) == (dose, spent + dose)


def test_parts_are_prepaid_for_the_whole_balance_and_charge_only_where_current_flows() -> None:
    parts = (PartUse("back", 3 * SECOND, 4, 0), PartUse("legs", SECOND, 0, 9))
    found = granted(request(5 * SECOND, 5 * SECOND, 0, *parts), own(10 * SECOND))
    assert found.parts == (
        PartUse("back", 13 * SECOND, 4, 0),
        PartUse("legs", 11 * SECOND, 0, 9 + CHARGE_QUANTUM),
    )
    assert found.charge_micro_coulomb == 9 + CHARGE_QUANTUM
    assert found.exhausted == ()


def test_a_part_that_has_had_its_time_or_charge_of_the_day_gets_no_more() -> None:
    day = PART_DAY_S.value * SECOND
    parts = (PartUse("back", 0, 0, 0), PartUse("legs", 0, 0, 0), PartUse("neck", 0, 0, 0))
    left = FREE._replace(
        parts={
            "back": (day - QUANTUM + 1, 0),
            "legs": (0, CHARGE_DAY.value - CHARGE_QUANTUM + 1),
            "neck": (day - QUANTUM, CHARGE_DAY.value),
        }
    )
    found = granted(request(0, QUANTUM, 0, *parts), left=left)
    assert found.exhausted == ("back", "legs")
    assert [part.energised for part in found.parts] == [0, 0, QUANTUM]


def test_a_refusal_is_passed_on() -> None:
    reason = Reason("ledger_rest", limit=60)
    assert prepay(request(), None, FREE._replace(refusal=reason)) == reason


def test_a_nanosecond_is_granted_or_refused_like_any_other_time() -> None:
    assert granted(request(0, 1), own(30 * MINUTE - 1)).granted == 1
    assert prepay(request(0, 1), own(30 * MINUTE), FREE) == Reason("session_limit", limit=1_800)


def test_what_a_part_gets_in_this_run_counts_like_what_it_got_before() -> None:
    day, charge = PART_DAY_S.value * SECOND - QUANTUM, CHARGE_DAY.value - CHARGE_QUANTUM
    parts = (
        PartUse("back", day, 0, 0),
        PartUse("neck", day + 1, 0, 0),
        PartUse("legs", 0, 0, charge),
    )
    assert granted(request(0, QUANTUM, 0, *parts)).exhausted == ("neck",)
    more = PartUse("legs", 0, 0, charge + 1)
    assert granted(request(0, QUANTUM, 0, more)).exhausted == ("legs",)
    assert granted(request(0, QUANTUM, 0, PartUse("back", 0, 0, CHARGE_DAY.value))).exhausted == ()
