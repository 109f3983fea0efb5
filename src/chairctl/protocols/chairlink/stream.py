"""Bytes as they come -> frames: bounded, never raising, in step again with the next zero byte."""

from typing import NamedTuple

from chairctl.protocols.chairlink.frames import Flaw, Frame, decode

LONGEST_PIECE = 252
"""Bytes between two zero bytes; more cannot be a frame."""


class Waste(NamedTuple):
    """Bytes that are no frame (their zero byte not counted), and why."""

    byte_count: int
    flaw: Flaw


class FrameStream:
    """Cuts a byte stream at its zero bytes. Keeps at most `LONGEST_PIECE` bytes."""

    def __init__(self) -> None:
        self._kept = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[Frame | Waste]:
        """Frames and waste that end in `data`, in their order; empty frames are passed over."""
        found: list[Frame | Waste] = []
        ended = data.split(b"\0")
        rest = ended.pop()
        for part in ended:
            piece = self._kept + part
            self._kept = b""
            too_long = self._skipping or len(piece) > LONGEST_PIECE
            self._skipping = False
            if not piece:
                continue
            frame = Flaw.SIZE if too_long else decode(piece)
            found.append(frame if isinstance(frame, Frame) else Waste(len(piece), frame))
        if rest or self._skipping:
            self._keep(rest, found)
        return found

    def _keep(self, rest: bytes, found: list[Frame | Waste]) -> None:
        """Hold an unfinished piece back, or throw it away as soon as it is too long."""
        piece = self._kept + rest
        if self._skipping or len(piece) > LONGEST_PIECE:
            self._skipping = True
            self._kept = b""
            if piece:
                found.append(Waste(len(piece), Flaw.SIZE))
        else:
            self._kept = piece
