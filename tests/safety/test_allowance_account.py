"""Rest, sessions a day and what is left, under clocks that lie (H11, H12, H70, H79)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.account import (
    DAY,
    GRANT_VALID,
    KEPT_BACK,
    REST,
    Entry,
    PartUse,
    Stamp,
    Standing,
    Subject,
    age,
    sessions_today,
    since_end,
    stand,
)

YEAR = 365 * DAY
NOW = Stamp(1_790_000_000 * SECOND, 9 * DAY, "boot")
GUEST_HERE = Subject("guest", ("chair",))
jumps = st.integers(-10 * YEAR, 10 * YEAR)


def entry(
    ago: int, run: int = 1, *, person: str = "guest", session: int = 0, minutes: int = 20, cem43: int = 0,
    device: str = "chair", closed: bool = True, parts: tuple[PartUse, ...] = (),
) -> Entry:  # fmt: skip
    stamp = Stamp(NOW.wall - ago, NOW.boot - ago, "boot")
    return Entry(run, device, session or run, person, stamp, closed, minutes * MINUTE, cem43, 0, parts)


def standing(*entries: Entry, subject: Subject = GUEST_HERE, now: Stamp = NOW, run: int = 0) -> Standing:
    return stand(entries, (), subject, run, now)


@given(elapsed=st.integers(0, 3 * DAY), jump=jumps)
def test_a_wall_clock_jump_within_one_boot_never_makes_an_entry_older_than_boot_time_says(
    elapsed: int, jump: int
) -> None:
    then = Stamp(NOW.wall, NOW.boot, "boot")
    found = age(then, Stamp(NOW.wall + elapsed + jump, NOW.boot + elapsed, "boot"))
    assert 0 <= found <= elapsed
    if jump >= 0 or jump < -elapsed:  # forward, or before the entry: boot time alone decides
        assert found == elapsed


@given(wall=st.integers(-(2**62), 2**62), uptime=st.integers(0, YEAR), known=st.booleans())
def test_across_boots_an_age_is_never_negative_and_at_least_this_boots(
    wall: int, uptime: int, known: bool
) -> None:
    found = age(NOW._replace(boot_id="other" if known else None), Stamp(wall, uptime, "boot"))
    assert found >= (uptime if known else 0)
    assert found >= wall - NOW.wall


@pytest.mark.parametrize("wall_s", [0, -1, 2**31 - 1, 2**31, 2**32, 4_102_444_800])
def test_1970_and_2038_are_years_like_any_other(wall_s: int) -> None:
    now = Stamp(wall_s * SECOND, NOW.boot, "boot")
    used = Entry(1, "chair", 1, "guest", now, True, 30 * MINUTE, 0, 0, ())  # noqa: FBT003
    later = Stamp(now.wall + 29 * MINUTE, now.boot + 29 * MINUTE, "boot")
    assert standing(used, now=later).refusal == Reason("ledger_rest", limit=60)
    over = Stamp(now.wall + REST, now.boot + REST, "boot")
    assert standing(used, now=over).refusal is None


@given(elapsed=st.integers(0, 2 * REST), jump=jumps)
def test_no_jump_shortens_a_rest_below_boot_time_or_lengthens_it_beyond_a_whole_one(
    elapsed: int, jump: int
) -> None:
    used = entry(0, minutes=30)
    refusal = standing(used, now=Stamp(NOW.wall + elapsed + jump, NOW.boot + elapsed, "boot")).refusal
    if elapsed < REST:
        assert refusal is not None
        assert REST - elapsed <= refusal.limit * SECOND <= REST
    elif jump >= 0 or jump < -elapsed:
        assert refusal is None


def test_a_session_that_was_broken_off_goes_on_with_what_is_left() -> None:
    left = standing(entry(MINUTE, minutes=12, cem43=500_000))
    assert (left.refusal, left.session) == (None, 1)
    assert (left.energised, left.cem43_micro_minutes) == (18 * MINUTE + KEPT_BACK, 1_500_000)


def test_runs_of_one_session_add_up_and_a_used_up_session_needs_a_rest() -> None:
    left = standing(entry(20 * MINUTE, 1, minutes=20), entry(MINUTE, 2, session=1, minutes=10))
    assert left.refusal == Reason("ledger_rest", limit=29 * 60)


def test_another_person_waits_until_the_device_has_rested_and_a_guest_elsewhere_does_not() -> None:
    used = entry(10 * MINUTE, minutes=1, person="ann")
    assert standing(used, subject=Subject("bob", ("chair",))).refusal == Reason("ledger_rest", limit=1200)
    assert standing(used, subject=Subject("ann", ("other",))).session == 1
    assert standing(subject=Subject("guest", ("other",))).refusal is None


def test_the_fourth_session_of_a_day_waits_until_the_first_is_a_day_old() -> None:
    three = [entry(hours * 60 * MINUTE, 10 - hours) for hours in (2, 5, 8)]
    assert standing(*three).refusal == Reason("ledger_day_sessions", actual=3, limit=16 * 3_600)
    assert standing(*three[:2]).refusal is None
    assert standing(*three[:2], entry(DAY, 1)).refusal is None
    assert standing(*three[:2], entry(DAY - 1, 1)).refusal is not None


def test_dose_of_a_day_limits_the_dose_of_a_session() -> None:
    left = standing(entry(120 * MINUTE, 1, cem43=1_900_000), entry(300 * MINUTE, 2, cem43=1_800_000))
    assert (left.refusal, left.cem43_micro_minutes) == (None, 300_000)
    over = standing(entry(120 * MINUTE, 1, cem43=2_100_000), entry(300 * MINUTE, 2, cem43=2_000_000))
    assert (over.refusal, over.cem43_micro_minutes) == (None, 0)


def test_parts_add_up_over_the_sessions_of_a_day_only() -> None:
    part = PartUse("back", MINUTE, 5, 7)
    left = standing(*[entry(ago, run, parts=(part,)) for run, ago in enumerate((REST, 2 * REST, DAY), 1)])
    assert left.parts == {"back": (2 * MINUTE, 14)}


def test_a_run_that_was_never_closed_may_have_lasted_as_long_as_its_grant() -> None:
    crashed = entry(REST, minutes=30, closed=False)
    assert since_end(crashed, NOW) == REST - GRANT_VALID
    assert standing(crashed).refusal == Reason("ledger_rest", limit=60)


def test_an_imposed_rest_names_its_cause_and_ends() -> None:
    def refusal(ago: int) -> Reason | None:
        imposed = (("corrupt", Stamp(NOW.wall - ago, NOW.boot - ago, "boot")),)
        return stand((), imposed, GUEST_HERE, 0, NOW).refusal

    assert refusal(0) == Reason("ledger_corrupt", limit=1_800)
    assert refusal(REST - 1) == Reason("ledger_corrupt", limit=60)
    assert refusal(REST) is None


def test_a_run_that_has_begun_goes_on_and_is_not_counted_against_itself() -> None:
    own = entry(0, 4, session=3, minutes=5, closed=False)
    left = standing(own, entry(6 * MINUTE, 3, session=3, minutes=10), run=4)
    assert (left.refusal, left.session, left.energised) == (None, 3, 20 * MINUTE + KEPT_BACK)


def test_sessions_of_today_are_those_of_one_person_within_a_day_each_counted_once() -> None:
    used = (
        entry(MINUTE, 1, minutes=1),
        entry(2 * MINUTE, 2, session=1, minutes=1),
        entry(2 * DAY, 3, minutes=1),
    )
    assert sessions_today((*used, entry(0, 4, minutes=1, person="ann")), "guest", NOW) == 1


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (Stamp(100, 7, None), Stamp(105, 90, "boot"), 5),
        (Stamp(100, 7, "boot"), Stamp(105, 90, None), 5),
        (Stamp(100, 7, None), Stamp(99, 90, None), 0),
        (Stamp(100, 7, "other"), Stamp(105, 90, "boot"), 90),
        (Stamp(100, 7, "other"), Stamp(300, 90, "boot"), 200),
        (Stamp(100, 7, "boot"), Stamp(105, 17, "boot"), 5),
        (Stamp(100, 7, "boot"), Stamp(120, 17, "boot"), 10),
        (Stamp(100, 7, "boot"), Stamp(100, 17, "boot"), 0),
        (Stamp(100, 7, "boot"), Stamp(99, 17, "boot"), 10),
        (Stamp(100, 7, "boot"), Stamp(110, 2, "boot"), 0),
    ],
)
def test_an_age_is_what_both_clocks_can_vouch_for(then: Stamp, now: Stamp, expected: int) -> None:
    assert age(then, now) == expected


def test_a_closed_run_ended_when_it_was_written_and_never_in_the_future() -> None:
    assert since_end(entry(100), NOW) == 100
    assert since_end(entry(GRANT_VALID + 5, closed=False), NOW) == 5
    assert since_end(entry(GRANT_VALID - 5, closed=False), NOW) == 0


def used_for(energised: int, ago: int = 0, run: int = 1, person: str = "guest") -> Entry:
    return entry(ago, run, person=person)._replace(energised=energised)


def test_a_run_in_which_nothing_was_put_out_is_no_session_and_a_nanosecond_is_one() -> None:
    bob = Subject("bob", ("chair",))
    assert standing(used_for(0, person="ann"), subject=bob).refusal is None
    assert standing(used_for(1, person="ann"), subject=bob).refusal == Reason("ledger_rest", limit=1_800)
    assert [sessions_today((used_for(time),), "guest", NOW) for time in (0, 1)] == [0, 1]


def test_the_sessions_of_a_day_are_one_persons_and_those_of_24_hours() -> None:
    hers = (used_for(9, person="ann"), used_for(9, DAY - 1, 2, "ann"), used_for(9, DAY, 3, "ann"))
    his = (used_for(9, MINUTE, 4, "bob"),)
    assert [sessions_today((*hers, *his), who, NOW) for who in ("ann", "bob", "guest")] == [2, 1, 0]


def test_of_several_sessions_within_a_rest_the_last_one_goes_on() -> None:
    left = standing(entry(MINUTE, 1, session=4, minutes=1), entry(5 * MINUTE, 2, session=3, minutes=2))
    assert (left.refusal, left.session, left.energised) == (None, 4, 29 * MINUTE + KEPT_BACK)


def test_a_session_with_a_second_left_goes_on_and_with_less_it_is_over() -> None:
    whole = 30 * MINUTE + KEPT_BACK
    assert standing(used_for(whole - SECOND)).refusal is None
    assert standing(used_for(whole - SECOND + 1)).refusal == Reason("ledger_rest", limit=1_800)


def test_a_session_that_had_too_much_has_nothing_left_and_not_less() -> None:
    own = entry(0, 4, session=3, minutes=5, closed=False)
    over = entry(6 * MINUTE, 3, session=3, minutes=40)
    assert standing(own, over, run=4).energised == 0


def test_another_person_within_a_rest_is_enough_even_if_the_own_session_is_not_over() -> None:
    own, other = used_for(MINUTE, 2 * MINUTE, 1, "bob"), used_for(MINUTE, MINUTE, 2, "ann")
    found = standing(own, other, subject=Subject("bob", ("chair",)))
    assert (found.refusal, found.session) == (Reason("ledger_rest", limit=29 * 60), None)
