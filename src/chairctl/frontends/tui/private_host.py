"""A host of our own, as a process of its own: it ends when we do, however that happens."""

import json
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from chairctl.texts import Texts

START_S = 30.0
"""Longer than a simulator may take, so that it can still say why it did not start."""
END_S = 8.0


class HostError(Exception):
    """The host did not start; the text is what it said."""


class PrivateHost:
    """Holds one device for the screens; blocking to start, so do it beside the loop. Raises HostError."""

    def __init__(self, command: Sequence[str], language: str) -> None:
        arguments = [sys.executable, "-m", *command, "--with-stdin", "--json", "--lang", language]
        self._language = language
        self._said = TemporaryFile()  # noqa: SIM115  (open for as long as the host; a pipe could fill up)
        self.process = subprocess.Popen(  # noqa: S603  (our own modules)
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            start_new_session=True,
        )
        self.socket = self._first_line()

    def end(self) -> None:
        """Let it stop its device and end."""
        if self.process.stdin:
            with suppress(OSError):
                self.process.stdin.close()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self._said.close()

    def _first_line(self) -> Path:
        output = self.process.stdout
        if output and select.select([output], [], [], START_S)[0]:
            line = output.readline()
            if line:
                return Path(json.loads(line)["socket"])
        self.process.kill()
        self.process.wait()
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip()
        self.end()
        silent = Texts(self._language).say("tui.host_silent", seconds=round(START_S))
        raise HostError(said.removeprefix("chairctl: ") or silent)


def for_device(where: str, profile: str) -> list[str]:
    """The command that holds a device."""
    given = ["--profile", profile] if profile else []
    return ["chairctl", "host", "--device", where, *given]
