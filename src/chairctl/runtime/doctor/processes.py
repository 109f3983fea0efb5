"""Which processes run and which files they hold, from /proc; nothing where there is no such folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")


class Process(NamedTuple):
    """A running process."""

    pid: int
    name: str


def running(proc: Path = PROC) -> Iterator[Process]:
    """Every process that this user may see."""
    for folder in proc.glob("[0-9]*"):
        try:
            yield Process(int(folder.name), (folder / "comm").read_text(errors="replace").strip())
        except (OSError, ValueError):
            continue  # it has just ended


def holders(path: str, proc: Path = PROC) -> list[Process]:
    """Other processes of this user that have a file open; those of other users hide it."""
    here = os.path.realpath(path)
    found = []
    for process in running(proc):
        if process.pid == os.getpid():
            continue
        try:
            held = {os.readlink(entry) for entry in (proc / str(process.pid) / "fd").iterdir()}
        except OSError:
            continue
        if here in held:
            found.append(process)
    return found
