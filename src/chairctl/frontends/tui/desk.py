"""What the screens need of people: read from the store when one opens, written when somebody answers.

Everything here blocks for a moment (a file is opened, read and closed); nothing of it is needed for STOP.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from chairctl.care.courses import Today, due
from chairctl.care.facts import CoursePlan, course_facts, screening_facts
from chairctl.care.history import SessionRecord
from chairctl.care.people import Person, name_problem, with_limit, without_limit
from chairctl.care.screening import Answer, Verdict, verdict
from chairctl.domain.channels import ChannelKind
from chairctl.domain.safety import Reason
from chairctl.frontends.cli.course import had
from chairctl.runtime import care_files, clock
from chairctl.runtime.back_maps import KeptMap, back_map
from chairctl.runtime.care_store import CareStore


class CourseNow(NamedTuple):
    """A course of a person, and what it says today."""

    plan: CoursePlan
    now: Today


def today() -> date:
    """The day on the wall."""
    return clock.wall().date()


def _store() -> CareStore:
    return CareStore(care_files.default_path())


def store_path() -> str:
    """Where everything of people is kept, shortened for who reads it."""
    path = care_files.default_path()
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def people() -> list[Person]:
    """Everybody who is stored. Raises CareError."""
    with _store() as store:
        return store.people()


def person(name: str) -> Person | None:
    """One profile. Raises CareError."""
    with _store() as store:
        return store.person(name)


def add_person(name: str, language: str) -> Reason | None:
    """Store somebody new; why not. Raises CareError."""
    if problem := name_problem(name):
        return problem
    with _store() as store:
        if store.person(name):
            return Reason("person_exists", detail=name)
        store.keep(Person(name, "de" if language == "de" else "en"))
    return None


def set_limit(name: str, kind: ChannelKind, level: int | None) -> Person | None:
    """Give a person a limit of their own, or none; the person, if there is one. Raises CareError."""
    with _store() as store:
        found = store.person(name)
        if found is None:
            return None
        changed = without_limit(found, kind) if level is None else with_limit(found, kind, level)
        store.keep(changed)
        return changed


def kept_map(name: str, device: str) -> KeptMap | None:
    """The map of a back on a kind of device. Raises CareError."""
    with _store() as store:
        return back_map(store, name, device)


def add_favourite(name: str, programme: str) -> bool:
    """Turn a favourite on or off; whether it is one now. Raises CareError."""
    with _store() as store:
        found = store.person(name)
        if found is None:
            return False
        others = tuple(one for one in found.favourites if one != programme)
        is_new = others == found.favourites
        store.keep(replace(found, favourites=(*others, programme) if is_new else others))
        return is_new


def answers_of(name: str) -> dict[str, Answer]:
    """The newest screening answers of a person. Raises CareError."""
    with _store() as store:
        return store.answers(name)


def answer(name: str, given: Answer) -> None:
    """Store an answer. Raises CareError."""
    with _store() as store:
        store.answer(name, given)


def verdict_of(name: str) -> Verdict:
    """What the answers of a person come to today. Raises CareError."""
    return verdict(screening_facts(), answers_of(name), today())


def courses_of(name: str) -> list[CourseNow]:
    """What is due in every course of a person. Raises CareError."""
    plans = {plan.code: plan for plan in course_facts().courses}
    with _store() as store:
        began = store.courses(name)
        return [
            CourseNow(plans[code], due(plans[code], started, had(store, name, code), today()))
            for code, started in began.items()
            if code in plans
        ]


def start_course(name: str, code: str) -> None:
    """Begin a course today. Raises CareError."""
    with _store() as store:
        store.start_course(name, code, today())


def sessions_of(name: str) -> list[tuple[int, SessionRecord]]:
    """Every session of a person, oldest first. Raises CareError."""
    with _store() as store:
        return store.sessions(name)


def note_pain(name: str, number: int, pain: int) -> None:
    """How much it hurts after a session. Raises CareError."""
    with _store() as store:
        found = dict(store.sessions(name)).get(number)
        if found is not None:
            store.amend(name, number, replace(found, pain_after=pain))


def exercises_of(name: str) -> dict[str, date]:
    """The last day of each exercise. Raises CareError."""
    with _store() as store:
        return store.exercises(name)


def note_exercise(name: str, code: str) -> None:
    """An exercise was done today. Raises CareError."""
    with _store() as store:
        store.note_exercise(name, code, today())
