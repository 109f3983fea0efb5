"""The flight recorder: every event and every packet with its instant, bounded, never in the way.

A turn only appends to a deque; a thread of its own writes. A slow, full or missing disk costs the
recording, never the turn. The file is JSON lines: a header, then `[instant, word, ...]`; see
docs/recordings.md.
"""

import json
import os
import threading
from collections import deque
from pathlib import Path
from typing import Any, assert_never

from chairctl import __version__
from chairctl.control.effects import Effects
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.domain.time import Instant
from chairctl.runtime.command_json import to_json

FORMAT = 2
"""1: before the ledger, without its answers."""
MOST_WAITING = 20_000
"""Entries that may wait for the disk; a minute or more of a session."""
MOST_BYTES = 64 * 1024 * 1024
FLUSH_S = 0.25


class Recorder:
    """Writes one recording. `sources` are the texts of the device profiles, in their order.

    `is_whole`: it begins with the first event of its station; another can be read, but not be replayed.
    """

    def __init__(self, path: Path, station: str, sources: tuple[str, ...], *, is_whole: bool = True) -> None:
        self.path = path
        self.problem = ""
        """Why the recording is incomplete: empty, `disk` or `full` or `slow`."""
        self._waiting: deque[tuple[Instant, Event, Effects]] = deque()
        self._written = 0
        self._ending = threading.Event()
        header = {"format": FORMAT, "chairctl": __version__, "station": station, "profiles": sources}
        header |= {} if is_whole else {"whole": False}
        self._thread = threading.Thread(target=self._write_all, args=(header,), daemon=True)
        self._thread.start()

    def note(self, now: Instant, event: Event, effects: Effects) -> None:
        """Remember one turn; costs an append."""
        if len(self._waiting) >= MOST_WAITING:
            self.problem = self.problem or "slow"
        elif not self.problem:
            self._waiting.append((now, event, effects))

    @property
    def room(self) -> int:
        """How many bytes it may still write."""
        return 0 if self.problem else MOST_BYTES - self._written

    def end(self) -> None:
        """Let it write what waits and end, and wait for nothing."""
        self._ending.set()

    def close(self, timeout_s: float = 2.0) -> None:
        """Write what waits, and end."""
        self.end()
        self._thread.join(timeout_s)

    def _write_all(self, header: dict[str, Any]) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self.path, "w", encoding="utf-8", opener=_private) as file:
                file.write(json.dumps(header) + "\n")
                ending = False
                while not ending:
                    ending = self._ending.wait(FLUSH_S)
                    while self._waiting and not self.problem:
                        text = "".join(
                            json.dumps(entry, separators=(",", ":")) + "\n"
                            for entry in _entries(*self._waiting.popleft())
                        )
                        self._written += len(text)
                        if self._written > MOST_BYTES:
                            self.problem = "full"
                            break
                        file.write(text)
                    file.flush()
        except OSError:
            self.problem = "disk"
            self._waiting.clear()


def _private(path: str, flags: int) -> int:
    """What a person did at the chair is nobody else's business."""
    return os.open(path, flags, 0o600)


def _entries(now: Instant, event: Event, effects: Effects) -> list[list[Any]]:
    entries = [[now, *_words(event)]]
    for transmission in effects.transmissions:
        entries += [[now, "out", packet.device, packet.data.hex()] for packet in transmission.packets]
    return entries


def _words(event: Event) -> list[Any]:
    match event:
        case Received():
            return ["in", event.device, event.data.hex()]
        case Asked():
            return ["ask", to_json(event.command)]
        case LineUp():
            return ["up", event.device]
        case LineDown():
            return ["down", event.device, event.reason]
        case WardenSaid():
            return ["warden", event.device, event.word.value]
        case LedgerAnswered():
            return ["ledger", type(event.answer).__name__.lower(), *event.answer]
        case Tick():
            return ["tick"]
        case _:
            assert_never(event)
