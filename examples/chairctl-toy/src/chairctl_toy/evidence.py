"""The cushion's messages for people: `chairctl decode toy` and `chairctl encode toy`.

The contract is in `chairctl.domain.evidence`.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

from chairctl.domain.evidence import NOTHING, Reading, ReadOne
from chairctl_toy.frames import (
    LAPSED,
    MARK,
    SIZE,
    VERSION,
    Flaw,
    Kind,
    check,
    decode,
    encode,
)

Byte = Annotated[int, range(256)]


def _who(value: Byte = 0) -> bytes:
    return encode(Kind.WHO, value)


def _set(step: Byte = 0) -> bytes:
    return encode(Kind.SET, step)


def _hello(version: Byte = VERSION) -> bytes:
    return encode(Kind.HELLO, version)


def _state(step: Annotated[int, range(LAPSED)] = 0, lapsed: Annotated[int, range(2)] = 0) -> bytes:
    return encode(Kind.STATE, step | lapsed * LAPSED)


MESSAGES: Mapping[str, Callable[..., bytes]] = {"who": _who, "set": _set, "hello": _hello, "state": _state}


def reader() -> ReadOne:
    """Reads both directions; nothing has to be remembered."""
    return _read_one


def _read_one(rest: bytes) -> Reading | None:
    """The frame at the beginning of these bytes."""
    if rest[0] != MARK:
        return Reading(rest[:1], "", (), NOTHING)
    if len(rest) < SIZE:
        return None
    wire = rest[:SIZE]
    match decode(wire):
        case Flaw.CHECKSUM:
            found = (("checksum", f"{wire[-1]:02x}"), ("checksum_should_be", f"{check(wire[:-1]):02x}"))
            return Reading(wire, "", found, Flaw.CHECKSUM)
        case Flaw() as flaw:
            return Reading(wire, "", (("kind", wire[1]),), flaw)
        case (Kind.WHO, value):
            return Reading(wire, "who", (("value", value),))
        case (Kind.SET, step):
            return Reading(wire, "set", (("step", step),))
        case (Kind.HELLO, version):
            return Reading(wire, "hello", (("version", version),))
        case (_, value):
            return Reading(wire, "state", (("step", value & ~LAPSED), ("lapsed", value // LAPSED)))
