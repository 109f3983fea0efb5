"""The EM 70's messages for people: `chairctl decode` and `chairctl encode` (domain/evidence.py).

Both directions look the same: `info` is what was asked for, or in an answer what is now.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

from chairctl.domain.evidence import NOTHING, Reading, ReadOne
from chairctl.protocols.beurer_em70.frames import (
    LONGEST,
    MARK,
    SHORTEST,
    Command,
    Flaw,
    checksum,
    decode,
    encode,
)

_STATE = "state"
_STATE_FIELDS = (
    "connected",
    "program",
    "byte_5",
    "intensity",
    "minutes_left",
    "byte_8",
    "byte_9",
    "byte_10",
)
_SHORTEST_STATE = 5
_SUM_SIZE = 2

Byte = Annotated[int, range(256)]


def _frame(command: Command, info: Byte = 0) -> bytes:
    """A frame with one byte of info."""
    return encode(command, info)


def _state(
    connected: Annotated[int, range(2)] = 1,
    program: Byte = 9,
    byte_5: Byte = 1,
    intensity: Byte = 0,
    minutes_left: Byte = 30,
    byte_8: Byte = 0x3E,
    byte_9: Byte = 0,
    byte_10: Byte = 0,
) -> bytes:
    """The answer to `read_state`."""
    info = bytes((connected, program, byte_5, intensity, minutes_left, byte_8, byte_9, byte_10))
    covered = bytes((MARK, len(info) + 4, Command.READ_STATE)) + info
    return covered + checksum(covered)


MESSAGES: Mapping[str, Callable[..., bytes]] = {
    **{command.name.lower(): partial(_frame, command) for command in Command},
    _STATE: _state,
}


def reader() -> ReadOne:
    """Reads both directions; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The frame at the beginning of these bytes."""
    if rest[0] != MARK:
        return Reading(rest[:1], "", (), NOTHING)
    if len(rest) == 1:
        return None
    size = rest[1] + 1
    if not SHORTEST <= size <= LONGEST:
        return Reading(rest[:2], "", (), Flaw.LENGTH)
    if len(rest) < size:
        return None
    wire = rest[:size]
    frame = decode(wire)
    if isinstance(frame, Flaw):
        return Reading(wire, "", _what_is_wrong(frame, wire), frame)
    if frame.command is Command.READ_STATE and len(frame.info) >= _SHORTEST_STATE:
        more = (f"byte_{at + 3}" for at in range(len(_STATE_FIELDS), len(frame.info)))
        return Reading(wire, _STATE, tuple(zip((*_STATE_FIELDS, *more), frame.info, strict=False)))
    return Reading(wire, frame.command.name.lower(), (("info", int.from_bytes(frame.info, "big")),))


def _what_is_wrong(flaw: Flaw, wire: bytes) -> tuple[tuple[str, int | str], ...]:
    if flaw is Flaw.COMMAND:
        return (("command", wire[2]),)
    return (("checksum", wire[-_SUM_SIZE:].hex()), ("checksum_should_be", checksum(wire[:-_SUM_SIZE]).hex()))
