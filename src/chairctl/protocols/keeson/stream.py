"""Bytes as they come -> reports of a bed: bounded, never raising, in step again with the next good report.

Most reports have no checksum, so a report must be plausible, field by field, to count. Bytes behind the
known part of a report are passed over: some boxes send more.
"""

from typing import NamedTuple

from chairctl.protocols.keeson.frames import (
    LONGEST_REPORT,
    REPORT_HEADS,
    Flaw,
    Layout,
    Status,
    decode_status,
    layout_of,
)

LONGEST_TAIL = 20
"""More bytes than this behind a report do not belong to it."""
_HEAD_SIZE = 3


class Waste(NamedTuple):
    """Bytes that are no report, and why."""

    byte_count: int
    flaw: Flaw


class ReportStream:
    """Finds reports. Keeps less than one of them."""

    def __init__(self) -> None:
        self._kept = b""
        self._tail = 0
        """How many of the next bytes may still belong to the last report."""

    def feed(self, data: bytes) -> list[Status | Waste]:
        """Reports and waste that end in `data`, in their order."""
        found: list[Status | Waste] = []
        rest, at, lost, why = self._kept + data, 0, 0, Flaw.HEADER
        while at < len(rest):
            if rest[at] not in REPORT_HEADS:
                lost += self._tail == 0
                self._tail = max(0, self._tail - 1)
                at += 1
                continue
            read = _read(rest[at : at + LONGEST_REPORT])
            if read is None:
                break
            status, size = read
            if lost and why is not status:
                found.append(Waste(lost, why))
                lost = 0
            if isinstance(status, Status):
                found.append(status)
                self._tail = LONGEST_TAIL
                at, why = at + size, Flaw.HEADER
            else:
                self._tail = 0
                lost, why, at = lost + 1, status, at + 1
        if lost:
            found.append(Waste(lost, why))
        self._kept = rest[at:]
        return found


def _read(rest: bytes) -> tuple[Status | Flaw, int] | None:
    """The report at the beginning of `rest` and its size; None: its end has not come yet."""
    if len(rest) < _HEAD_SIZE:
        return None
    layout = layout_of(rest[:_HEAD_SIZE])
    if not isinstance(layout, Layout):
        return layout, 1
    if len(rest) < layout.size:
        return None
    return decode_status(rest[: layout.size], layout), layout.size
