"""The record of a rig: JSON lines, each with `t` (ns of CLOCK_BOOTTIME) and `what`.

`from_device`, `to_device` carry bytes, `truth` what a simulated chair really does, `order` what was done to
it, `reading` what an instrument says, `state` the rig's own transitions.
"""

import json
import threading
from pathlib import Path
from typing import Any, Final

from chairctl_proof.realtime.chair import boot_clock

MOST: Final = 200_000
"""Entries of one record; more are counted and dropped."""


class Recorder:
    """Thread-safe; entries are kept in memory until `save`."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.dropped = 0
        self._lock = threading.Lock()

    def note(self, what: str, at: int | None = None, **words: Any) -> None:
        """Something has happened, now or at an instant that is known better."""
        entry = {"t": boot_clock() if at is None else at, "what": what, **words}
        with self._lock:
            if len(self.entries) < MOST:
                self.entries.append(entry)
            else:
                self.dropped += 1

    def begin(self) -> None:
        """Forget what was before: a new test begins."""
        with self._lock:
            self.entries = []
            self.dropped = 0

    def truth(self, record: dict[str, Any]) -> None:
        """A line of what a simulated chair really does."""
        self.note("truth", at=record["t"], **{name: record[name] for name in record if name != "t"})

    def since(self, at: int, what: str) -> list[dict[str, Any]]:
        """The entries of one kind from an instant on, in the order of their time."""
        with self._lock:
            found = [one for one in self.entries if one["t"] >= at and one["what"] == what]
        return sorted(found, key=lambda one: int(one["t"]))

    def save(self, path: Path) -> None:
        """Write all of it, in the order of time."""
        with self._lock:
            entries = sorted(self.entries, key=lambda one: int(one["t"]))
        path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")


def load(path: Path) -> list[dict[str, Any]]:
    """The entries of a saved record."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
