"""Copies of databases to look at: looking must not change what is looked at, nor wait for who uses it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chairctl.runtime.doctor.ledger import copied


@contextmanager
def copy_of(path: Path) -> Iterator[Path]:
    """A copy that is gone afterwards. Raises LedgerError where the file is too large, OSError."""
    with TemporaryDirectory(prefix="chairctl-support-") as folder:
        copy = Path(folder) / path.name
        copied(path, copy)
        yield copy


def ask(path: Path, question: str) -> list[Any]:
    """The first column of the answer of a copy. Raises LedgerError, OSError, sqlite3.Error."""
    with copy_of(path) as copy, closing(sqlite3.connect(copy)) as connection:
        return [row[0] for row in connection.execute(question)]
