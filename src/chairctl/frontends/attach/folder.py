"""Where running hosts listen: one socket each, in a folder that only its owner may enter.

Standard library only and quick to import: `chairctl stop` starts here.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

LONGEST_PATH_BYTES = 100
"""Every system takes socket paths of this length (the smallest limit is 103)."""


class UnsafeFolderError(Exception):
    """The folder belongs to somebody else or others may enter it; the text is its path."""


def attach_folder(env: Mapping[str, str]) -> Path:
    """`chairctl` in XDG_RUNTIME_DIR, or in the system's folder for this user, or in the temporary one."""
    given = env.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(given):
        return Path(given) / "chairctl"
    system = Path(f"/run/user/{os.getuid()}")
    if system.is_dir():
        return system / "chairctl"
    import tempfile

    return Path(tempfile.gettempdir()) / f"chairctl-{os.getuid()}"


def make_safe(folder: Path) -> Path:
    """The folder, made if need be, with mode 0700. Raises UnsafeFolderError, OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not is_safe(folder):
            raise UnsafeFolderError(str(folder)) from None
    return folder


def is_safe(folder: Path) -> bool:
    """Whether this is a real folder of ours that nobody else may enter."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def socket_path(folder: Path, station: str) -> Path:
    """The socket of this process for a station; the name is cut where a path would be too long."""
    end = f"-{os.getpid()}.sock"
    room = LONGEST_PATH_BYTES - len(os.fsencode(folder)) - 1 - len(end)
    return folder / (station.replace("/", "_")[: max(1, room)] + end)


def sockets(folder: Path) -> list[Path]:
    """Every socket in the folder, stale ones too; nothing where the folder can't be trusted."""
    return sorted(folder.glob("*.sock")) if is_safe(folder) else []
