"""Simulated chairs as processes of their own, and the note by which `run` and `devices` find them."""

import fcntl
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TextIO

from chairctl.frontends.attach.folder import attach_folder, is_safe
from chairctl.texts import Texts

START_S = 20.0
"""A computer that is busy with other things takes its time."""
END_S = 2.0
REFUSED_ARGUMENTS = 2


class Chair(NamedTuple):
    """A simulated chair that runs."""

    url: str
    serial_number: str
    pid: int
    environment: str = ""
    """NAME=VALUE that a program needs to reach it; empty for a wire."""
    profile: str = "chairlink-reference"
    """Profile of this kind of device."""


class SimulatorError(Exception):
    """The simulator did not start; the text is what it said. `is_usage`: it was asked for what it has not."""

    def __init__(self, said: str, *, is_usage: bool = False) -> None:
        super().__init__(said)
        self.is_usage = is_usage


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
                return Chair(
                    place["url"],
                    place["serial_number"],
                    self.process.pid,
                    place["environment"],
                    place["profile"],
                )
        if self.process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(END_S)
            self.process.kill()
        _, said = self.process.communicate()
        _usage, _, problem = said.decode(errors="replace").strip().rpartition(": error: ")
        raise SimulatorError(problem, is_usage=self.process.returncode == REFUSED_ARGUMENTS)


def failed(error: SimulatorError, texts: Texts) -> str:
    """Why a simulator did not start, in words; one that said nothing was not done within `START_S`."""
    if str(error):
        return texts.say("sim.failed", said=error)
    return texts.say("sim.silent", seconds=round(START_S))


@contextmanager
def announced(folder: Path, chairs: Sequence[Chair]) -> Iterator[None]:
    """Leave a note of running chairs; it is locked for as long as this process lives. Raises OSError."""
    path = folder / f"simulator-{os.getpid()}.json"
    with path.open("w", encoding="utf-8") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        json.dump({"chairs": [chair._asdict() for chair in chairs]}, note)
        note.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running_chairs() -> list[Chair]:
    """Every simulated chair that `chairctl sim` runs now; a note that nobody locks is deleted."""
    folder = attach_folder(os.environ)
    found: list[Chair] = []
    for path in sorted(folder.glob("simulator-*.json")) if is_safe(folder) else []:
        try:
            with path.open(encoding="utf-8") as note:
                if _is_left_over(note):
                    path.unlink(missing_ok=True)
                else:
                    found += [Chair(**chair) for chair in json.load(note)["chairs"]]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it is being written or deleted
    return found


def _is_left_over(note: TextIO) -> bool:
    """Whether the process that wrote a note is gone: then nobody holds its lock."""
    try:
        fcntl.flock(note, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
