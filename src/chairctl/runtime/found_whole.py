"""Files that this process has found whole and left: what nobody has touched since is not searched again.

A store is opened for every question, and to read every row of a busy year takes a third of a second.
"""

import os
from pathlib import Path
from typing import NamedTuple

from chairctl.runtime import clock

SETTLED_NS = 100_000_000
"""A change this young may share its time stamp with the next one."""


class _Look(NamedTuple):
    inode: int
    size: int
    changed_ns: int


_LEFT: dict[Path, _Look] = {}


def remember(path: Path) -> None:
    """A file that is whole is left now."""
    look = _look(path)
    if look and look.changed_ns + SETTLED_NS < clock.wall_ns():
        _LEFT[path] = look
    else:
        forget(path)


def forget(path: Path) -> None:
    """Nothing is known of it any more."""
    _LEFT.pop(path, None)


def is_as_left(path: Path) -> bool:
    """Whether it is still the file that this process has found whole, with nothing waiting beside it."""
    look = _look(path)
    return look is not None and _LEFT.get(path) == look


def _look(path: Path) -> _Look | None:
    """None: it is not there, or its log has something that is not in it yet."""
    try:
        found = path.stat()
    except OSError:
        return None
    log = Path(f"{path}-wal")
    if os.path.lexists(log) and log.stat().st_size:
        return None
    return _Look(found.st_ino, found.st_size, found.st_ctime_ns)
