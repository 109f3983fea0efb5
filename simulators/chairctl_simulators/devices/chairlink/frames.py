"""Frames of chairlink version 1: COBS, CRC-32 and the header (section 1 of the document)."""

from binascii import crc32
from dataclasses import dataclass
from struct import Struct
from typing import Final

from cobs import cobs

VERSION: Final = 1
HELLO, ARM, OUTPUT, STOP = 0x01, 0x02, 0x03, 0x04
IDENTITY, TELEMETRY, REFUSED = 0x81, 0x82, 0x83

HEADER: Final = "<BBII"
"""Version, kind, sequence, epoch."""

_HEADER: Final = Struct(HEADER)
_CRC: Final = Struct("<I")
_RIGHT: Final = crc32(_CRC.pack(crc32(b"")))
"""What the CRC-32 of anything with its own CRC-32 behind it comes to."""
_HEADER_SIZE: Final = _HEADER.size
_CRC_SIZE: Final = _CRC.size
_MIN_BODY: Final = _HEADER_SIZE + _CRC_SIZE
_MAX_BODY: Final = 250
_MAX_WIRE: Final = 252


@dataclass(slots=True)
class Frame:
    """One frame whose CRC was right; a named tuple takes three times as long to make."""

    version: int
    kind: int
    sequence: int
    epoch: int
    payload: bytes


def encode(kind: int, sequence: int, epoch: int, payload: bytes = b"", version: int = VERSION) -> bytes:
    """The frame as it stands on the wire, closing 0 included."""
    return seal(_HEADER.pack(version, kind, sequence, epoch) + payload)


def seal(body: bytes) -> bytes:
    """A frame's header and payload as they stand on the wire: with CRC, stuffed, and closed with a 0."""
    stuffed: bytes = cobs.encode(body + _CRC.pack(crc32(body)))
    return stuffed + b"\0"


def decode(stuffed: bytes) -> Frame | None:
    """The frame between two zeros of the wire; None if COBS, size or CRC are wrong."""
    try:
        body: bytes = cobs.decode(stuffed)
    except cobs.DecodeError:
        return None
    if not _MIN_BODY <= len(body) <= _MAX_BODY:
        return None
    if crc32(body) != _RIGHT:
        return None
    version, kind, sequence, epoch = _HEADER.unpack_from(body)
    return Frame(version, kind, sequence, epoch, body[_HEADER_SIZE:-_CRC_SIZE])


class FrameReader:
    """Cuts a stream of bytes into frames; keeps at most 252 bytes, never raises."""

    __slots__ = ("_overlong", "_tail")

    def __init__(self) -> None:
        self._tail = b""
        self._overlong = False

    def feed(self, data: bytes) -> list[Frame | None]:
        """Frames that `data` completes; None stands for a bad one."""
        if self._tail:
            data = self._tail + data
        pieces = data.split(b"\0")
        self._tail = pieces.pop()
        frames: list[Frame | None] = []
        for piece in pieces:
            if self._overlong:
                self._overlong = False
            elif piece:
                frames.append(decode(piece))
        if self._overlong:
            self._tail = b""
        elif len(self._tail) > _MAX_WIRE:
            self._tail = b""
            self._overlong = True
            frames.append(None)
        return frames
