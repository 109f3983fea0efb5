"""Bytes as they come -> frames: bounded, never raising, in step again with the next good frame."""

from typing import NamedTuple

from chairctl_toy.frames import MARK, SIZE, Flaw, Frame, decode


class Waste(NamedTuple):
    """Bytes that are no frame, and why."""

    byte_count: int
    flaw: Flaw


class FrameStream:
    """Finds frames. Keeps less than one of them."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Frame | Waste]:
        """Frames and waste that end in `data`, in their order; waste that hangs together counts as one."""
        found: list[Frame | Waste] = []
        rest, at, lost, why = self._kept + data, 0, 0, Flaw.HEADER
        while at < len(rest):
            if rest[at] == MARK:
                if at + SIZE > len(rest):
                    break
                frame = decode(rest[at : at + SIZE])
                if isinstance(frame, Frame):
                    found += [Waste(lost, why)] if lost else []
                    found.append(frame)
                    lost, why, at = 0, Flaw.HEADER, at + SIZE
                    continue
                why = frame  # and go on behind its mark: a good frame may begin inside of it
            lost, at = lost + 1, at + 1
        self._kept = rest[at:]
        return [*found, Waste(lost, why)] if lost else found
