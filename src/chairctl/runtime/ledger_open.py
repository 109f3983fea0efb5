"""Opening the ledger: is it there, whole, ours and the newest? If not, what becomes of it."""

import os
import sqlite3
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from chairctl.runtime import ledger_files, ledger_table
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths, Witness


class Opened(NamedTuple):
    """A ledger that can be written, and why a whole rest is due (empty: nothing was wrong)."""

    connection: sqlite3.Connection
    ledger: str
    serial: int
    rows: int
    """Digest of the rows."""
    cause: str


def open_or_mend(paths: LedgerPaths) -> Opened:
    """The ledger, or a new one in its place. Raises LedgerError, sqlite3.Error, OSError."""
    witness, cause = None, ""
    try:
        witness = ledger_files.read_witness(paths.witness)
        cause = "" if witness else "new"
    except ValueError:
        cause = "witness"
    if not os.path.lexists(paths.ledger):
        cause = cause if cause == "new" else "missing"
    else:
        try:
            found = _open_whole(paths.ledger)
        except LedgerError as error:
            if error.reason.code != "ledger_corrupt":
                raise
            cause = "corrupt"
        else:
            if witness is None:  # what it says still counts; only how new it is nobody knows
                return found._replace(cause="witness")
            if witness.ledger == found.ledger:
                is_older = found.serial < witness.serial
                serial = max(found.serial, witness.serial)
                return found._replace(serial=serial, cause="rolled_back" if is_older else "")
            found.connection.close()
            cause = "foreign"
    if ledger_files.exists(paths.ledger):
        ledger_files.set_aside(paths.ledger)
    make(paths.ledger)
    return _open_whole(paths.ledger)._replace(cause=cause)


def create(paths: LedgerPaths) -> None:
    """Begin a ledger that owes no rest: the deliberate first act on a machine that never had one.

    A ledger that only says that it is new is begun again. Raises LedgerError, with `ledger_exists` where
    any other ledger, a witness or one set aside is found.
    """
    lock = ledger_files.take_lock(paths)
    try:
        traces = paths.ledger.parent.glob(f"{paths.ledger.name}.aside-*")
        anything = ledger_files.exists(paths.ledger) or os.path.lexists(paths.witness)
        if any(traces) or (anything and not _is_unused(paths)):
            raise LedgerError("ledger_exists")
        for end in ("", *ledger_files.SIDE_FILES):
            Path(f"{paths.ledger}{end}").unlink(missing_ok=True)
        make(paths.ledger)
        opened = _open_whole(paths.ledger)
        opened.connection.close()
        ledger_files.write_witness(paths.witness, Witness(opened.ledger, opened.serial))
    except OSError as error:
        raise ledger_files.trouble(error) from error
    except sqlite3.Error as error:
        raise ledger_table.trouble(error) from error
    finally:
        os.close(lock)


def _is_unused(paths: LedgerPaths) -> bool:
    """Whether all that a ledger says is that it was new when a session was asked for."""
    try:
        witness = ledger_files.read_witness(paths.witness)
        opened = _open_whole(paths.ledger)
    except (ValueError, LedgerError):
        return False
    try:
        (said,) = opened.connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM run UNION ALL SELECT 1 FROM day"
            " UNION ALL SELECT 1 FROM imposed WHERE cause <> 'new')"
        ).fetchone()
    finally:
        opened.connection.close()
    return witness == Witness(opened.ledger, opened.serial) and said == 0


def make(path: Path) -> None:
    """A new, empty ledger, whole from the moment it has its name. Raises sqlite3.Error, OSError."""
    new = path.with_name(path.name + ".new")
    for end in ("", *ledger_files.SIDE_FILES):
        Path(f"{new}{end}").unlink(missing_ok=True)
    connection = ledger_table.connect(new)
    try:
        ledger_table.migrate(connection)
        head = (uuid4().hex, 0)
        connection.execute("INSERT INTO head VALUES (?, ?, ?)", (*head, ledger_table.sealed("head", head)))
    finally:
        connection.close()
    new.rename(path)
    ledger_files.sync_folder(path.parent)


def _open_whole(path: Path) -> Opened:
    """Open a ledger that nothing is wrong with. Raises LedgerError."""
    connection = None
    try:
        ledger_table.look_at(path)
        connection = ledger_table.connect(path)
        ledger_table.migrate(connection)
        opened = Opened(connection, *ledger_table.check(connection), cause="")
    except sqlite3.Error as error:
        _close(connection)
        raise ledger_table.trouble(error) from error
    except (IsADirectoryError, PermissionError, FileNotFoundError) as error:
        _close(connection)
        raise LedgerError("ledger_corrupt", error.strerror or "") from error
    except OSError as error:
        _close(connection)
        raise ledger_files.trouble(error) from error
    except (LedgerError, ValueError, TypeError, OverflowError) as error:
        _close(connection)
        raise (
            error if isinstance(error, LedgerError) else LedgerError("ledger_corrupt", str(error))
        ) from error
    return opened


def _close(connection: sqlite3.Connection | None) -> None:
    if connection:
        connection.close()
