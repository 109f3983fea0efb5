"""A ledger that is gone at the end: for simulated devices only, on which no body can be hurt.

An import contract names who may use it: the demonstration, and the proof.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from chairctl.runtime import ledger_open
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths


@contextmanager
def throw_away_ledger() -> Iterator[Ledger]:
    """A real ledger in a folder of its own that owes nothing. Raises LedgerError, OSError."""
    with TemporaryDirectory(prefix="chairctl-ledger-") as folder:
        paths = LedgerPaths(Path(folder) / "ledger" / "ledger.sqlite", Path(folder) / "witness")
        ledger_open.create(paths)
        ledger = Ledger(paths)
        try:
            yield ledger
        finally:
            ledger.close()
