"""Bytes as they come -> what the board says: bounded, never raising, line by line."""

from typing import NamedTuple

from chairctl.protocols.openemsstim.frames import Echo, Saying, meaning_of

LONGEST_LINE = 160
"""The longest line of the board has some 70 characters."""


class Waste(NamedTuple):
    """Bytes that are no line of text, and why."""

    byte_count: int
    reason: str


class LineStream:
    """Cuts a byte stream into lines and puts an echo together. Keeps at most `LONGEST_LINE` bytes."""

    def __init__(self) -> None:
        self._kept = b""
        self._skips = False
        self._echo_follows = False

    def feed(self, data: bytes) -> list[Echo | Saying | Waste]:
        """What ends in `data`, in its order; idle talk is passed over."""
        found: list[Echo | Saying | Waste] = []
        *ended, rest = data.split(b"\n")
        for part in ended:
            line = self._kept + part
            self._kept = b""
            skipped, self._skips = self._skips, False
            if skipped or len(line) > LONGEST_LINE:
                found.append(Waste(len(line), "size"))
                self._echo_follows = False
            else:
                found += self._read(line)
        self._kept += rest
        if self._skips or len(self._kept) > LONGEST_LINE:
            self._skips = True
            if self._kept:
                found.append(Waste(len(self._kept), "size"))
            self._kept = b""
        return found

    def _read(self, line: bytes) -> list[Echo | Saying | Waste]:
        is_echo, self._echo_follows = self._echo_follows, False
        if not all(0x20 <= byte < 0x7F or byte in b"\t\r" for byte in line):
            return [Waste(len(line), "text")]
        text = line.decode("ascii").strip()
        if is_echo:
            return [Echo(text)]
        saying = meaning_of(text)
        if saying is Saying.ECHO_FOLLOWS:
            self._echo_follows = True
            return []
        return [] if saying is Saying.TALK else [saying]
