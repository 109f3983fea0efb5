"""Keys in, statuses out: the chair's side of the wire."""

from collections.abc import Iterable
from typing import Final, NamedTuple

HEAD: Final = 0xF0
TAIL: Final = 0xF1
INFORMATION: Final = 0x85
MARKS: Final = frozenset((0x82, 0x83, 0x84))
"""A remote, a host, an app. Others are for engineers."""

_KEY_SIZE: Final = 5


class Press(NamedTuple):
    """A key that came over the wire."""

    mark: int
    key: int


def check(content: Iterable[int]) -> int:
    """The seven bits that close a frame."""
    return (sum(content) ^ -1) % 0x80


class KeyReader:
    """Finds keys in a stream of bytes; whatever is none is passed over without a word."""

    __slots__ = ("_window",)

    def __init__(self) -> None:
        self._window = b""

    def feed(self, data: bytes) -> list[Press]:
        """Keys that `data` completes."""
        presses = []
        for number in data:
            window = self._window = self._window[1 - _KEY_SIZE :] + bytes((number,))
            if len(window) == _KEY_SIZE and window[0] == HEAD and window[4] == TAIL:
                _, mark, key, closing, _ = window
                if check((mark, key)) == closing:
                    presses.append(Press(mark, key))
        return presses


def close(content: list[int]) -> bytes:
    """A whole status around its 14 bytes."""
    return bytes((HEAD, *content, check(content), TAIL))


_HALVES: Final = (0x12, 0x05, 0x31, 0x00, 0x40, 0x11, 0x7A, 0x02)


def information(number: int) -> bytes:
    """The information frame: 10, 11 or 12 bytes, by `number` without its end byte now and then."""
    head = bytes((HEAD, INFORMATION, *_HALVES))
    closing = bytes((check((INFORMATION, *_HALVES)), TAIL))
    return head + closing[: number % 3]
