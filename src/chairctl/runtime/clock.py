"""The only clock. It goes on while the computer sleeps, so a suspended session does not last longer."""

import time

from chairctl.domain.time import Instant

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now() -> Instant:
    """Nanoseconds since the host started, sleep included where the system can tell."""
    return time.clock_gettime_ns(_CLOCK)
