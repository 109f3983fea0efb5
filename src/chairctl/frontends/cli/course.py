"""`chairctl course`: what is due today, and the plan ahead as a calendar. The ledger always wins."""

import json
import os
from datetime import date
from pathlib import Path

from chairctl.care.calendar import Event, icalendar
from chairctl.care.courses import Done, Outcome, State, Today, due, outcome_of, to_come
from chairctl.care.facts import CoursePlan, course_facts
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli import words
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal, unknown
from chairctl.frontends.cli.write_own import write_own
from chairctl.runtime import clock, ledger_files
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import LedgerError
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import Standing, Subject
from chairctl.texts import Texts

AHEAD = 14
"""Sessions in a calendar; a plan further ahead is no plan."""


def start(texts: Texts, code: str, name: str, on: str | None, ics: Path | None) -> int:
    """Begin a course; an exit code."""
    plan = plan_of(code, texts)
    persons.find(name, texts)
    first = persons.day(on, texts) if on else clock.wall().date()
    with persons.open_store(texts) as store:
        store.start_course(name, code, first)
    print(
        texts.say(
            "course.started",
            course=texts.say(f"course.{code}"),
            on=first.isoformat(),
            sessions=plan.sessions,
            least=plan.least_days,
            most=plan.most_days,
        )
    )
    if ics:
        write_calendar(texts, name, {code: first}, ics)
    return ExitCode.FINISHED


def today(texts: Texts, name: str, *, as_json: bool) -> int:
    """What is due in every course of a person; an exit code."""
    for code, _, now in _courses(texts, name):
        if as_json:
            print(json.dumps(_document(code, now)))
        else:
            print(line(code, now, texts))
    return ExitCode.FINISHED


def show(texts: Texts, name: str, ics: Path | None, *, as_json: bool) -> int:
    """How far every course is, and the plan ahead; an exit code."""
    began = {}
    for code, started, now in _courses(texts, name):
        began[code] = started
        if as_json:
            print(json.dumps(_document(code, now)))
        else:
            print("\n".join([line(code, now, texts), *_progress(code, now, texts)]))
    if ics:
        write_calendar(texts, name, began, ics)
    return ExitCode.FINISHED


def done(texts: Texts, code: str, name: str, outcome: str) -> int:
    """Note a session of today that no chair reports; an exit code."""
    plan_of(code, texts)
    persons.find(name, texts)
    if outcome not in list(Outcome):
        raise Refusal(texts.say("usage.bad_value", name="--outcome"))
    with persons.open_store(texts) as store:
        store.note_done(name, code, Done(clock.wall().date(), Outcome(outcome)))
    print(texts.say("course.done", outcome=texts.say(f"outcome.{outcome}")))
    return ExitCode.FINISHED


def plan_of(code: str, texts: Texts) -> CoursePlan:
    """A course by its code. Raises Refusal."""
    plans = {plan.code: plan for plan in course_facts().courses}
    if code not in plans:
        raise unknown("course.unknown", code, list(plans), texts)
    return plans[code]


def had(store: CareStore, name: str, code: str) -> list[Done]:
    """Every session of a course: what chairs reported and what was noted."""
    reported = [
        Done(record.started.astimezone().date(), outcome_of(record))
        for _, record in store.sessions(name)
        if record.course == code
    ]
    return [*reported, *store.done(name, code)]


def standing_of(name: str) -> Standing | None:
    """What the ledger has left for a person on any device; None: there is no ledger yet."""
    paths = ledger_files.default_paths()
    if not ledger_files.exists(paths.ledger) and not os.path.lexists(paths.witness):
        return None
    try:
        store = Store(paths)
    except LedgerError as error:
        return Standing(error.reason, None, 0, 0, {})
    try:
        return store.stand(Subject(name, ()))
    except LedgerError as error:
        return Standing(error.reason, None, 0, 0, {})
    finally:
        store.close()


def line(code: str, now: Today, texts: Texts) -> str:
    """What a course says today, in a sentence."""
    plan = plan_of(code, texts)
    strength = ""
    if plan.on_chair:
        strength = texts.say("course.strength", percent=now.intensity_permille // 10)
    reason = words.reasons([now.refusal], {}, texts)[0] if now.refusal else ""
    said = {
        "course": texts.say(f"course.{code}"),
        "session": str(now.session),
        "minutes": str(now.minutes),
        "on": (now.until if now.state is State.OVERDUE else now.on).isoformat(),
        "until": now.until.isoformat(),
        "strength": strength,
        "reason": reason,
    }
    return texts.say(f"course.{now.state}", **said)


def remarks(code: str, now: Today, minutes: int, texts: Texts) -> list[str]:
    """What to mind before a session of these minutes for a course: too early, or longer than its step."""
    said = []
    if now.state is State.WAIT:
        said.append(f"{line(code, now, texts)} {texts.say('course.not_counted')}")
    elif plan_of(code, texts).on_chair and now.minutes and minutes > now.minutes:
        said.append(texts.say("course.longer", minutes=minutes, allowed=now.minutes))
    return said


def _progress(code: str, now: Today, texts: Texts) -> list[str]:
    plan = plan_of(code, texts)
    counted = min(now.progress.counted, plan.sessions)
    lines = [texts.say("course.counted", counted=counted, sessions=plan.sessions)]
    if now.maintenance:
        least, most = plan.maintenance_least_days, plan.maintenance_most_days
        lines.append(texts.say("course.maintenance", least=least, most=most))
    if now.progress.restarts:
        lines.append(texts.say("course.restarted"))
    if now.progress.extra:
        lines.append(texts.say("course.extra", count=now.progress.extra))
    return [f"  {one}" for one in lines]


def _courses(texts: Texts, name: str) -> list[tuple[str, date, Today]]:
    persons.find(name, texts)
    with persons.open_store(texts) as store:
        began = store.courses(name)
        sessions = {code: had(store, name, code) for code in began}
    if not began:
        raise Refusal(texts.say("course.none", person=name), ExitCode.REFUSED)
    standing, day = standing_of(name), clock.wall().date()
    return [
        (code, started, due(plan_of(code, texts), started, sessions[code], day, standing))
        for code, started in began.items()
    ]


def write_calendar(texts: Texts, name: str, began: dict[str, date], path: Path) -> None:
    """The plan of these courses as iCalendar. Raises Refusal."""
    day = clock.wall().date()
    events = []
    with persons.open_store(texts) as store:
        for code, started in began.items():
            plan = plan_of(code, texts)
            now = due(plan, started, had(store, name, code), day)
            for one in to_come(plan, now, day, AHEAD):
                title = "course.event_maintenance" if one.maintenance else "course.event"
                events.append(
                    Event(
                        f"{code}-{started:%Y%m%d}-{one.session}@chairctl",
                        one.on,
                        texts.say(title, course=texts.say(f"course.{code}"), session=one.session),
                        texts.say("course.event_text", minutes=one.minutes),
                    )
                )
    write_own(path, icalendar(events, clock.wall()), texts)
    print(texts.say("course.written", path=path, count=len(events)))


def _document(code: str, now: Today) -> dict[str, object]:
    return {
        "course": code,
        "state": now.state,
        "on": now.on.isoformat(),
        "until": now.until.isoformat(),
        "session": now.session,
        "maintenance": now.maintenance,
        "minutes": now.minutes,
        "intensity_permille": now.intensity_permille,
        "counted": now.progress.counted,
        "extra": now.progress.extra,
        "restarts": now.progress.restarts,
        "refusal": now.refusal.code if now.refusal else None,
        "wait_s": now.refusal.limit if now.refusal else 0,
    }
