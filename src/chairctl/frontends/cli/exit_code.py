"""What the exit codes of `chairctl` mean; docs/cli.md says it to people."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended. A signal ends it with 128 + its number."""

    FINISHED = 0
    UNEXPECTED = 1
    USAGE = 2
    """The command line or a file is wrong."""
    NO_DEVICE = 3
    """No device, its line can't be opened, or nothing runs."""
    REFUSED = 4
    TRIPPED = 5
    DIFFERENT = 6
    """A replay gave other packets than were recorded."""
    ENDED_EARLY = 7
    """Stopped from elsewhere, or by the longest time allowed."""
    PROBLEM = 8
    """The doctor has found something to be mended."""
