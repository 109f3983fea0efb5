"""The words of the judge: states, reasons, trips, cuts and receipts. Codes only; texts are elsewhere."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from chairctl.domain.time import Instant


class SafetyState(StrEnum):
    """Where a station stands; the table of transitions is in `safety/states.py`."""

    SAFE = "safe"  # outputs are zero; a person has to arm
    READY = "ready"  # armed, outputs are zero
    ENERGISED = "energised"
    TRIPPED = "tripped"  # outputs are zero; a person has to read why and acknowledge


class WardenWord(StrEnum):
    """What is known of the warden on a line."""

    NONE = "none"  # this line can't have one
    READY = "ready"
    FIRED = "fired"
    ZERO = "zero"  # it has fired, and the device has read back zero
    CUT_POWER = "cut_power"  # it has fired, and the device does not stop
    GONE = "gone"


class Priority(StrEnum):
    """Urgency of an alarm (words and colours as in IEC 60601-1-8)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(NamedTuple):
    """Why something was limited, refused or ended: a code of the text catalogue and its figures."""

    code: str
    channel: str = ""
    actual: int = 0
    limit: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """A latched stop."""

    reason: Reason
    hazard: str
    """Hazard id in SAFETY.md, for example H22."""
    priority: Priority
    at: Instant
    cuts_power: bool = False
    """Software does not reach what is wrong: power has to be cut, if something is fitted that can."""


class Cut(NamedTuple):
    """An output that the kernel lowered: by which rule, from what, to what."""

    rule: str
    channel: str
    wanted: int
    permitted: int


class Outcome(StrEnum):
    """What became of a command."""

    ACCEPTED = "accepted"
    LIMITED = "limited"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command; refusals are values, not exceptions."""

    command_id: str
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
