"""The files of the ledger: where they lie, the lock, the witness, and setting a broken ledger aside."""

import contextlib
import errno
import fcntl
import os
import zlib
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_data_path, user_state_path

from chairctl.domain.safety import Reason

SIDE_FILES = ("-wal", "-shm", "-journal")


class LedgerError(Exception):
    """The ledger can't be used; `reason` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.reason = Reason(code, detail=detail)


class LedgerPaths(NamedTuple):
    """The ledger itself, and the witness, which lies in another folder."""

    ledger: Path
    witness: Path

    @property
    def lock(self) -> Path:
        """Held by the one process that uses the ledger."""
        return self.ledger.with_name(self.ledger.name + ".lock")


class Witness(NamedTuple):
    """Which ledger was last written, and how often it had been: an older copy of it shows."""

    ledger: str
    serial: int


def default_paths() -> LedgerPaths:
    """The ledger of this user."""
    return LedgerPaths(
        user_state_path("chairctl") / "ledger" / "ledger.sqlite",
        user_data_path("chairctl") / "ledger.witness",
    )


def trouble(error: OSError) -> LedgerError:
    """An error of the file system in the ledger's words."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return LedgerError("ledger_disk_full" if full else "ledger_unwritable", error.strerror or "")


def take_lock(paths: LedgerPaths) -> int:
    """Make the folders and take the lock; the descriptor that holds it. Raises LedgerError."""
    try:
        for folder in (paths.ledger.parent, paths.witness.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(paths.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise trouble(error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise LedgerError("ledger_busy") from error
    return descriptor


def read_witness(path: Path) -> Witness | None:
    """What the witness says; None: there is none. Raises ValueError where it is damaged."""
    try:
        words = path.read_bytes()[:200].split()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(str(error)) from error
    if len(words) != 3 or words[2] != _check(words[0], words[1]):
        raise ValueError("damaged")
    return Witness(words[0].decode(), int(words[1]))


def write_witness(path: Path, witness: Witness) -> None:
    """Replace the witness, durably. Raises OSError."""
    ledger, serial = witness.ledger.encode(), str(witness.serial).encode()
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    text = b" ".join((ledger, serial, _check(ledger, serial))) + b"\n"
    try:
        if os.write(descriptor, text) != len(text):
            raise OSError(errno.ENOSPC, "short write")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new and renamed files of a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exists(path: Path) -> bool:
    """Whether the ledger or anything that SQLite keeps beside it is there."""
    return any(os.path.lexists(f"{path}{end}") for end in ("", *SIDE_FILES))


def set_aside(path: Path) -> None:
    """Rename a broken ledger and what belongs to it; nothing is ever overwritten. Raises OSError."""
    number = 1
    while exists(path.with_name(f"{path.name}.aside-{number}")):
        number += 1
    for end in (*SIDE_FILES, ""):
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{end}", path.with_name(f"{path.name}.aside-{number}{end}"))
    sync_folder(path.parent)


def _check(ledger: bytes, serial: bytes) -> bytes:
    return f"{zlib.crc32(ledger + b' ' + serial):08x}".encode()
