"""The rows of the store of people: how each is written, and whether all of them can be read."""

import json
import sqlite3
from datetime import date, datetime
from typing import Final

from pydantic import TypeAdapter

from chairctl.care.courses import Outcome
from chairctl.care.history import SessionRecord
from chairctl.care.people import Person
from chairctl.care.screening import Answer

PERSON: Final = TypeAdapter(Person)
ANSWER: Final = TypeAdapter(Answer)
SESSION: Final = TypeAdapter(SessionRecord)

_READERS: Final = (
    ("SELECT data FROM person", PERSON.validate_json),
    ("SELECT data FROM answer", ANSWER.validate_json),
    ("SELECT data FROM session", SESSION.validate_json),
    ("SELECT started FROM course", date.fromisoformat),
    ("SELECT day FROM done", date.fromisoformat),
    ("SELECT outcome FROM done", Outcome),
    ("SELECT day FROM exercise", date.fromisoformat),
    ("SELECT taken FROM spine", datetime.fromisoformat),
    ("SELECT data FROM spine", json.loads),
)


def read_every_one(connection: sqlite3.Connection) -> None:
    """Raises ValueError for a row that can't be read, and sqlite3.Error."""
    for statement, read in _READERS:
        for (value,) in connection.execute(statement):
            read(value)
    connection.execute("SELECT session FROM trace LIMIT 1").fetchall()
