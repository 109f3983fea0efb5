"""A file is searched again as soon as anybody but this process may have touched it."""

import sqlite3
import time
from pathlib import Path

import pytest

from chairctl.care.people import Person
from chairctl.runtime import found_whole
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.found_whole import SETTLED_NS

SETTLED_S = SETTLED_NS / 1e9 + 0.02


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with somebody in it, left a moment ago."""
    path = tmp_path / "people.sqlite"
    with CareStore(path) as store:
        store.keep(Person("Kim"))
    time.sleep(SETTLED_S)
    with CareStore(path) as store:
        assert store.people() == [Person("Kim")]
    return path


def test_a_store_that_nobody_has_touched_is_not_searched_again(path: Path) -> None:
    assert found_whole.is_as_left(path)
    with CareStore(path) as store:
        assert store.people() == [Person("Kim")]


def test_a_store_that_somebody_else_has_damaged_is_searched_and_set_aside(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE person SET data = '[]'")
    connection.close()
    assert not found_whole.is_as_left(path)
    with CareStore(path) as store:
        assert store.aside is not None


def test_a_store_that_was_just_written_is_searched(path: Path) -> None:
    with CareStore(path) as store:
        store.keep(Person("Robin"))
    assert not found_whole.is_as_left(path)


def test_a_store_beside_which_a_log_waits_is_searched(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"something")
    assert not found_whole.is_as_left(path)


def test_a_store_in_which_something_went_wrong_is_searched(path: Path) -> None:
    with pytest.raises(ValueError, match="wrong"), CareStore(path):
        raise ValueError("wrong")
    assert not found_whole.is_as_left(path)


def test_a_store_that_is_gone_is_not_the_one_that_was_left(path: Path) -> None:
    path.unlink()
    assert not found_whole.is_as_left(path)
