"""ScienceMode 4 as the device sees it: escaped frames with CRC-16/XMODEM, and their header."""

from typing import Final, NamedTuple

BEGIN, ESCAPE, FINISH = 0xF0, 0x81, 0x0F
_XOR: Final = 0x55
_MIN_FRAME, _MAX_FRAME = 12, 1200
_FRONT: Final = 9  # begin, two escaped length bytes, two escaped CRC bytes


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 8
        for _ in range(8):
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
        table.append(value & 0xFFFF)
    return tuple(table)


_CRC: Final = _crc_table()


def crc16(data: bytes | bytearray) -> int:
    """CRC-16/XMODEM: polynomial 1021, from 0, not reflected."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFF) ^ _CRC[value >> 8 ^ byte]
    return value


class Message(NamedTuple):
    """One frame whose CRC was right."""

    number: int
    command: int
    data: bytes


def write(command: int, number: int, data: bytes = b"", spoil: int = 0) -> bytes:
    """A frame on the wire; `spoil` is added to its CRC."""
    body = bytearray()
    for byte in (number << 2 | command >> 8, command & 0xFF, *data):
        body += bytes((ESCAPE, byte ^ _XOR)) if byte in (BEGIN, ESCAPE, FINISH) else bytes((byte,))
    length, check = _FRONT + len(body) + 1, crc16(body) + spoil & 0xFFFF
    front = [BEGIN]
    for byte in (length >> 8, length & 0xFF, check >> 8, check & 0xFF):
        front += [ESCAPE, byte ^ _XOR]
    return bytes(front) + bytes(body) + bytes((FINISH,))


def read(frame: bytes) -> Message | None:
    """What a whole frame says; None if its CRC or its escapes are wrong."""
    if frame[-1] != FINISH or frame[5] != ESCAPE or frame[7] != ESCAPE:
        return None
    body = frame[_FRONT:-1]
    if crc16(body) != (frame[6] ^ _XOR) << 8 | frame[8] ^ _XOR:
        return None
    plain = bytearray()
    at = 0
    while at < len(body):
        byte = body[at]
        if byte == ESCAPE:
            at += 1
            if at == len(body):
                return None
            byte = body[at] ^ _XOR
        plain.append(byte)
        at += 1
    if len(plain) < 2:
        return None
    return Message(plain[0] >> 2, (plain[0] & 3) << 8 | plain[1], bytes(plain[2:]))


class Reader:
    """Cuts what comes into frames; keeps at most one frame's worth of bytes, never raises."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[Message | None]:
        """Messages that `data` completes; None stands for a bad frame."""
        kept = self._bytes
        kept += data
        messages: list[Message | None] = []
        while True:
            start = kept.find(bytes((BEGIN, ESCAPE)))
            if start < 0:
                del kept[: len(kept) - (kept[-1:] == bytes((BEGIN,)))]
                return messages
            del kept[:start]
            if len(kept) < _FRONT:
                return messages
            length = (kept[2] ^ _XOR) << 8 | kept[4] ^ _XOR
            if kept[3] != ESCAPE or not _MIN_FRAME <= length <= _MAX_FRAME:
                messages.append(None)
                del kept[:2]
                continue
            torn = kept.find(bytes((BEGIN,)), _FRONT, length)
            if torn >= 0:
                messages.append(None)
                del kept[:torn]
            elif len(kept) < length:
                return messages
            else:
                messages.append(read(bytes(kept[:length])))
                del kept[: length if messages[-1] else 2]
