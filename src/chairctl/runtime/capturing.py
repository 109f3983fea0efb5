"""Everything that passes on a line, as a file to send to others; docs/captures.md is its format.

Nothing that energises can be sent meanwhile: the line is held by a station that nobody can arm, or by
nobody who speaks at all.
"""

import asyncio
import errno
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from chairctl import __version__
from chairctl.control.assembly import UnsafeStationError
from chairctl.control.finding import Ear
from chairctl.control.redaction import REDACT, masked_address, masked_bytes
from chairctl.domain.time import SECOND
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime import clock
from chairctl.runtime.listening import Listening, device_of, overhear

FORMAT = "chairctl/capture/1"
MOST_BYTES = 8 * 1024 * 1024
POLL_S = 0.05


class Wire:
    """What passed, in order, with its instants (ns since the beginning)."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, str, bytes]] = []
        self.size = 0
        """Bytes in both directions."""
        self._began_at = clock.now()

    @property
    def is_full(self) -> bool:
        """Nothing more is kept."""
        return self.size >= MOST_BYTES

    def note(self, word: str, data: bytes) -> None:
        """Something passed: up, down, in or out."""
        if not self.is_full:
            self.entries.append((clock.now() - self._began_at, word, data))
            self.size += len(data)

    def bytes_that(self, word: str) -> bytes:
        """All bytes of one direction."""
        return b"".join(data for _, which, data in self.entries if which == word)


async def capture(address: str, profile: DeviceProfile | None, seconds: float, wire: Wire) -> None:
    """Fill `wire` for so long, until it is full, or until this is cancelled.

    With a profile the device is asked who it is, without one not a word is said, at 115200 baud on a
    serial port. Raises LineError where the line can't be opened, UnsafeStationError.
    """
    if profile is None:
        async with overhear(address, None, None, wire.note) as lost:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await lost.wait()
        return
    until = clock.now() + int(seconds * SECOND)
    async with Listening(profile, address, wire.note) as listening:
        while clock.now() < until and not wire.is_full:
            problem = listening.problem()
            if problem and not any(word == "up" for _, word, _ in wire.entries):
                raise problem
            await asyncio.sleep(POLL_S)


def family_of(wire: Wire, profiles: Sequence[DeviceProfile]) -> str | None:
    """The family that makes the most sense of what came; None: none does."""
    best, family = 0, None
    for profile in profiles:
        try:
            ear = Ear(profile, device_of(profile), 0)
        except UnsafeStationError:
            continue
        for at, word, data in wire.entries:
            if word == "in":
                ear.hear(data, at)
        if ear.understood > best:
            best, family = ear.understood, profile.family
    return family


def write(path: Path, wire: Wire, address: str, family: str | None, *, asked: bool) -> dict[str, Any]:
    """Write the capture, whole or not at all; its header. Raises OSError."""
    redact = REDACT.get(family or "")
    line, told = masked_address(address)
    header = {
        "format": FORMAT,
        "chairctl": __version__,
        "family": family,
        "line": line,
        "address": told,
        "asked": asked,
        "bytes": "redacted" if redact else "raw",
        "complete": not wire.is_full,
    }
    came = wire.bytes_that("in")
    shown = iter(_cut(redact(came, masked_bytes) if redact else came, wire))
    lines: list[Any] = [header]
    for at, word, data in wire.entries:
        match word:
            case "in":
                lines.append([at, word, next(shown).hex()])
            case "out":
                lines.append([at, word, data.hex()])
            case "down":
                lines.append([at, word, data.decode()])
            case _:
                lines.append([at, word])
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open("x", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in lines)
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)
    return header


def _cut(data: bytes, wire: Wire) -> list[bytes]:
    """What came, cut where it had been cut."""
    ends = [0]
    for _, word, piece in wire.entries:
        if word == "in":
            ends.append(ends[-1] + len(piece))
    return [data[begin:end] for begin, end in pairwise(ends)]
