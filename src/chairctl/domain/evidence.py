"""What a person is shown of bytes from a wire, and what a family offers for it.

A family's module `evidence.py` has two names:

`reader()`  makes a function that reads the message at the beginning of bytes: a `Reading` with just
            its bytes, or with its flaw; None if its end has not come. One byte that begins nothing is a
            flaw, `header`. What it learns from one direction of a line it may use for the other.
`MESSAGES`  every message that goes either way, by name: a function whose keyword parameters are its fields
            and whose result are its bytes

Each parameter has a default and is annotated with its type (int, str, bytes) and with what it may be, a
container: `level: Annotated[int, range(51)] = 0`, `variant: Annotated[str, ("base", "sino")] = "base"`. For
bytes the container holds lengths. Neither sends anything.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

FieldValue = int | str


class Reading(NamedTuple):
    """One message of a wire, or bytes that are none."""

    data: bytes
    """As they stood on the wire."""
    message: str
    """Its name, one of `MESSAGES`; empty: these bytes are none."""
    fields: tuple[tuple[str, FieldValue], ...] = ()
    """Units are in the names. Bytes that nobody understands are fields as well, `byte_9`."""
    flaw: str = ""
    """Why the bytes are no message, as a code of the texts (`flaw.…`)."""


ReadOne = Callable[[bytes], Reading | None]

INCOMPLETE = "incomplete"
NOTHING = "header"
"""Flaws: a message whose end is missing; a byte that begins none."""
LONGEST = 4_096
"""No message of any family is longer (bytes)."""


class Evidence(Protocol):
    """The module `evidence.py` of a family."""

    MESSAGES: Mapping[str, Callable[..., bytes]]

    def reader(self) -> ReadOne:
        """Makes a function that reads messages."""


class Reader:
    """Reads one direction of a line, piece by piece, in step again with the next good message."""

    def __init__(self, read_one: ReadOne) -> None:
        self._read_one = read_one
        self._kept = b""

    def decode(self, data: bytes) -> list[Reading]:
        """What ends in these bytes; what begins in them is kept."""
        rest, at, found, nothing = self._kept + data, 0, list[Reading](), 0
        while at < len(rest):
            reading = self._read_one(rest[at : at + LONGEST])
            if reading is None and len(rest) - at < LONGEST:
                break
            if reading is None or not reading.data or reading.flaw == NOTHING:
                nothing, at = nothing + 1, at + 1
                continue
            if reading.flaw:
                reading = self._cut(reading)
            found += _waste(rest[at - nothing : at])
            found.append(reading)
            nothing, at = 0, at + len(reading.data)
        found += _waste(rest[at - nothing : at])
        self._kept = rest[at:]
        return found

    def end(self) -> list[Reading]:
        """What has begun and will not end any more."""
        kept, self._kept = self._kept, b""
        return [Reading(kept, "", (), INCOMPLETE)] if kept else []

    def _cut(self, reading: Reading) -> Reading:
        """A flawed message without the good one that begins inside of it."""
        for at in range(1, len(reading.data)):
            inner = self._read_one(reading.data[at:])
            if inner and not inner.flaw:
                return reading._replace(data=reading.data[:at])
        return reading


def _waste(data: bytes) -> list[Reading]:
    return [Reading(data, "", (), NOTHING)] if data else []
