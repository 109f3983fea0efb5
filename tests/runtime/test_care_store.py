"""The store of people keeps, exports and erases; damage is set aside and said, never overwritten."""

import os
import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chairctl.care.courses import Done, Outcome
from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.care.people import Calibration, OwnLimit, Person, hashed
from chairctl.care.screening import Answer
from chairctl.care.words import Place
from chairctl.domain.channels import ChannelKind
from chairctl.runtime import care_files
from chairctl.runtime.care_files import CareError
from chairctl.runtime.care_store import CareStore
from chairctl.texts import LANGUAGES, Texts

DAY = date(2026, 1, 5)
START = datetime(2026, 1, 5, 18, tzinfo=UTC)
ADA = Person(
    "Ada",
    "de",
    (OwnLimit(ChannelKind.HEAT, 370),),
    (Calibration("chairlink-reference", "tens", 40, 120),),
    ("relax",),
    hashed("2468", bytes(16)),
)
CHANNELS = (ChannelRecord("air", ChannelKind.AIR, 9_000, 8_000, 400),)
RECORD = SessionRecord(
    START, "relax", "chair", 900, 890, "finished", channels=CHANNELS, pain_before=6, note="UNMISTAKABLE"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people" / "people.sqlite"


def fill(path: Path) -> None:
    with CareStore(path) as store:
        store.keep(ADA)
        store.keep(Person("Bo"))
        store.answer("Ada", Answer("open_wound", yes=True, on=DAY, places=(Place.LEG,)))
        store.add_session("Ada", RECORD)
        store.start_course("Ada", "mat", DAY)
        store.note_done("Ada", "mat", Done(DAY, Outcome.EARLY))
        store.note_exercise("Ada", "plank", DAY)
        store.keep_spine("Ada", "chair", START, '{"shoulder_mm": 560}')


def test_everything_comes_back_as_it_was_given(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        assert store.aside is None
        assert store.people() == [ADA, Person("Bo")]
        assert store.person("Ada") == ADA
        assert store.person("Nobody") is None
        assert store.answers("Ada") == {
            "open_wound": Answer("open_wound", yes=True, on=DAY, places=(Place.LEG,))
        }
        assert store.sessions("Ada") == [(1, RECORD)]
        assert store.courses("Ada") == {"mat": DAY}
        assert store.done("Ada", "mat") == [Done(DAY, Outcome.EARLY)]
        assert store.exercises("Ada") == {"plank": DAY}
        assert store.spine("Ada", "chair") == (START, '{"shoulder_mm": 560}')
        assert store.spine("Ada", "another") is None


def test_what_is_newer_takes_the_place_of_what_is_older(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        store.keep(Person("Ada"))
        store.answer("Ada", Answer("open_wound", yes=False, on=DAY + timedelta(9)))
        store.start_course("Ada", "mat", DAY + timedelta(9))
        store.note_exercise("Ada", "plank", DAY + timedelta(9))
        store.keep_spine("Ada", "chair", START, "{}")
        assert store.person("Ada") == Person("Ada")
        assert not store.answers("Ada")["open_wound"].yes
        assert store.courses("Ada") == {"mat": DAY + timedelta(9)}
        assert store.exercises("Ada") == {"plank": DAY + timedelta(9)}
        assert store.sessions("Ada") == [(1, RECORD)]


def test_pain_and_a_note_may_come_later_but_only_to_a_session_of_ones_own(path: Path) -> None:
    fill(path)
    later = SessionRecord(START, "relax", "chair", 900, 890, "finished", pain_before=6, pain_after=3)
    with CareStore(path) as store:
        store.amend("Bo", 1, later)
        assert store.sessions("Ada") == [(1, RECORD)]
        store.amend("Ada", 1, later)
        assert store.sessions("Ada") == [(1, later)]


def test_sessions_are_in_the_order_of_time_and_numbers_are_never_used_again(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        earlier = SessionRecord(START - timedelta(1), "demo", "chair", 60, 60, "finished")
        assert store.add_session("Ada", earlier) == 2
        assert [number for number, _ in store.sessions("Ada")] == [2, 1]
        store.erase("Ada")
        assert store.add_session("Bo", earlier) == 3


def test_nothing_is_kept_of_somebody_who_is_not_stored(path: Path) -> None:
    with CareStore(path) as store, pytest.raises(CareError):
        store.add_session("Nobody", RECORD)


def test_an_export_has_everything_but_the_pin(path: Path) -> None:
    fill(path)
    with CareStore(path) as store:
        found = store.export("Ada")
        assert store.export("Nobody") == {}
    assert found["person"]["limits"] == [{"kind": "heat", "max_level": 370}]
    assert "pin" not in found["person"]
    assert found["sessions"][0]["note"] == "UNMISTAKABLE"
    assert found["sessions"][0]["started"] == "2026-01-05T18:00:00Z"
    assert found["screening"][0]["places"] == ["leg"]
    assert found["done"] == [{"course": "mat", "day": "2026-01-05", "outcome": "early"}]
    assert found["courses"] == {"mat": "2026-01-05"}
    assert found["exercises"] == {"plank": "2026-01-05"}
    assert found["spine_maps"]["chair"]["map"] == {"shoulder_mm": 560}


def test_who_is_erased_is_found_in_no_file_any_more_and_others_stay(path: Path) -> None:
    fill(path)
    store = CareStore(path)
    assert store.erase("Ada") == []
    bytes_left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"UNMISTAKABLE" not in bytes_left
    assert b"Ada" not in bytes_left
    assert store.people() == [Person("Bo")]
    store.close()
    assert b"Bo" in path.read_bytes()


def test_erasing_names_damaged_copies_that_may_still_hold_something(path: Path) -> None:
    fill(path)
    path.write_bytes(b"no store at all")
    with CareStore(path) as store:
        store.keep(ADA)
        assert store.erase("Ada") == [path.with_name("people.sqlite.aside-1")]


def test_nobody_else_can_read_the_files(path: Path) -> None:
    fill(path)
    store = CareStore(path)
    store.keep(Person("Cy"))
    assert {file.stat().st_mode & 0o077 for file in (path.parent, *path.parent.iterdir())} == {0}
    store.close()


def test_a_second_program_waits_and_then_says_that_the_store_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care_files, "LOCK_WAIT_S", 0.05)
    with CareStore(path), pytest.raises(CareError) as refused:
        CareStore(path)
    assert refused.value.reason.code == "care_busy"
    CareStore(path).close()


DAMAGES = {
    "empty": b"",
    "another kind of file": b"GIF89a" * 100,
    "a header without a body": care_files.MAGIC + b"\xff" * 5_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_no_store_is_set_aside_whole_and_a_new_one_begins(path: Path, damage: str) -> None:
    path.parent.mkdir()
    path.write_bytes(DAMAGES[damage])
    with CareStore(path) as store:
        assert store.aside == path.with_name("people.sqlite.aside-1")
        assert store.aside.read_bytes() == DAMAGES[damage]
        assert store.people() == []
        store.keep(ADA)
    with CareStore(path) as store:
        assert (store.aside, store.people()) == (None, [ADA])


def test_a_second_damage_does_not_overwrite_the_first(path: Path) -> None:
    path.parent.mkdir()
    for number in (1, 2, 3):
        path.write_bytes(b"%d" % number)
        CareStore(path).close()
    assert [file.read_bytes() for file in care_files.asides(path)] == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE person SET data = '{}'",
        "UPDATE session SET data = '{\"started\": 5}'",
        "UPDATE done SET outcome = 'flown'",
        "UPDATE course SET started = 'yesterday'",
        "DROP TABLE spine",
        "DROP TABLE trace",
        "UPDATE answer SET person = 'Nobody'",
    ],
)
def test_a_row_that_can_not_be_read_is_damage(path: Path, statement: str) -> None:
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    with CareStore(path) as store:
        assert store.aside is not None
        assert store.people() == []


def test_random_damage_is_set_aside_or_does_no_harm(path: Path) -> None:
    fill(path)
    whole, chance = path.read_bytes(), random.Random(5)
    aside = 0
    for _ in range(int(os.environ.get("CHAIRCTL_CARE_DAMAGES", "60"))):
        for file in path.parent.iterdir():
            file.unlink()
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 200)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        with CareStore(path) as store:
            if store.aside:
                aside += 1
                assert store.aside.read_bytes() == damaged
            for person in store.people():
                store.export(person.name)
            store.keep(Person("Cy"))
    assert aside > 10


def test_a_store_of_a_newer_program_is_left_alone(path: Path) -> None:
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CareError) as refused:
        CareStore(path)
    assert refused.value.reason.code == "care_newer"
    assert path.read_bytes() == before
    assert care_files.asides(path) == []


def test_an_older_store_is_brought_to_the_newest_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    script = "CREATE TABLE added (word TEXT NOT NULL); INSERT INTO added VALUES ('new')"
    monkeypatch.setattr(care_files, "MIGRATIONS", (*care_files.MIGRATIONS, script))
    with CareStore(path) as store:
        assert store.people() == [ADA, Person("Bo")]
        assert store._rows("SELECT word FROM added") == [("new",)]
        assert store._rows("PRAGMA user_version") == [(len(care_files.MIGRATIONS),)]


def test_a_migration_that_breaks_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    with monkeypatch.context() as patch:
        patch.setattr(
            care_files, "MIGRATIONS", (*care_files.MIGRATIONS, "DELETE FROM person; RAISE NONSENSE")
        )
        with pytest.raises(sqlite3.OperationalError, match="syntax"):
            care_files.open_whole(path)
    with CareStore(path) as store:
        assert store.people() == [ADA, Person("Bo")]


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "people").write_text("a file where the folder belongs")
    with pytest.raises(CareError) as refused:
        CareStore(tmp_path / "people" / "people.sqlite")
    assert refused.value.reason.code == "care_unwritable"


def test_every_trouble_has_its_text() -> None:
    for language in LANGUAGES:
        texts = Texts(language)
        for code in ("care_busy", "care_newer", "care_unwritable", "care_corrupt"):
            assert texts.say(f"care_store.{code}", detail="x", path="y")
