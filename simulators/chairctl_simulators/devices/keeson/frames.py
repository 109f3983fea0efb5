"""What goes over the air: frames of keys to the box, reports from it."""

from enum import Enum
from struct import Struct
from typing import Final, NamedTuple


class Box(Enum):
    """Head of a frame of keys, byte order of its mask, what stands behind it, and whether the box reports."""

    BASE = (b"\xe5\xfe\x16", "<I", "sum", True)
    OKIN_FFE = (b"\xe6\xfe\x16", "<I", "sum", False)
    SINO = (b"\xe5\xfe\x16", ">I", "sum", False)
    KSBT = (b"\x04\x02", ">I", "", False)
    KSBT03CR = (b"\x05\x02", ">I", "zero", False)
    KSBT04C = (b"\x04\x02", ">I", "sum", False)

    @property
    def reports(self) -> bool:
        """Whether it says how it is."""
        return self.value[3]


_TAIL_SIZES: Final = {"sum": 1, "zero": 1, "": 0}


def turned_sum(data: bytes) -> int:
    """All bytes added up, and every bit of the low byte turned over."""
    return (sum(data) & 0xFF) ^ 0xFF


def keys_frame(mask: int, box: Box) -> bytes:
    """The frame that a handset or an app sends."""
    head, layout, tail, _ = box.value
    body = head + Struct(layout).pack(mask)
    if tail == "sum":
        return body + bytes([turned_sum(body)])
    return body + (b"\0" if tail == "zero" else b"")


class KeysReader:
    """Finds frames of keys in what arrives; a frame with a wrong sum is dropped without a word."""

    def __init__(self, box: Box) -> None:
        self._head, layout, self._tail, _ = box.value
        self._mask = Struct(layout)
        self._size = len(self._head) + 4 + _TAIL_SIZES[self._tail]
        self._rest = b""

    def feed(self, data: bytes) -> list[int]:
        """The masks of all frames that `data` completes."""
        rest, masks = self._rest + data, []
        while len(rest) >= len(self._head):
            start = rest.find(self._head)
            if start < 0:
                rest = rest[-len(self._head) + 1 :]
                break
            rest = rest[start:]
            if len(rest) < self._size:
                break
            frame = rest[: self._size]
            if self._tail == "sum" and turned_sum(frame[:-1]) != frame[-1]:
                rest = rest[1:]
                continue
            masks.append(self._mask.unpack_from(frame, len(self._head))[0])
            rest = rest[self._size :]
        self._rest = rest
        return masks


class Report(NamedTuple):
    """What a box that reports has to say; positions 0 to 100, or 65535 if it does not know."""

    head: int
    feet: int
    head_massage: int
    feet_massage: int
    head_moves: bool
    feet_moves: bool
    light: bool
    timer: int
    """0: off; 1, 2, 3: 10, 20, 30 minutes."""


_SIZES: Final = {0xED: 16, 0xF0: 19, 0xF1: 20}
_COUNTS_PER_PERCENT: Final = 225


def report_frame(report: Report, kind: int, *, marked: bool) -> bytes:
    """A notification of this kind (ED, F0, F1); `marked`: in the layout with FE 16 and a sum at the end."""
    data = bytearray(_SIZES[kind])
    data[0] = kind
    motion = report.head_moves | report.feet_moves << 1 or 0xF
    motion |= report.light << 6
    if marked:
        data[1:3] = b"\xfe\x16"
        data[3:7] = Struct("<HH").pack(report.head * _COUNTS_PER_PERCENT, report.feet * _COUNTS_PER_PERCENT)
        data[7:9] = report.head_massage, report.feet_massage
        at = 13 if kind == 0xED else 14
        data[at : at + 2] = motion, report.timer or 0xFF
        data[-1] = turned_sum(bytes(data[:-1]))
    else:
        data[1:5] = Struct("<HH").pack(report.head, report.feet)
        data[5:7] = report.head_massage, report.feet_massage
        data[13:15] = motion, report.timer
    return bytes(data)
