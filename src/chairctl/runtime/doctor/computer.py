"""The computer itself: clocks, disk, and whether the warden may go before everybody else."""

import getpass
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from chairctl.runtime import clock
from chairctl.runtime.doctor.finding import Finding, note, ok, problem

FIRST_YEAR, LAST_YEAR = 2025, 2100
"""This version did not exist before, and computers without a clock begin in 1970."""
LEAST_BYTES = 100 * 1024 * 1024
"""One recording may have 64 MiB, and the ledger must never lack room."""
_REAL_TIME = "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))"


class FolderFacts(NamedTuple):
    """A folder, or the nearest one above it that is there."""

    writable: bool
    free_bytes: int


def read_year() -> int:
    """The year that the computer believes in."""
    return datetime.now(UTC).year


def check_clock(
    year: Callable[[], int] = read_year, counts_sleep: Callable[[], bool] = clock.counts_sleep
) -> list[Finding]:
    """The ledger needs the right time for its rests, a session one that goes on during sleep."""
    now = year()
    plausible = FIRST_YEAR <= now <= LAST_YEAR
    found = [ok("clock", "year", year=str(now)) if plausible else problem("clock", "wrong", year=str(now))]
    found.append(ok("clock", "sleep") if counts_sleep() else note("clock", "no_sleep"))
    return found


def read_folder(folder: Path) -> FolderFacts:
    """What can be had at `folder`."""
    here = next(one for one in (folder, *folder.parents) if one.exists())
    writable = here.is_dir() and os.access(here, os.W_OK | os.X_OK)
    return FolderFacts(writable, shutil.disk_usage(here).free)


def check_disk(
    folders: Mapping[str, Path], read: Callable[[Path], FolderFacts] = read_folder
) -> list[Finding]:
    """`folders` by their use: config, state, data, runtime."""
    found: list[Finding] = []
    for use, folder in folders.items():
        params = {"use": use, "path": str(folder)}
        facts = read(folder)
        if not facts.writable:
            found.append(problem("disk", "unwritable", **params))
        elif facts.free_bytes < LEAST_BYTES and use != "config":
            megabytes = str(facts.free_bytes // 1_000_000)
            found.append(
                problem("disk", "full", free=megabytes, least=str(LEAST_BYTES // 1_000_000), **params)
            )
        else:
            found.append(ok("disk", "fine", **params))
    return found


def may_go_first() -> bool:
    """Whether a process of this user gets real-time priority: one is started and tries."""
    command = [sys.executable, "-I", "-S", "-c", _REAL_TIME]
    done = subprocess.run(  # noqa: S603  # our own interpreter
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def check_priority(may: Callable[[], bool] = may_go_first) -> list[Finding]:
    """The warden asks for real-time priority, so that a busy computer does not hold it up."""
    if may():
        return [ok("warden", "first")]
    return [note("warden", "ordinary", user=_user())]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
