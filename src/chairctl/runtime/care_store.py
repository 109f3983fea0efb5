"""The store of people on disk: profiles, answers, sessions, courses, spine maps; one writer at a time.

Every method is one commit and is on disk when it returns. A damaged store is set aside, never overwritten.
Blocking, and held open only as long as something is read or written. Raises CareError.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from chairctl.care.courses import Done, Outcome
from chairctl.care.history import SessionRecord
from chairctl.care.people import Person
from chairctl.care.screening import Answer
from chairctl.care.traces import pack, plain, unpack
from chairctl.domain.trace import SessionTrace
from chairctl.runtime import care_files, care_rows, found_whole, ledger_files
from chairctl.runtime.care_files import CareError
from chairctl.runtime.care_rows import ANSWER, PERSON, SESSION


class CareStore:
    """An open store."""

    def __init__(self, path: Path) -> None:
        self.aside: Path | None = None
        """Where a damaged store was put at this opening; None: nothing was wrong."""
        self.path = path
        self._lock = -1
        self._connection: sqlite3.Connection | None = None
        try:
            self._lock = care_files.take_lock(path)
            self._connection = self._open()
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise care_files.trouble(error) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close()
        if kind:
            found_whole.forget(self.path)  # whatever went wrong, look again the next time

    def close(self) -> None:
        """Let go of the file. What is written stays written."""
        if self._connection:
            self._connection.close()
            self._connection = None
            found_whole.remember(self.path)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    # --- people ---------------------------------------------------------------------------------

    def people(self) -> list[Person]:
        """Everybody, by name."""
        return [PERSON.validate_json(data) for (data,) in self._rows("SELECT data FROM person ORDER BY name")]

    def person(self, name: str) -> Person | None:
        """One profile; None: nobody has this name."""
        rows = self._rows("SELECT data FROM person WHERE name = ?", name)
        return PERSON.validate_json(rows[0][0]) if rows else None

    def keep(self, person: Person) -> None:
        """Write a profile, new or changed."""
        self._write(
            "INSERT INTO person VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data",
            person.name,
            PERSON.dump_json(person).decode(),
        )

    def erase(self, name: str) -> list[Path]:
        """Forget everything about a person, in the file as well.

        Returns stores that were set aside and may still hold something: they are a person's to delete.
        """
        self._write("DELETE FROM person WHERE name = ?", name)
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return care_files.asides(self.path)

    def export(self, name: str, *, with_traces: bool = True) -> dict[str, Any]:
        """Everything about a person but the PIN, as plain values; traces are many numbers."""
        person = self.person(name)
        if person is None:
            return {}
        return {
            "person": PERSON.dump_python(person, mode="json", exclude={"pin"}),
            "screening": [ANSWER.dump_python(one, mode="json") for one in self.answers(name).values()],
            "sessions": [
                {"number": number, **SESSION.dump_python(one, mode="json")}
                | ({"trace": self._plain_trace(name, number)} if with_traces else {})
                for number, one in self.sessions(name)
            ],
            "courses": {code: str(started) for code, started in self.courses(name).items()},
            "done": [
                {"course": course, "day": str(date.fromisoformat(day)), "outcome": Outcome(outcome).value}
                for course, day, outcome in self._rows(
                    "SELECT course, day, outcome FROM done WHERE person = ? ORDER BY number", name
                )
            ],
            "exercises": {code: str(day) for code, day in self.exercises(name).items()},
            "spine_maps": {
                device: {"taken": taken, "map": json.loads(data)}
                for device, taken, data in self._rows(
                    "SELECT device, taken, data FROM spine WHERE person = ? ORDER BY device", name
                )
            },
        }

    # --- screening ------------------------------------------------------------------------------

    def answers(self, name: str) -> dict[str, Answer]:
        """The newest answers of a person, by their question."""
        rows = self._rows("SELECT code, data FROM answer WHERE person = ? ORDER BY code", name)
        return {code: ANSWER.validate_json(data) for code, data in rows}

    def answer(self, name: str, answer: Answer) -> None:
        """Write an answer in place of an older one."""
        self._write(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)",
            name,
            answer.code,
            ANSWER.dump_json(answer).decode(),
        )

    # --- sessions -------------------------------------------------------------------------------

    def sessions(self, name: str) -> list[tuple[int, SessionRecord]]:
        """Every session of a person with its number, oldest first."""
        rows = self._rows("SELECT number, data FROM session WHERE person = ? ORDER BY started, number", name)
        return [(number, SESSION.validate_json(data)) for number, data in rows]

    def add_session(self, name: str, record: SessionRecord, trace: SessionTrace | None = None) -> int:
        """Write a session with its channels over time, in one commit; its number."""
        assert self._connection
        with _said(), _together(self._connection) as connection:
            number = connection.execute(
                "INSERT INTO session (person, started, data) VALUES (?, ?, ?)",
                (name, record.started.astimezone(UTC).isoformat(), SESSION.dump_json(record).decode()),
            ).lastrowid
            if trace and trace.channels:
                connection.execute("INSERT INTO trace VALUES (?, ?)", (number, pack(trace)))
        return number or 0

    def trace(self, name: str, number: int) -> SessionTrace | None:
        """The channels of a session over time; None: nothing is kept of them, or it can't be read."""
        rows = self._rows(
            "SELECT trace.data FROM trace JOIN session ON session.number = trace.session"
            " WHERE session.person = ? AND session.number = ?",
            name,
            number,
        )
        try:
            return unpack(rows[0][0]) if rows else None
        except (ValueError, TypeError):  # the record is whole; its curves are not worth setting it aside
            return None

    def _plain_trace(self, name: str, number: int) -> object:
        trace = self.trace(name, number)
        return plain(trace) if trace else None

    def amend(self, name: str, number: int, record: SessionRecord) -> None:
        """Write a session of a person anew: pain or a note came later."""
        data = SESSION.dump_json(record).decode()
        self._write("UPDATE session SET data = ? WHERE person = ? AND number = ?", data, name, number)

    # --- courses and exercises ------------------------------------------------------------------

    def courses(self, name: str) -> dict[str, date]:
        """The courses of a person, and when each began."""
        rows = self._rows("SELECT code, started FROM course WHERE person = ? ORDER BY code", name)
        return {code: date.fromisoformat(started) for code, started in rows}

    def start_course(self, name: str, code: str, on: date) -> None:
        """Begin a course, or begin it anew."""
        self._write("INSERT OR REPLACE INTO course VALUES (?, ?, ?)", name, code, on.isoformat())

    def done(self, name: str, course: str) -> list[Done]:
        """Sessions of a course that were noted by hand, in the order of noting."""
        rows = self._rows(
            "SELECT day, outcome FROM done WHERE person = ? AND course = ? ORDER BY number", name, course
        )
        return [Done(date.fromisoformat(day), Outcome(outcome)) for day, outcome in rows]

    def note_done(self, name: str, course: str, done: Done) -> None:
        """Note a session of a course that no chair reports."""
        self._write(
            "INSERT INTO done (person, course, day, outcome) VALUES (?, ?, ?, ?)",
            name,
            course,
            done.on.isoformat(),
            done.outcome.value,
        )

    def exercises(self, name: str) -> dict[str, date]:
        """The last day of each exercise."""
        rows = self._rows("SELECT code, day FROM exercise WHERE person = ? ORDER BY code", name)
        return {code: date.fromisoformat(day) for code, day in rows}

    def note_exercise(self, name: str, code: str, on: date) -> None:
        """Note that an exercise was done."""
        self._write("INSERT OR REPLACE INTO exercise VALUES (?, ?, ?)", name, code, on.isoformat())

    # --- spine maps -----------------------------------------------------------------------------

    def spine(self, name: str, device: str) -> tuple[datetime, str] | None:
        """When the spine of a person was felt on a device (UTC), and the map as JSON; None: not yet."""
        rows = self._rows("SELECT taken, data FROM spine WHERE person = ? AND device = ?", name, device)
        return (datetime.fromisoformat(rows[0][0]), rows[0][1]) if rows else None

    def spine_devices(self, name: str) -> list[str]:
        """The devices on which the spine of a person was felt."""
        return [
            one for (one,) in self._rows("SELECT device FROM spine WHERE person = ? ORDER BY device", name)
        ]

    def keep_spine(self, name: str, device: str, taken: datetime, data: str) -> None:
        """Write a spine map (JSON) in place of an older one."""
        when = taken.astimezone(UTC).isoformat()
        self._write("INSERT OR REPLACE INTO spine VALUES (?, ?, ?, ?)", name, device, when, data)

    # --- the file -------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        """The store, or a new one; a damaged one is set aside."""
        if ledger_files.exists(self.path):
            try:
                return self._checked()
            except (CareError, sqlite3.Error, OSError) as error:
                found = error if isinstance(error, CareError) else care_files.trouble(error)
                if found.reason.code != "care_corrupt":
                    raise found from error
            self.aside = care_files.put_aside(self.path)
        care_files.make(self.path)
        return care_files.open_whole(self.path)

    def _checked(self) -> sqlite3.Connection:
        """A store whose every row can be read. Raises CareError."""
        if found_whole.is_as_left(self.path):
            return care_files.reopen(self.path)
        try:
            self._connection = care_files.open_whole(self.path)
            care_rows.read_every_one(self._connection)
        except BaseException as error:
            if self._connection:
                self._connection.close()
                self._connection = None
            if isinstance(error, ValueError):
                raise CareError("care_corrupt", "row") from error
            raise
        return self._connection

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        assert self._connection
        with _said():
            return self._connection.execute(statement, values).fetchall()

    def _write(self, statement: str, *values: object) -> int:
        assert self._connection
        with _said():
            return self._connection.execute(statement, values).lastrowid or 0


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise care_files.trouble(error) from error


@contextmanager
def _together(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Several statements, one commit: all of them or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
