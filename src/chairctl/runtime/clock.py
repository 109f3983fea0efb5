"""The only clock. It goes on while the computer sleeps, so a suspended session does not last longer."""

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from chairctl.domain.time import Instant
from chairctl.safety.account import Stamp

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def now() -> Instant:
    """Nanoseconds since the host started, sleep included where the system can tell."""
    return time.clock_gettime_ns(_CLOCK)


def stamp() -> Stamp:
    """Now for the ledger: on the wall, since boot, and in which boot. Only the ledger sees the wall clock."""
    return Stamp(time.time_ns(), now(), _boot_id())


def wall() -> datetime:
    """Now on the wall, in the zone of this computer: for what people are told, never for a limit."""
    return datetime.now(UTC).astimezone()


def wall_ns() -> int:
    """Nanoseconds since 1970: only to refuse what is too old, never to allow anything longer."""
    return time.time_ns()


@cache
def _boot_id() -> str | None:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip() or None
    except (OSError, ValueError):
        return None


def counts_sleep() -> bool:
    """Whether `now` goes on while the computer sleeps."""
    return hasattr(time, "CLOCK_BOOTTIME")
