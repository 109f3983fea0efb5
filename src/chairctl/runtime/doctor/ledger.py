"""The ledger of sessions: is it there, and would it open without a rest being due? Looks at a copy only."""

import fcntl
import os
import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from chairctl.runtime import ledger_files, ledger_open, ledger_table
from chairctl.runtime.doctor.finding import Finding, note, ok, problem
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths

AREA = "ledger"


def check_ledger(paths: LedgerPaths) -> list[Finding]:
    """What the next session would find."""
    if not ledger_files.exists(paths.ledger) and not os.path.lexists(paths.witness):
        return [note(AREA, "none")]
    if _is_locked(paths.lock):
        return [note(AREA, "busy")]
    try:
        cause = cause_of(paths)
    except LedgerError as error:
        return [problem(AREA, "unusable", trouble=error.reason.code, detail=error.reason.detail)]
    except (OSError, sqlite3.Error) as error:
        return [problem(AREA, "unusable", trouble="ledger_unwritable", detail=str(error))]
    return [problem(AREA, "rest", cause=cause)] if cause else [ok(AREA, "sound", path=str(paths.ledger))]


def cause_of(paths: LedgerPaths) -> str:
    """Why a whole rest would be due (empty: it would not), by opening a copy as a session opens the ledger.

    Raises LedgerError, sqlite3.Error, OSError.
    """
    with TemporaryDirectory(prefix="chairctl-doctor-") as folder:
        copy = LedgerPaths(Path(folder) / "ledger" / paths.ledger.name, Path(folder) / paths.witness.name)
        copy.ledger.parent.mkdir()
        copied(paths.ledger, copy.ledger)
        copied(paths.witness, copy.witness)
        opened = ledger_open.open_or_mend(copy)
        opened.connection.close()
        return opened.cause


def copied(source: Path, target: Path) -> None:
    """Copy a file, if it is there, and what SQLite keeps beside it. Raises LedgerError, OSError."""
    for end in ("", *ledger_files.SIDE_FILES):
        path = Path(f"{source}{end}")
        if path.exists():
            if path.stat().st_size > ledger_table.MOST_BYTES:
                raise LedgerError("ledger_corrupt", "size")
            shutil.copyfile(path, f"{target}{end}")


def _is_locked(lock: Path) -> bool:
    """Whether a process uses the ledger now."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
