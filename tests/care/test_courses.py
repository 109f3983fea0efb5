"""What is due today, from the first session to maintenance a year later; the ledger always wins."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chairctl.care.courses import Done, Outcome, State, Today, due, outcome_of, to_come
from chairctl.care.facts import CoursePlan, course_facts
from chairctl.care.history import SessionRecord
from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE
from chairctl.safety.account import Standing

PLANS = {plan.code: plan for plan in course_facts().courses}
MASSAGE, MAT = PLANS["massage"], PLANS["mat"]
START = date(2026, 1, 5)


def day(number: int) -> date:
    return START + timedelta(number)


def done(*days: int, outcome: Outcome = Outcome.FINISHED) -> list[Done]:
    return [Done(day(number), outcome) for number in days]


def today(plan: CoursePlan, had: list[Done], number: int, standing: Standing | None = None) -> Today:
    return due(plan, START, had, day(number), standing)


def left(minutes: int, refusal: Reason | None = None) -> Standing:
    return Standing(refusal, None, minutes * MINUTE, 2_000_000, {})


def test_a_course_begins_on_its_first_day_light_and_short() -> None:
    now = today(MASSAGE, [], 0)
    assert (now.state, now.session, now.minutes, now.intensity_permille) == (State.DUE, 1, 15, 400)
    assert today(MASSAGE, [], -3).state is State.WAIT


def test_the_next_session_waits_a_week_and_is_in_time_for_two() -> None:
    states = {number: today(MASSAGE, done(0), number).state for number in (0, 6, 7, 14, 15)}
    assert states == {0: State.WAIT, 6: State.WAIT, 7: State.DUE, 14: State.DUE, 15: State.OVERDUE}
    now = today(MASSAGE, done(0), 3)
    assert (now.on, now.until) == (day(7), day(14))


def test_minutes_and_strength_rise_step_by_step() -> None:
    course = [today(MASSAGE, done(*range(0, 7 * count, 7)), 7 * count) for count in range(10)]
    assert [now.minutes for now in course] == [15, 15, 20, 20, 20, 20, 25, 25, 30, 30]
    assert [now.intensity_permille for now in course] == [400, 400, 500, 500, 600, 600, 700, 700, 800, 800]
    assert [now.session for now in course] == list(range(1, 11))


def test_after_the_course_comes_maintenance_every_six_to_eight_weeks() -> None:
    now = today(MASSAGE, done(*range(0, 70, 7)), 70)
    assert (now.maintenance, now.state) == (True, State.WAIT)
    assert (now.on, now.until) == (day(63 + 42), day(63 + 56))
    assert now.minutes == 30


def test_a_missed_session_costs_one_step_and_nothing_is_counted_twice() -> None:
    had = done(0, 7, 14, 21)
    assert today(MASSAGE, had, 35).intensity_permille == 600
    assert today(MASSAGE, had, 36).intensity_permille == 500
    assert today(MASSAGE, had, 50).intensity_permille == 400
    late = today(MASSAGE, [*had, *done(36)], 43)
    assert (late.session, late.intensity_permille) == (6, 500)


def test_one_that_ended_early_is_repeated() -> None:
    had = [*done(0), *done(7, outcome=Outcome.EARLY)]
    now = today(MASSAGE, had, 7)
    assert (now.state, now.session, now.minutes) == (State.DUE, 2, 15)


def test_one_that_ended_early_does_not_count_missed_weeks_twice() -> None:
    had = [*done(0, 7, 14, 21), *done(36, outcome=Outcome.EARLY), *done(37)]
    assert today(MASSAGE, had, 44).intensity_permille == 500


def test_a_trip_takes_the_course_a_step_back() -> None:
    had = done(0, 7, 14, 21)
    now = today(MASSAGE, [*had, *done(28, outcome=Outcome.TRIPPED)], 28)
    assert (now.session, now.intensity_permille, now.state) == (5, 500, State.DUE)
    assert today(MASSAGE, done(0, outcome=Outcome.TRIPPED), 0).intensity_permille == 400


def test_sessions_too_close_together_count_once() -> None:
    now = today(MASSAGE, done(0, 0, 1, 6, 7), 7)
    assert (now.progress.counted, now.progress.extra, now.session) == (2, 3, 3)
    assert now.on == day(14)


def test_after_a_long_pause_the_course_begins_again() -> None:
    now = today(MASSAGE, done(*range(0, 63, 7)), 56 + 85)
    assert (now.session, now.minutes, now.state) == (1, 15, State.DUE)
    assert now.progress.restarts == 1
    again = today(MASSAGE, done(*range(0, 63, 7), 145), 152)
    assert (again.session, again.progress.restarts) == (2, 1)


def test_sessions_before_the_start_or_after_today_are_none_of_this_course() -> None:
    assert today(MASSAGE, done(-7, 20), 10).progress.counted == 0


def test_the_ledger_wins_over_a_session_that_is_due() -> None:
    rest = Reason("ledger_rest", limit=1200)
    now = today(MASSAGE, done(0), 7, left(0, rest))
    assert (now.state, now.refusal, now.minutes) == (State.REST, rest, 0)


def test_what_the_ledger_has_left_shortens_a_session() -> None:
    full = done(*range(0, 63, 7))
    assert today(MASSAGE, full, 63, left(12)).minutes == 12
    assert today(MASSAGE, full, 63, left(90)).minutes == 30


def test_the_ledger_has_no_say_in_a_course_without_a_chair() -> None:
    now = today(MAT, [], 0, left(0, Reason("ledger_rest", limit=1200)))
    assert (now.state, now.minutes) == (State.DUE, 5)


def test_the_mat_begins_with_five_minutes_and_reaches_thirty() -> None:
    minutes = [today(MAT, done(*range(count)), count).minutes for count in range(30)]
    assert minutes[0] == 5
    assert minutes[9] in range(10, 16)
    assert minutes[-1] == 30
    assert all(0 <= later - earlier <= 5 for earlier, later in pairwise(minutes))


def test_a_year_with_missed_weeks_trips_and_impatience() -> None:
    """A year, day by day: a person comes when asked, is away twice, comes too early once, trips once."""
    had: list[Done] = []
    away = {*range(30, 60), *range(200, 330)}
    told: list[tuple[int, Today]] = []
    for number in range(365):
        now = due(MASSAGE, START, had, day(number))
        if number == 10:
            had += done(number)  # too early
        elif number == 74 and now.state is not State.WAIT:
            had += done(number, outcome=Outcome.TRIPPED)
        elif now.state is not State.WAIT and number not in away:
            told.append((number, now))
            had += done(number)
            again_today = due(MASSAGE, START, had, day(number), left(0, Reason("ledger_rest", limit=1200)))
            assert (again_today.state, again_today.minutes) == (State.REST, 0)
    days = [number for number, _ in told]
    sessions = [now.session for _, now in told]
    again = sessions.index(1, 1)
    assert sessions == [*range(1, again + 1), *range(1, len(sessions) - again + 1)]
    assert days[again] == 330
    assert all(later - earlier >= 7 for earlier, later in pairwise(days))
    for (_, earlier), (_, later) in pairwise(told):
        steps = [step.intensity_permille for step in MASSAGE.steps]
        rise = steps.index(later.intensity_permille) - steps.index(earlier.intensity_permille)
        assert rise <= 1
    back = next(now for number, now in told if number >= 60)
    before = [now for number, now in told if number < 30][-1]
    assert back.intensity_permille < before.intensity_permille or before.intensity_permille == 400
    assert next(now for number, now in told if number >= 330).progress.restarts == 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(PLANS)),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Outcome)), max_size=60),
    st.integers(0, 420),
)
def test_whatever_was_done_the_course_stays_within_its_plan(
    code: str, had: list[tuple[int, Outcome]], number: int
) -> None:
    plan = PLANS[code]
    now = due(plan, START, [Done(day(when), outcome) for when, outcome in had], day(number))
    assert plan.steps[0].minutes_s // 60 <= now.minutes <= plan.steps[-1].minutes_s // 60
    assert now.progress.position <= now.progress.counted <= len(had)
    assert now.on <= now.until
    assert (now.state is State.WAIT) is (day(number) < now.on)
    if now.progress.last:
        assert (now.on - now.progress.last).days >= plan.least_days


def test_the_plan_ahead_keeps_the_spacing_and_ends_in_maintenance() -> None:
    now = today(MASSAGE, done(0), 3)
    planned = to_come(MASSAGE, now, day(3), 12)
    assert [one.session for one in planned] == list(range(2, 14))
    gaps = [(later.on - earlier.on).days for earlier, later in pairwise(planned)]
    assert gaps == [7] * 8 + [49] * 3
    assert [one.maintenance for one in planned] == [False] * 9 + [True] * 3
    assert planned[0].on == day(7)
    assert planned[8].minutes == 30


def test_a_plan_ahead_begins_today_where_a_session_is_overdue() -> None:
    assert to_come(MASSAGE, today(MASSAGE, done(0), 20), day(20), 1)[0].on == day(20)


@pytest.mark.parametrize(
    ("ended", "trips", "outcome"),
    [
        ("finished", (), Outcome.FINISHED),
        ("stopped", (), Outcome.EARLY),
        ("finished", ("heat_high",), Outcome.TRIPPED),
    ],
)
def test_how_a_session_ended_says_how_it_counts(ended: str, trips: tuple[str, ...], outcome: Outcome) -> None:
    started = datetime(2026, 1, 5, tzinfo=UTC)
    assert outcome_of(SessionRecord(started, "relax", "chair", 900, 900, ended, trips)) is outcome
