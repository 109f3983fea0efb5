"""How the daemon's log looks; apart from the log, for the command line that only names it."""

from enum import StrEnum


class LogForm(StrEnum):
    """How lines look."""

    AUTO = "auto"  # the journal's where it listens, else for people
    JOURNAL = "journal"
    HUMAN = "human"
    JSON = "json"
