"""Bytes as they come -> frames: bounded, never raising, in step again with the next good frame."""

from typing import NamedTuple

from chairctl.protocols.beurer_em70.frames import LONGEST, MARK, SHORTEST, Flaw, Frame, decode


class Waste(NamedTuple):
    """Bytes that are no frame, and why."""

    byte_count: int
    flaw: Flaw


class FrameStream:
    """Finds frames. Keeps less than one of them."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Frame | Waste]:
        """Frames and waste that end in `data`, in their order."""
        found: list[Frame | Waste] = []
        rest, at, lost, why = self._kept + data, 0, 0, Flaw.HEADER
        while at < len(rest):
            if rest[at] != MARK:
                lost, at = lost + 1, at + 1
                continue
            size = rest[at + 1] + 1 if at + 1 < len(rest) else SHORTEST
            piece = rest[at : at + size]
            if len(piece) < size <= LONGEST:
                break
            if lost:
                found.append(Waste(lost, why))
                lost, why = 0, Flaw.HEADER
            frame = decode(piece)
            if isinstance(frame, Frame):
                found.append(frame)
                at += size
            else:  # go on behind its mark: a good frame may begin inside of it
                lost, why, at = 1, frame, at + 1
        if lost:
            found.append(Waste(lost, why))
        self._kept = rest[at:]
        return found
