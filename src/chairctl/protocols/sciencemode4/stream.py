"""Bytes as they come -> frames: bounded, never raising, in step again with the next `F0 81`."""

from typing import NamedTuple

from chairctl.protocols.sciencemode4.frames import HEAD, Flaw, Frame, decode, size_of


class Waste(NamedTuple):
    """Bytes that are no frame, and why the first of them are none."""

    byte_count: int
    flaw: Flaw


class FrameStream:
    """Finds frames in a byte stream. Keeps less than `LONGEST` bytes."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Frame | Waste]:
        """Frames and waste that end in `data`, in their order."""
        found: list[Frame | Waste] = []
        left = self._kept + data
        while True:
            begin = left.find(HEAD)
            if begin < 0:
                begin = len(left) - left.endswith(HEAD[:1])
            if begin:
                _waste(found, begin, Flaw.SYNC)
                left = left[begin:]
            cut = _cut(left)
            if cut is None:
                break
            item, used = cut
            if isinstance(item, Frame):
                found.append(item)
            else:
                _waste(found, used, item)
            left = left[used:]
        self._kept = left
        return found


def _cut(left: bytes) -> tuple[Frame | Flaw, int] | None:
    """What begins here and how many bytes it uses up; None: it has not come whole."""
    size = size_of(left)
    if isinstance(size, Flaw):
        return size, len(HEAD)
    if size is None or len(left) < size:
        return None
    item = decode(left[:size])
    return item, size if isinstance(item, Frame) else len(HEAD)


def _waste(found: list[Frame | Waste], byte_count: int, flaw: Flaw) -> None:
    """Note bytes that are no frame; those that follow on others belong to them."""
    last = found[-1] if found else None
    if isinstance(last, Waste):
        found[-1] = Waste(last.byte_count + byte_count, last.flaw)
    else:
        found.append(Waste(byte_count, flaw))
