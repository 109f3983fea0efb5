"""Who sits in the chair: admitted by the screening, held to limits of their own, remembered afterwards."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from chairctl.care.courses import Done, Outcome, due
from chairctl.care.facts import screening_facts
from chairctl.care.history import PAIN_MOST, record_of
from chairctl.care.people import Person, limits_for, shares_for
from chairctl.care.screening import verdict
from chairctl.care.treatments import treatments
from chairctl.domain.commands import LowerLimit
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import Sitter as Seated
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import MINUTE
from chairctl.domain.trace import SessionTrace
from chairctl.frontends.cli import person as persons
from chairctl.frontends.cli.course import had, plan_of, remarks
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.cli.screen import Plan
from chairctl.frontends.cli.screening import block_lines
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime import clock
from chairctl.runtime.back_maps import back_map
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST
from chairctl.session.bodyscan.routine import course_of
from chairctl.texts import Texts


class Sitter(NamedTuple):
    """Somebody who may have a session now."""

    person: Person | None
    """None: a guest."""
    course: str = ""
    intensity_permille: int = 1000
    """What the course allows of the person's limits today."""
    pain: int | None = None
    """Before the session."""

    @property
    def name(self) -> str:
        """The name that the ledger knows."""
        return self.person.name if self.person else GUEST

    def limits(self, profile: DeviceProfile) -> tuple[LowerLimit, ...]:
        """What lowers this device to what the person allows."""
        return limits_for(self.person, profile, self.intensity_permille)

    def seated(self, profile: DeviceProfile, texts: Texts) -> Seated:
        """What a programme has to know of the person on this kind of device. Raises Refusal."""
        shares = shares_for(self.person, profile)
        if self.person is None:
            return Seated(shares=shares)
        with persons.open_store(texts) as store:
            kept = back_map(store, self.person.name, profile.name)
        return Seated(kept.back.spine if kept else None, shares)

    def told_without_map(self, plan: Plan, texts: Texts) -> str:
        """What a person is told whose programme names places, where a scan could find them; else nothing."""
        targets = (target for step in plan.programme.steps for target in step.targets)
        if self.person is None or plan.sitter.spine or not any(target.place for target in targets):
            return ""
        if isinstance(course_of(plan.profile), Reason):
            return ""
        return texts.say("bodyscan.no_map", person=self.person.name)

    def keep(
        self, snapshot: Snapshot, started: datetime, programme: Programme, texts: Texts, trace: SessionTrace
    ) -> int:
        """Store a session; its number, 0 of a guest, of whom nothing is stored. Raises Refusal."""
        if self.person is None:
            return 0
        record = record_of(snapshot, started, programme.name, trace.planned or programme.duration)
        record = replace(record, course=self.course, pain_before=self.pain)
        try:
            with persons.open_store(texts) as store:
                return store.add_session(self.person.name, record, trace)
        except CareError as error:
            raise persons.refusal(error, texts) from error

    def remember(
        self, snapshot: Snapshot, started: datetime, programme: Programme, texts: Texts, trace: SessionTrace
    ) -> str:
        """Store a session; the line that says so. Of a guest nothing is stored, and nothing is said."""
        try:
            number = self.keep(snapshot, started, programme, texts, trace)
        except Refusal as refusal:  # the session was had; that it can't be stored must not hide how it ended
            return refusal.said
        return texts.say("history.kept", person=self.name, number=number) if number else ""

    def remember_guided(self, *, finished: bool, texts: Texts) -> str:
        """Note a guided session for the course of the person; the line that says so, if there is one."""
        if self.person is None or not self.course:
            return ""
        outcome = Outcome.FINISHED if finished else Outcome.EARLY
        try:
            with persons.open_store(texts) as store:
                store.note_done(self.person.name, self.course, Done(clock.wall().date(), outcome))
        except CareError as error:
            return persons.refusal(error, texts).said
        return texts.say("course.done", outcome=texts.say(f"outcome.{outcome}"))


def admission(texts: Texts, name: str, course: str | None, pain: int | None) -> Callable[[Programme], Sitter]:
    """What lets the person of this name have a programme. It raises Refusal where something forbids it."""
    return lambda programme: admit(texts, name, programme, course, pain)


def admit(
    texts: Texts,
    name: str,
    programme: Programme,
    course: str | None,
    pain: int | None,
    *,
    unlock: bool = True,
) -> Sitter:
    """Who has this name, if nothing forbids them the programme; `unlock`: ask for the PIN. Raises Refusal."""
    if pain is not None and not 0 <= pain <= PAIN_MOST:
        raise Refusal(texts.say("history.bad_pain"))
    if name == GUEST:
        return Sitter(None, pain=pain)
    person = persons.find(name, texts, unlock=unlock)
    today = clock.wall().date()
    with persons.open_store(texts) as store:
        answers, began = store.answers(name), store.courses(name)
        done = had(store, name, course) if course else []
    wanted = treatments(programme)
    known = verdict(screening_facts(), answers, today)
    against = known.refusals((modality, None) for modality in wanted)
    if against:
        lines = [texts.say("finder.blocked"), *block_lines(against, texts)]
        raise Refusal("\n".join(lines), ExitCode.REFUSED)
    if unfit := known.not_for(programme):
        whys = (f"{texts.say(f'why.{code}')} {texts.say('until.doctor')}" for code in unfit)
        raise Refusal("\n".join([texts.say("finder.blocked"), *whys]), ExitCode.REFUSED)
    if asked := known.unasked(wanted):
        raise Refusal(texts.say("screening.due", count=len(asked), person=name), ExitCode.REFUSED)
    permille = 1000
    if course:
        plan = plan_of(course, texts)
        if course not in began:
            raise Refusal(texts.say("course.not_begun", course=course, person=name), ExitCode.REFUSED)
        now = due(plan, began[course], done, today)
        for remark in remarks(course, now, programme.duration // MINUTE, texts):
            print(remark, file=sys.stderr)
        permille = now.intensity_permille
    return Sitter(person, course or "", permille, pain)
