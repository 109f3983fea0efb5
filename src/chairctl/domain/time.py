"""Time as a number: integer nanoseconds, always an argument, never read here.

An `Instant` counts from the start of the host (CLOCK_BOOTTIME, so it goes on while the computer
sleeps); only differences mean anything. A `Duration` is a difference.
"""

from typing import TypeAlias

Instant: TypeAlias = int
Duration: TypeAlias = int

MICROSECOND: Duration = 1_000
MILLISECOND: Duration = 1_000_000
SECOND: Duration = 1_000_000_000
MINUTE: Duration = 60 * SECOND
