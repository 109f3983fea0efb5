"""The tables of the ledger in SQLite: schema, migration, the digest over every row, opening and checking.

Each commit raises the serial and carries a digest over all rows, so that a flipped byte shows even
where SQLite itself finds nothing wrong.
"""

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from chairctl.runtime import database
from chairctl.runtime.ledger_files import LedgerError

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE head (ledger TEXT NOT NULL, serial INTEGER NOT NULL, digest INTEGER NOT NULL);
    CREATE TABLE run (
        run INTEGER NOT NULL, device TEXT NOT NULL, session INTEGER NOT NULL, person TEXT NOT NULL,
        wall INTEGER NOT NULL, boot INTEGER NOT NULL, boot_id TEXT, closed INTEGER NOT NULL,
        energised INTEGER NOT NULL, cem43 INTEGER NOT NULL, charge INTEGER NOT NULL, parts TEXT NOT NULL,
        PRIMARY KEY (run, device));
    CREATE INDEX run_device ON run (device, run);
    CREATE INDEX run_person ON run (person, run);
    CREATE TABLE imposed (
        number INTEGER PRIMARY KEY, cause TEXT NOT NULL,
        wall INTEGER NOT NULL, boot INTEGER NOT NULL, boot_id TEXT);
    CREATE TABLE day (
        day INTEGER NOT NULL, device TEXT NOT NULL, runs INTEGER NOT NULL,
        energised INTEGER NOT NULL, cem43 INTEGER NOT NULL, charge INTEGER NOT NULL,
        PRIMARY KEY (day, device));
    """,
)
"""What turns a ledger of version n (PRAGMA user_version) into one of version n + 1."""

KEYS = {"run": ("run", "device"), "imposed": ("number",), "day": ("day", "device")}
"""The tables that the digest covers, and their keys."""

MOST_BYTES = 64 * 1024 * 1024
"""A larger file is none of ours; so the check at opening ends in bounded time."""

BROKEN = (
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_READONLY",
    "SQLITE_ERROR",
)
BROKEN_READS = ("SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")

MAGIC = b"SQLite format 3\0"

Row = tuple[Any, ...]


def trouble(error: sqlite3.Error) -> LedgerError:
    """An error of SQLite in the ledger's words."""
    name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerError("ledger_busy", name)
    if name == "SQLITE_FULL":
        return LedgerError("ledger_disk_full", name)
    if name.startswith(BROKEN) or name in BROKEN_READS:
        return LedgerError("ledger_corrupt", name)
    return LedgerError("ledger_unwritable", name)


def look_at(path: Path) -> None:
    """Refuse what can't be a ledger before SQLite touches it. Raises LedgerError, OSError."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise LedgerError("ledger_corrupt", "header")
    if path.stat().st_size > MOST_BYTES:
        raise LedgerError("ledger_corrupt", "size")


def connect(path: Path) -> sqlite3.Connection:
    """A connection that nobody shares. Raises sqlite3.Error, OSError."""
    return database.connect(path, "locking_mode = EXCLUSIVE")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, in one commit. Raises LedgerError, sqlite3.Error."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise LedgerError("ledger_corrupt", f"version {version}")
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    for script in MIGRATIONS[version:]:
        for statement in script.split(";"):
            connection.execute(statement)
    rows = digest_of_rows(connection)
    for ledger, serial in connection.execute("SELECT ledger, serial FROM head").fetchall():
        connection.execute("UPDATE head SET digest = ?", (rows ^ sealed("head", (ledger, serial)),))
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")


def check(connection: sqlite3.Connection) -> tuple[str, int, int]:
    """Ledger, serial and digest of the rows, of a ledger without fault. Raises LedgerError, sqlite3.Error."""
    if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        raise LedgerError("ledger_corrupt", "integrity")
    heads = connection.execute("SELECT ledger, serial, digest FROM head").fetchall()
    rows = digest_of_rows(connection)
    if len(heads) != 1 or heads[0][2] != rows ^ sealed("head", heads[0][:2]):
        raise LedgerError("ledger_corrupt", "digest")
    return heads[0][0], heads[0][1], rows


def digest_of_rows(connection: sqlite3.Connection) -> int:
    """The digest of everything but the head. Raises sqlite3.Error."""
    digest = 0
    for table in KEYS:
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608, the names are constants
            digest ^= sealed(table, row)
    return digest


def sealed(table: str, row: Row) -> int:
    """A number that hardly any other row has; the digest is the exclusive or of all."""
    return int.from_bytes(blake2b(repr((table, *row)).encode(), digest_size=8).digest()) >> 1


def replace(connection: sqlite3.Connection, table: str, row: Row) -> int:
    """Write a row in place of the one with its key; how that changes the digest."""
    change = remove(connection, table, row[: len(KEYS[table])])
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608
    return change ^ sealed(table, row)


def remove(connection: sqlite3.Connection, table: str, key: Iterable[Any]) -> int:
    """Delete the row with this key, if there is one; how that changes the digest."""
    where = " AND ".join(f"{name} = ?" for name in KEYS[table])
    key = tuple(key)
    change = 0
    for row in connection.execute(f"SELECT * FROM {table} WHERE {where}", key):  # noqa: S608
        change ^= sealed(table, row)
    connection.execute(f"DELETE FROM {table} WHERE {where}", key)  # noqa: S608
    return change
