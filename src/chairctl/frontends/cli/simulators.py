"""Simulated chairs as processes of their own, and the note by which `run` and `devices` find them."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from chairctl.frontends.attach.folder import attach_folder, is_safe

START_S = 10.0
END_S = 2.0


class Chair(NamedTuple):
    """A simulated chair that runs."""

    url: str
    serial_number: str
    pid: int


class SimulatorError(Exception):
    """The simulator did not start; the text is what it said."""


class SimulatorProcess:
    """A simulator as a child that never outlives us: it ends with its standard input, a pipe from here."""

    def __init__(self, arguments: Sequence[str], count: int = 1) -> None:
        command = [sys.executable, "-m", "chairctl_simulators", "--json", "--with-stdin", *arguments]
        self.process = subprocess.Popen(  # noqa: S603  (our own module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.chairs = [self._first_line() for _ in range(count)]

    def __enter__(self) -> Self:
        """The running simulator."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.end()

    def end(self) -> None:
        """End the process and wait for it."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def _first_line(self) -> Chair:
        """Where the next chair is. Raises SimulatorError."""
        output = self.process.stdout
        if output and select.select([output], [], [], START_S)[0]:
            line = output.readline()
            if line:
                place = json.loads(line)
                return Chair(place["url"], place["serial_number"], self.process.pid)
        self.process.kill()
        _, said = self.process.communicate()
        raise SimulatorError(said.decode(errors="replace").strip())


def announce(folder: Path, chairs: Sequence[Chair]) -> Path:
    """Leave a note of running chairs; the caller deletes it when they end."""
    note = folder / f"simulator-{os.getpid()}.json"
    document = {"pid": os.getpid(), "chairs": [[chair.url, chair.serial_number] for chair in chairs]}
    note.write_text(json.dumps(document), encoding="utf-8")
    return note


def running_chairs() -> list[Chair]:
    """Every simulated chair that `chairctl sim` runs now; notes of dead processes are deleted."""
    folder = attach_folder(os.environ)
    found: list[Chair] = []
    for note in sorted(folder.glob("simulator-*.json")) if is_safe(folder) else []:
        try:
            document = json.loads(note.read_text(encoding="utf-8"))
            pid = int(document["pid"])
            os.kill(pid, 0)
            found += [Chair(str(url), str(serial), pid) for url, serial in document["chairs"]]
        except ProcessLookupError:
            note.unlink(missing_ok=True)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
