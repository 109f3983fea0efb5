"""The words of the toy cushion: `A5, kind, value, check`, the same both ways.

All four bytes add up to 0 (8 bits). Decoding never raises: what is no frame comes back as a `Flaw`.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a frame says."""

    WHO = 0x01
    """To the cushion: who are you? The value is 0."""
    SET = 0x02
    """To the cushion: vibrate at this step, for 300 ms. Step 0 stops it, and ends a lapse."""
    HELLO = 0x81
    """Answer to WHO; the value is the version of this protocol."""
    STATE = 0x82
    """Answer to SET; the value is the step at work, with `LAPSED` added if it has to be stopped first."""


class Flaw(StrEnum):
    """Why bytes are no frame."""

    HEADER = "header"
    CHECKSUM = "checksum"
    KIND = "kind"


MARK = 0xA5
SIZE = 4
VERSION = 1
GREATEST_STEP = 5
LAPSED = 0x80
"""In the value of STATE: the lease has ended, or the cushion was switched on; it obeys no step but 0."""


class Frame(NamedTuple):
    """A frame whose sum is right."""

    kind: Kind
    value: int


def check(covered: bytes) -> int:
    """The byte that makes the sum of these and itself 0."""
    return -sum(covered) & 0xFF


def encode(kind: Kind, value: int = 0) -> bytes:
    """The frame that says so."""
    covered = bytes((MARK, kind, value))
    return covered + bytes((check(covered),))


def decode(frame: bytes) -> Frame | Flaw:
    """The frame that exactly these four bytes are."""
    if frame[0] != MARK:
        return Flaw.HEADER
    if sum(frame) & 0xFF:
        return Flaw.CHECKSUM
    try:
        return Frame(Kind(frame[1]), frame[2])
    except ValueError:
        return Flaw.KIND


WHO = encode(Kind.WHO)
STOP = encode(Kind.SET, 0)
STOPPED = encode(Kind.STATE, 0)
"""What the cushion answers to STOP."""
