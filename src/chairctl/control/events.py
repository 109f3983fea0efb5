"""Everything that can happen to a station."""

from dataclasses import dataclass
from typing import TypeAlias

from chairctl.domain.commands import Command
from chairctl.domain.safety import WardenWord
from chairctl.safety.grant import Answer


@dataclass(frozen=True, slots=True)
class LineUp:
    """The line to a device has been opened."""

    device: str


@dataclass(frozen=True, slots=True)
class LineDown:
    """The line to a device is gone."""

    device: str
    reason: str


@dataclass(slots=True)
class Received:
    """Bytes came from a device."""

    device: str
    data: bytes


@dataclass(frozen=True, slots=True)
class WardenSaid:
    """News of the warden on the line to a device."""

    device: str
    word: WardenWord


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for something."""

    command: Command


@dataclass(frozen=True, slots=True)
class Tick:
    """A deadline has come."""


@dataclass(frozen=True, slots=True)
class LedgerAnswered:
    """What the ledger says to the last request."""

    answer: Answer


Event: TypeAlias = LineUp | LineDown | Received | WardenSaid | Asked | Tick | LedgerAnswered
