"""The frames of the EM 70 as they go over the air."""

from typing import Final, NamedTuple

UP, DOWN, SET, PROGRAM, LOCK, PAUSE, STATE, VERSION = range(1, 9)
CHANGED, ENDED, SHUT_DOWN, OVERLOAD, BATTERY = 11, 12, 13, 14, 15

_START: Final = 0x5A
_MOST: Final = 20


class Message(NamedTuple):
    """A frame with a right sum."""

    number: int
    info: bytes


def frame(number: int, info: bytes) -> bytes:
    """The bytes of a message."""
    data = bytearray([_START, len(info) + 4, number])
    data += info
    total = 0
    for byte in data:
        total += byte
    return bytes(data) + bytes([total >> 8 & 0xFF, total & 0xFF])


class MessageReader:
    """Finds messages in what arrives; broken ones are dropped without a word."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes."""
        self._rest += data
        found: list[Message] = []
        while True:
            while self._rest and self._rest[0] != _START:
                del self._rest[0]
            if len(self._rest) < 2:
                return found
            size = self._rest[1] + 1
            if not 5 <= size <= _MOST:
                del self._rest[0]
                continue
            if len(self._rest) < size:
                return found
            number, info = self._rest[2], bytes(self._rest[3 : size - 2])
            if frame(number, info) == self._rest[:size]:
                found.append(Message(number, info))
                del self._rest[:size]
            else:
                del self._rest[0]
