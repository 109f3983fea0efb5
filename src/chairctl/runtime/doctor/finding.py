"""One thing that was looked at, and what came of it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Something may be missing, but not for everybody."""
    PROBLEM = "problem"
    """Something that is there can't work like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is one of the texts' `doctor` under its area; each text of a note or problem has its remedy."""

    area: str
    level: Level
    code: str
    params: dict[str, str] = field(default_factory=dict)


def ok(area: str, code: str, **params: str) -> Finding:
    """All is well."""
    return Finding(area, Level.OK, code, params)


def note(area: str, code: str, **params: str) -> Finding:
    """Worth knowing."""
    return Finding(area, Level.NOTE, code, params)


def problem(area: str, code: str, **params: str) -> Finding:
    """To be mended."""
    return Finding(area, Level.PROBLEM, code, params)
