"""The file of the store of people: where it lies, its lock, its tables, and what is wrong with it.

Made anew under another name and renamed when it is whole, so a file with its name is never half made.
"""

import fcntl
import os
import sqlite3
import time
from pathlib import Path

from platformdirs import user_data_path

from chairctl.domain.safety import Reason
from chairctl.runtime.database import connect
from chairctl.runtime.ledger_files import SIDE_FILES, exists, set_aside, sync_folder

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE person (name TEXT PRIMARY KEY, data TEXT NOT NULL);
    CREATE TABLE answer (
        person TEXT NOT NULL REFERENCES person ON DELETE CASCADE, code TEXT NOT NULL, data TEXT NOT NULL,
        PRIMARY KEY (person, code));
    CREATE TABLE session (
        number INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
        started TEXT NOT NULL, data TEXT NOT NULL);
    CREATE INDEX session_person ON session (person, started);
    CREATE TABLE course (
        person TEXT NOT NULL REFERENCES person ON DELETE CASCADE, code TEXT NOT NULL, started TEXT NOT NULL,
        PRIMARY KEY (person, code));
    CREATE TABLE done (
        number INTEGER PRIMARY KEY, person TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
        course TEXT NOT NULL, day TEXT NOT NULL, outcome TEXT NOT NULL);
    CREATE TABLE exercise (
        person TEXT NOT NULL REFERENCES person ON DELETE CASCADE, code TEXT NOT NULL, day TEXT NOT NULL,
        PRIMARY KEY (person, code));
    CREATE TABLE spine (
        person TEXT NOT NULL REFERENCES person ON DELETE CASCADE, device TEXT NOT NULL, taken TEXT NOT NULL,
        data TEXT NOT NULL, PRIMARY KEY (person, device));
    """,
    """
    CREATE TABLE trace (
        session INTEGER PRIMARY KEY REFERENCES session ON DELETE CASCADE, data BLOB NOT NULL);
    """,
)
"""What turns a store of version n (PRAGMA user_version) into one of version n + 1."""

LOCK_WAIT_S = 2.0
MAGIC = b"SQLite format 3\0"
BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CANTOPEN", "SQLITE_ERROR", "SQLITE_IOERR_SHORT_READ")


class CareError(Exception):
    """The store can't be used; `reason` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.reason = Reason(code, detail=detail)


def default_path() -> Path:
    """The store of this user."""
    return user_data_path("chairctl") / "people" / "people.sqlite"


def trouble(error: sqlite3.Error | OSError) -> CareError:
    """An error of SQLite or of the file system in the store's words."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return CareError("care_busy", name)
    undecodable = isinstance(error, sqlite3.Error) and not name  # text that is no UTF-8 carries no name
    if undecodable or name.startswith(BROKEN) or isinstance(error, FileNotFoundError | IsADirectoryError):
        return CareError("care_corrupt", name)
    return CareError("care_unwritable", name or getattr(error, "strerror", None) or str(error))


def take_lock(path: Path) -> int:
    """Make the folder and take the lock, waiting a little; its descriptor. Raises CareError, OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                os.close(descriptor)
                raise CareError("care_busy") from error
            time.sleep(0.02)
        else:
            return descriptor


def open_whole(path: Path) -> sqlite3.Connection:
    """The store as it is, brought to the newest version. Raises CareError, sqlite3.Error, OSError.

    `care_corrupt` where it is damaged, `care_newer` where a newer program wrote it.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise CareError("care_corrupt", "header")
    connection = reopen(path)
    try:
        _check(connection)
        _migrate(connection)  # only what is whole is changed
    except BaseException:
        connection.close()
        raise
    return connection


def reopen(path: Path) -> sqlite3.Connection:
    """A store that is known to be whole. Raises sqlite3.Error, OSError."""
    return connect(path, "foreign_keys = ON", "secure_delete = ON")


def _check(connection: sqlite3.Connection) -> None:
    whole = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    if not whole or connection.execute("PRAGMA foreign_key_check").fetchall():
        raise CareError("care_corrupt", "integrity")


def make(path: Path) -> None:
    """A new, empty store, whole from the moment it has its name. Raises sqlite3.Error, OSError."""
    new = path.with_name(path.name + ".new")
    for end in ("", *SIDE_FILES):
        Path(f"{new}{end}").unlink(missing_ok=True)
    connection = reopen(new)
    try:
        _migrate(connection)
    finally:
        connection.close()
    new.rename(path)
    sync_folder(path.parent)


def put_aside(path: Path) -> Path | None:
    """Rename what lies there; where to. None: nothing lay there. Raises OSError."""
    if not exists(path):
        return None
    before = set(asides(path))
    set_aside(path)
    return next(iter(set(asides(path)) - before), None)


def asides(path: Path) -> list[Path]:
    """Stores that were set aside."""
    return sorted(path.parent.glob(f"{path.name}.aside-*"))


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise CareError("care_newer", str(version))
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for script in MIGRATIONS[version:]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")
