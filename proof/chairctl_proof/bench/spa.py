"""The store of people of a spa after so many sessions; written past the product, which would sync each."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from pydantic import TypeAdapter

from chairctl.care.history import SessionRecord, record_of
from chairctl.care.people import Person
from chairctl.care.traces import pack
from chairctl.control.assembly import assemble
from chairctl.domain.time import SECOND
from chairctl.domain.trace import SessionTrace
from chairctl.profiles.loader import load_device, load_programme
from chairctl.runtime import care_files
from chairctl_proof.ideal import IdealSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

CHAIRS: Final = 20
A_DAY: Final = 40
YEAR: Final = 365 * A_DAY
"""Sessions."""
PEOPLE: Final = 400
BEGIN: Final = datetime(2026, 1, 1, 9, tzinfo=UTC)


@cache
def played() -> tuple[SessionRecord, SessionTrace]:
    """What a session leaves: a real one, in virtual time."""
    programme = load_programme("combined")
    station = assemble("spa", (load_device("chairlink-reference"),))
    session = IdealSession(station, SimulatedChair(1))
    session.start(programme)
    session.run_for(600 * SECOND)
    record = record_of(station.snapshot(session.now), BEGIN, programme.name, programme.duration)
    return record, station.session_trace()


def name_of(number: int) -> str:
    """Of a person."""
    return f"guest-{number:03}"


def fill(path: Path, sessions: int) -> None:
    """A new store with everybody and so many sessions, one after the other over the day."""
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    care_files.make(path)
    record, trace = played()
    packed = pack(trace)
    write_person, write_session = (TypeAdapter(kind).dump_json for kind in (Person, SessionRecord))
    dice = Random(1)

    def rows() -> Iterator[tuple[str, str, str]]:
        for number in range(sessions):
            started = BEGIN + timedelta(days=number // A_DAY, minutes=15 * (number % A_DAY))
            before = dice.randrange(3, 9)
            own = replace(
                record,
                started=started,
                device=f"chair-{number % CHAIRS}",
                pain_before=before,
                pain_after=before - dice.randrange(3),
            )
            yield name_of(dice.randrange(PEOPLE)), started.isoformat(), write_session(own).decode()

    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT INTO person VALUES (?, ?)",
            [(name_of(n), write_person(Person(name_of(n))).decode()) for n in range(PEOPLE)],
        )
        connection.executemany("INSERT INTO session (person, started, data) VALUES (?, ?, ?)", rows())
        connection.execute("INSERT INTO trace SELECT number, ? FROM session", (packed,))
    connection.close()
