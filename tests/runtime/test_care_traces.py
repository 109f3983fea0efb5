"""The store keeps what channels did over time, and stores of before know nothing of it but keep all else."""

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chairctl.care.courses import Done, Outcome
from chairctl.care.history import SessionRecord
from chairctl.care.people import Person
from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.time import SECOND
from chairctl.domain.trace import ChannelTrace, Quantity, SessionTrace, Span
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore

FIRST_STORE = Path(__file__).parents[1] / "upgrade" / "people-1.sqlite"
"""Written by the program before there were traces."""

RECORD = SessionRecord(datetime(2026, 1, 5, 18, tzinfo=UTC), "relax", "chair", 900, 890, "finished")
AIR = ChannelTrace(Channel("air", ChannelKind.AIR, "chair"), ((Span(1, 2),),) * len(Quantity))
TRACE = SessionTrace(SECOND, (AIR,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people" / "people.sqlite"


def fill(path: Path) -> None:
    with CareStore(path) as store:
        store.keep(Person("Ada"))
        store.keep(Person("Bo"))
        assert store.add_session("Ada", RECORD, TRACE) == 1


def test_a_trace_is_kept_with_its_session_and_is_nobody_elses(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        assert store.trace("Ada", 1) == TRACE
        assert store.trace("Bo", 1) is None
        assert store.trace("Ada", 2) is None
        store.amend("Ada", 1, RECORD)
        assert store.trace("Ada", 1) == TRACE


def test_a_session_in_which_no_channel_was_followed_has_none(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        store.add_session("Ada", RECORD, SessionTrace(SECOND, ()))
        store.add_session("Ada", RECORD)
        assert (store.trace("Ada", 2), store.trace("Ada", 3)) == (None, None)


def test_it_is_exported_and_erased_with_the_person(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        assert store.export("Ada")["sessions"][0]["trace"]["slice"] == SECOND
        store.erase("Ada")
        assert store._rows("SELECT * FROM trace") == []


def test_session_and_trace_are_written_together_or_not_at_all(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        store._rows("CREATE TRIGGER no BEFORE INSERT ON trace BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(care_files.CareError):
            store.add_session("Ada", RECORD, TRACE)
        assert len(store.sessions("Ada")) == 1


def test_a_damaged_trace_takes_nothing_else_with_it(path: Path) -> None:
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE trace SET data = zeroblob(200)")
    connection.commit()
    connection.close()
    with CareStore(path) as store:
        assert store.aside is None
        assert store.trace("Ada", 1) is None
        assert store.sessions("Ada") == [(1, RECORD)]
        assert store.export("Ada")["sessions"][0]["trace"] is None


def test_a_store_of_the_first_version_opens_keeps_everything_and_takes_traces(path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(FIRST_STORE, path)
    with CareStore(path) as store:
        assert store.aside is None
        assert [person.name for person in store.people()] == ["Ada", "Bo"]
        ada = store.person("Ada")
        assert ada is not None
        assert (ada.language, ada.limits[0].max_level, ada.favourites) == ("de", 370, ("relax",))
        ((number, record),) = store.sessions("Ada")
        assert (number, record.pain_before, record.note, len(record.channels)) == (1, 6, "UNMISTAKABLE", 1)
        assert store.answers("Ada")["open_wound"].yes
        assert store.courses("Ada") == {"mat": date(2026, 1, 5)}
        assert store.done("Ada", "mat") == [Done(date(2026, 1, 5), Outcome.EARLY)]
        assert store.exercises("Ada") == {"plank": date(2026, 1, 5)}
        assert store.spine("Ada", "chair") is not None
        assert store.trace("Ada", 1) is None
        assert store.add_session("Ada", RECORD, TRACE) == 2
        assert store.trace("Ada", 2) == TRACE
    with CareStore(path) as store:
        assert store._rows("PRAGMA user_version") == [(len(care_files.MIGRATIONS),)]


def test_a_damaged_store_of_the_first_version_is_set_aside_as_it_was(path: Path) -> None:
    path.parent.mkdir()
    damaged = bytearray(FIRST_STORE.read_bytes())
    damaged[5_000:9_000] = bytes(4_000)
    path.write_bytes(damaged)
    with CareStore(path) as store:
        assert store.aside is not None
        assert store.aside.read_bytes() == damaged
        assert store.people() == []
