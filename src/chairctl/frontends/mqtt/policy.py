"""What a remote may do to a chair, stop aside."""

from enum import StrEnum


class Policy(StrEnum):
    """From the least to the most."""

    STOP_ONLY = "stop_only"
    ADJUST = "adjust"  # change a session that runs
    FULL = "full"  # ask for a session as well; a person at the chair confirms
