"""Courses: which session is due, how long and how strong, from what was done and the date of today.

A session counts when it ran to its end and the last one that counts lies far enough back. One that
tripped takes the course a step back, one that ended early is repeated, missed weeks cost a step each,
a long pause all of them. Rest and daily maxima of the ledger win over all of this.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from chairctl.care.facts import CoursePlan, CourseStep
from chairctl.care.history import SessionRecord
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.safety.account import Standing


class Outcome(StrEnum):
    """How a session of a course ended."""

    FINISHED = "finished"
    EARLY = "early"
    TRIPPED = "tripped"


class Done(NamedTuple):
    """A session that was had."""

    on: date
    outcome: Outcome


class State(StrEnum):
    """What today means for a course."""

    DUE = "due"
    OVERDUE = "overdue"
    WAIT = "wait"  # it is too early
    REST = "rest"  # the ledger says no


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a course is."""

    counted: int
    """Sessions that count."""
    position: int
    """Place in the steps, from 0: how many sessions the body is used to."""
    last: date | None
    """Day of the last session that counts."""
    extra: int = 0
    """Sessions too close to another one: they count for nothing."""
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """What is due today."""

    state: State
    on: date
    """The day from which the next session is right."""
    until: date
    """The day until which it is in time."""
    session: int
    """Its number in the course, from 1; in maintenance the number goes on."""
    maintenance: bool
    minutes: int
    """0 while the ledger says no."""
    intensity_permille: int
    progress: Progress
    refusal: Reason | None = None
    """What the ledger says."""


def outcome_of(record: SessionRecord) -> Outcome:
    """How a session counts for a course."""
    if record.trips:
        return Outcome.TRIPPED
    return Outcome.FINISHED if record.ended == "finished" else Outcome.EARLY


def due(
    plan: CoursePlan, started: date, done: Iterable[Done], today: date, standing: Standing | None = None
) -> Today:
    """What a course says today; `standing` is the ledger's word, without which a chair is not asked for."""
    progress = _paused(plan, _progress(plan, started, done, today), today)
    least, most = _spacing(plan, progress.counted)
    first = today if progress.restarts else started
    on = progress.last + timedelta(least) if progress.last else first
    until = progress.last + timedelta(most) if progress.last else first + timedelta(most)
    state = State.WAIT if today < on else State.DUE if today <= until else State.OVERDUE
    step = _step(plan, progress.position + 1)
    minutes, refusal = step.minutes_s // 60, None
    if plan.on_chair and standing is not None:
        refusal = standing.refusal
        minutes = 0 if refusal else min(minutes, standing.energised // (60 * SECOND))
        state = State.REST if refusal else state
    return Today(
        state=state,
        on=on,
        until=until,
        session=progress.counted + 1,
        maintenance=progress.counted >= plan.sessions,
        minutes=minutes,
        intensity_permille=step.intensity_permille,
        progress=progress,
        refusal=refusal,
    )


class Planned(NamedTuple):
    """A session to come."""

    on: date
    session: int
    maintenance: bool
    minutes: int


def to_come(plan: CoursePlan, now: Today, today: date, most: int) -> tuple[Planned, ...]:
    """The next sessions, if each is had on its first right day; in maintenance, midway of its weeks."""
    planned: list[Planned] = []
    on, counted, position = max(now.on, today), now.progress.counted, now.progress.position
    for _ in range(most):
        minutes = _step(plan, position + 1).minutes_s // 60
        planned.append(Planned(on, counted + 1, counted >= plan.sessions, minutes))
        counted, position = counted + 1, position + 1
        least, longest = _spacing(plan, counted)
        on += timedelta((least + longest) // 2 if counted >= plan.sessions else least)
    return tuple(planned)


def _progress(plan: CoursePlan, started: date, done: Iterable[Done], today: date) -> Progress:
    """The progress after every session, as if none had been missed since."""
    progress = Progress(0, 0, None)
    for one in sorted(done, key=lambda one: one.on):
        if started <= one.on <= today:
            progress = _after(plan, progress, one)
    return progress


def _after(plan: CoursePlan, before: Progress, one: Done) -> Progress:
    if one.outcome is Outcome.TRIPPED:
        return replace(before, position=_back(plan, before.position, 1))
    if one.outcome is Outcome.EARLY:
        return before
    least, _ = _spacing(plan, before.counted)
    if before.last is not None and (one.on - before.last).days < least:
        return replace(before, extra=before.extra + 1)
    paused = _paused(plan, before, one.on)
    return replace(paused, counted=paused.counted + 1, position=paused.position + 1, last=one.on)


def _paused(plan: CoursePlan, progress: Progress, on: date) -> Progress:
    """The progress as it is worth after the pause until a day."""
    if progress.last is None:
        return progress
    pause = (on - progress.last).days
    if pause > plan.lapse_days:
        return replace(progress, counted=0, position=0, last=None, restarts=progress.restarts + 1)
    _, most = _spacing(plan, progress.counted)
    return replace(progress, position=_back(plan, progress.position, max(0, pause - 1) // most))


def _back(plan: CoursePlan, position: int, steps: int) -> int:
    """The place at the beginning of the step so many steps back."""
    if steps <= 0:
        return position
    index = plan.steps.index(_step(plan, position + 1))
    return plan.steps[max(0, index - steps)].from_session - 1


def _step(plan: CoursePlan, session: int) -> CourseStep:
    return [step for step in plan.steps if step.from_session <= max(1, session)][-1]


def _spacing(plan: CoursePlan, counted: int) -> tuple[int, int]:
    """Least and most days to the next session."""
    if counted >= plan.sessions:
        return plan.maintenance_least_days, plan.maintenance_most_days
    return plan.least_days, plan.most_days
