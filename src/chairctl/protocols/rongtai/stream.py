"""Bytes as they come -> statuses: bounded, never raising, in step again with the next head byte.

Between statuses come information frames (`F0 85 ...`, 10 to 12 bytes, often without their end byte) and
single bytes of a program upload (43, 06, 15). Both are passed over. No byte inside a status is above
7F, so a head byte always begins something new; no status begins with F0 85.
"""

from typing import NamedTuple

from chairctl.protocols.rongtai.frames import HEAD, STATUS_SIZE, TAIL, Flaw, Status, decode

INFORMATION = 0x85
LONGEST_INFORMATION = 12
UPLOAD = frozenset((0x43, 0x06, 0x15))


class Waste(NamedTuple):
    """Bytes that are no status, and why."""

    byte_count: int
    flaw: Flaw


class StatusStream:
    """Finds the statuses in a byte stream. Keeps at most 17 bytes."""

    def __init__(self) -> None:
        self._kept = bytearray()
        """From a head byte on; empty: between frames."""
        self._stray = 0
        """Bytes since the last frame that belong to nothing."""

    def feed(self, data: bytes) -> list[Status | Waste]:
        """Statuses and waste that end in `data`, in their order."""
        found: list[Status | Waste] = []
        for byte in data:
            if byte == HEAD:
                self._give_up(found)
                self._kept.append(byte)
            elif self._kept:
                self._kept.append(byte)
                if byte == TAIL or len(self._kept) == self._longest():
                    self._end(found)
            elif byte not in UPLOAD and byte != TAIL:
                self._stray += 1
        if self._stray:
            found.append(Waste(self._stray, Flaw.MARKER))
            self._stray = 0
        return found

    def _is_information(self) -> bool:
        return len(self._kept) > 1 and self._kept[1] == INFORMATION

    def _longest(self) -> int:
        return LONGEST_INFORMATION if self._is_information() else STATUS_SIZE

    def _give_up(self, found: list[Status | Waste]) -> None:
        """A new frame begins: what was before it ends here, whole or not."""
        if self._kept and not self._is_information():
            found.append(Waste(len(self._kept), Flaw.SIZE))
        self._kept.clear()

    def _end(self, found: list[Status | Waste]) -> None:
        """The end byte, or as many bytes as there can be."""
        if not self._is_information():
            status = decode(bytes(self._kept))
            found.append(status if isinstance(status, Status) else Waste(len(self._kept), status))
        self._kept.clear()
