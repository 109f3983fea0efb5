"""A course of ten weeks: every session is really played on the simulated chair, in virtual time.

`python -m tests.support.ten_weeks` writes them into the store of people of this user (set XDG_DATA_HOME), as
those of somebody called Kim who ends today.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chairctl.care.courses import Done, due, outcome_of
from chairctl.care.facts import course_facts
from chairctl.care.history import SessionRecord, record_of
from chairctl.care.people import OwnLimit, Person, limits_for
from chairctl.control.assembly import assemble
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import Arm, Present, Run, Stop
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND, Duration
from chairctl.domain.trace import SessionTrace
from chairctl.profiles.loader import load_programme
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.safety.states import LIVE
from chairctl_proof.line import Line
from chairctl_proof.stage import reference_profile
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair
from chairctl_simulators.devices.chairlink.setup import ChairSetup

KIM = Person("Kim", limits=(OwnLimit(ChannelKind.HEAT, 405), OwnLimit(ChannelKind.STIMULATION, 120)))


class Visit(NamedTuple):
    """One session: in which week, what, how much it hurt, what was noted, and what went wrong and when."""

    week: int
    programme: str
    before: int
    after: int | None
    note: str = ""
    stop_at: Duration | None = None
    unplug_at: Duration | None = None


VISITS = (
    Visit(0, "relax", 7, 6, "First time. Sore on the next day."),
    Visit(1, "lumbar-care", 7, 5),
    Visit(2, "lumbar-care", 6, 6, "Had to answer the door.", stop_at=6 * MINUTE),
    Visit(3, "lumbar-care", 6, 4),
    Visit(5, "combined", 6, None, "The cable came out.", unplug_at=11 * MINUTE),
    Visit(6, "shiatsu", 5, 3, "Walked every day this week."),
    Visit(7, "combined", 5, 3),
    Visit(8, "neck-and-shoulder", 4, 3),
    Visit(9, "shiatsu", 4, 2),
    Visit(10, "combined", 3, 2, "Slept through. The bridge is easy now."),
)
"""Week 4 was missed."""


class Played(NamedTuple):
    """What is kept of a session."""

    record: SessionRecord
    trace: SessionTrace


def play(visit: Visit, started: datetime, massage_permille: int) -> Played:
    """Play one session from its start to whatever end."""
    profile, programme = reference_profile(), load_programme(visit.programme)
    station = assemble("weeks", (profile,))
    chair = SimulatedChair(visit.week, ChairSetup(ambient_c=21.0 + visit.week / 4))
    session = VirtualSession(station, chair, line=Line(visit.week))
    session.plug()
    session.run_for(200 * MILLISECOND)
    session.ask(Arm())
    for lower in limits_for(KIM, profile, massage_permille):
        session.ask(lower)
    began = session.now
    session.ask(Run(programme))
    while station.kernel.state in LIVE:
        session.run_for(SECOND)
        if station.kernel.presence.is_due:
            session.ask(Present())
        if visit.stop_at and session.now - began >= visit.stop_at:
            session.ask(Stop())
        if visit.unplug_at and session.now - began >= visit.unplug_at:
            session.unplug("hangup")
            break
    session.run_for(3 * SECOND)
    record = record_of(station.snapshot(session.now), started, programme.name, programme.duration)
    record = replace(
        record, course="massage", pain_before=visit.before, pain_after=visit.after, note=visit.note
    )
    return Played(record, station.session_trace())


def course(begin: datetime, visits: tuple[Visit, ...] = VISITS) -> Iterator[Played]:
    """All sessions, each as strong as the course allows on its day."""
    plan = next(plan for plan in course_facts().courses if plan.code == "massage")
    done: list[Done] = []
    for visit in visits:
        started = begin + timedelta(7 * visit.week)
        today = due(plan, begin.date(), done, started.date())
        played = play(visit, started, today.intensity_permille)
        done.append(Done(started.date(), outcome_of(played.record)))
        yield played


def fill(store: CareStore, last: datetime, visits: tuple[Visit, ...] = VISITS, language: str = "en") -> None:
    """Write Kim and all sessions, of which the last began then."""
    begin = last - timedelta(7 * visits[-1].week)
    store.keep(replace(KIM, language="de" if language == "de" else "en"))
    store.start_course(KIM.name, "massage", begin.astimezone().date())
    for played in course(begin, visits):
        store.add_session(KIM.name, played.record, played.trace)


if __name__ == "__main__":
    with CareStore(care_files.default_path()) as store:
        fill(store, clock.wall().astimezone(UTC).replace(hour=17, minute=30, second=0, microsecond=0))
