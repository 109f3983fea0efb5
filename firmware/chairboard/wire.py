"""Frames of chairlink: zero-ended COBS around a header, a payload and a CRC-32 (section 1)."""

import struct
from binascii import crc32

VERSION = 1
HELLO, ARM, OUTPUT, STOP = 1, 2, 3, 4
IDENTITY, TELEMETRY, REFUSED = 0x81, 0x82, 0x83

HEADER = "<BBII"
HEADER_SIZE = 10
CRC_SIZE = 4
LONGEST_BODY = 250
LONGEST_STUFFED = 252


def stuff(body: bytes) -> bytes:
    """COBS: no byte of the result is 0. For bodies of at most 253 bytes."""
    out = bytearray(len(body) + 1)
    code_at, at = 0, 1
    for byte in body:
        if byte:
            out[at] = byte
        else:
            out[code_at] = at - code_at
            code_at = at
        at += 1
    out[code_at] = at - code_at
    return bytes(out)


def unstuff(stuffed: bytes) -> bytes | None:
    """Undo `stuff`; None when a code leads past the end. For at most 252 bytes, none of them 0."""
    size = len(stuffed)
    out = bytearray(stuffed)
    at = 0
    while at < size:
        code = stuffed[at]
        out[at] = 0
        at += code
    return bytes(out[1:]) if at == size else None


def frame(kind: int, sequence: int, epoch: int, payload: bytes) -> bytes:
    """One frame as it goes out, its closing 0 included."""
    body = struct.pack(HEADER, VERSION, kind, sequence, epoch) + payload
    return stuff(body + struct.pack("<I", crc32(body))) + b"\x00"


def is_sound(body: bytes) -> bool:
    """Whether size and CRC of an unstuffed body are right."""
    end = len(body) - CRC_SIZE
    if not HEADER_SIZE <= end <= LONGEST_BODY - CRC_SIZE:
        return False
    return bool(struct.unpack("<I", body[end:])[0] == crc32(body[:end]))


def opened(stuffed: bytes) -> tuple[int, int, int, int, bytes] | None:
    """Version, kind, sequence, epoch, payload of what stood between two zeros; None when it is broken."""
    body = unstuff(stuffed)
    if body is None or not is_sound(body):
        return None
    version, kind, sequence, epoch = struct.unpack(HEADER, body[:HEADER_SIZE])
    return version, kind, sequence, epoch, body[HEADER_SIZE : len(body) - CRC_SIZE]


class Splitter:
    """Cuts the stream at its zeros. Keeps at most 252 bytes, whatever comes."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._skips = False

    def feed(self, data: bytes) -> list[tuple[int, int, int, int, bytes] | None]:
        """The frames that `data` ends, in their order; None stands for a broken one."""
        found: list[tuple[int, int, int, int, bytes] | None] = []
        begin = 0
        while True:
            end = data.find(b"\x00", begin)
            piece = data[begin:] if end < 0 else data[begin:end]
            if not self._skips:
                room = LONGEST_STUFFED - len(self._held)
                if len(piece) > room:
                    self._skips = True
                    self._held = bytearray()
                    found.append(None)
                else:
                    self._held.extend(piece)
            if end < 0:
                return found
            if self._held:
                found.append(opened(bytes(self._held)))
            self._held = bytearray()
            self._skips = False
            begin = end + 1
