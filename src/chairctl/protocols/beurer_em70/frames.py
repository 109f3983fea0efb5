"""The words of the EM 70: `5A, length, command, info…, sum`, the same both ways.

The length counts all bytes but the first; the sum is that of all bytes before it, 16 bits, high byte
first. An answer bears the number of the command that it answers. Decoding never raises: what is no frame
comes back as a `Flaw`.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Command(IntEnum):
    """What a frame says."""

    INTENSITY_UP = 1
    INTENSITY_DOWN = 2
    SET_INTENSITY = 3
    SELECT_PROGRAM = 4
    LOCK = 5
    PAUSE = 6
    READ_STATE = 7
    READ_VERSION = 8
    INTENSITY_CHANGED = 11
    TREATMENT_ENDED = 12
    SHUT_DOWN = 13
    OVERLOAD = 14
    LOW_BATTERY = 15


UNASKED = frozenset(
    {Command.INTENSITY_CHANGED, Command.TREATMENT_ENDED, Command.OVERLOAD, Command.LOW_BATTERY}
)
"""What the device says by itself."""


class Flaw(StrEnum):
    """Why bytes are no frame, or a frame nothing that the device may say."""

    HEADER = "header"
    LENGTH = "length"
    CHECKSUM = "checksum"
    COMMAND = "command"


MARK = 0x5A
SHORTEST, LONGEST = 5, 20
"""Sizes of a whole frame in bytes. None longer than 13 was seen; 20 is what a notification holds."""
GREATEST_INTENSITY = 50
"""What the display can show; steps without a unit."""

_HEAD_SIZE, _SUM_SIZE = 3, 2


class Frame(NamedTuple):
    """A frame whose length and sum are right."""

    command: Command
    info: bytes


def checksum(covered: bytes) -> bytes:
    """The sum of these bytes as it stands in a frame."""
    return (sum(covered) & 0xFFFF).to_bytes(_SUM_SIZE, "big")


def encode(command: Command, info: int = 0) -> bytes:
    """A frame to the device, with one byte of info."""
    covered = bytes((MARK, SHORTEST, command, info))
    return covered + checksum(covered)


def decode(frame: bytes) -> Frame | Flaw:
    """The frame that exactly these bytes are."""
    if frame[:1] != bytes((MARK,)):
        return Flaw.HEADER
    if not SHORTEST <= len(frame) <= LONGEST or len(frame) != frame[1] + 1:
        return Flaw.LENGTH
    covered = frame[:-_SUM_SIZE]
    if checksum(covered) != frame[-_SUM_SIZE:]:
        return Flaw.CHECKSUM
    try:
        command = Command(frame[2])
    except ValueError:
        return Flaw.COMMAND
    return Frame(command, covered[_HEAD_SIZE:])


READ_STATE = encode(Command.READ_STATE)
STOP = encode(Command.SET_INTENSITY, 0)
UP = encode(Command.INTENSITY_UP)


class State(NamedTuple):
    """The part of the state that can be relied on; the other bytes are not understood."""

    connected: bool
    """Whether electrodes touch; False also for what the device calls overload."""
    program: int
    intensity: int
    """A step of the display, 0 to 50. The only field that is certain."""
    minutes_left: int


_STATE_LEAST = 5


def decode_state(info: bytes) -> State | Flaw:
    """The info of an answer to `READ_STATE`."""
    if len(info) < _STATE_LEAST:
        return Flaw.LENGTH
    return State(info[0] != 0, info[1], info[3], info[4])
