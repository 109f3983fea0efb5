"""Opening a file of SQLite so that what is committed is on the disk, whoever is killed when."""

import os
import sqlite3
from pathlib import Path


def connect(path: Path, *pragmas: str) -> sqlite3.Connection:
    """A connection that syncs every commit, to a file that nobody else may read; `pragmas` come first.

    Raises sqlite3.Error, OSError.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # what a person got is nobody else's business
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        for pragma in (
            *pragmas,
            "journal_mode = WAL",
            "synchronous = FULL",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
