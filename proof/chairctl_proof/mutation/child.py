"""A mutant on trial: a forked process in which it stands in place of the real module."""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from chairctl_proof.mutation import suite
from chairctl_proof.mutation.suite import InPlace, Selection


class Ending(StrEnum):
    """How a trial can end."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


class Stage(NamedTuple):
    """Some of the tests, and how long they may take."""

    selection: Selection
    limit_s: float


class Child:
    """One forked process. `pipe` can be read when it has ended."""

    def __init__(
        self, root: Path, module: str, source: str, stage: Stage, seconds: Mapping[str, float]
    ) -> None:
        self._folder = TemporaryDirectory(prefix="chairctl-mutant-")
        file = Path(self._folder.name) / f"{module.rpartition('.')[2]}.py"
        file.write_text(source)
        self.pipe, theirs = os.pipe()
        self._ends_at = time.monotonic() + stage.limit_s
        self._process = os.fork()
        if self._process == 0:
            _stand_trial(root, module, file, stage.selection, seconds, theirs)
        os.close(theirs)

    @property
    def left_s(self) -> float:
        """Time left."""
        return max(0.0, self._ends_at - time.monotonic())

    def end(self, *, in_time: bool) -> tuple[Ending, str]:
        """How it ended, and the test that noticed. Whatever it has started ends with it."""
        said = os.read(self.pipe, 65_536) if in_time else b""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process, signal.SIGKILL)
        os.close(self.pipe)
        self._folder.cleanup()
        if not in_time:
            return Ending.TIMED_OUT, ""
        if not said:
            return Ending.KILLED, "the interpreter ended"
        passed, by = json.loads(said)
        return (Ending.SURVIVED if passed else Ending.KILLED), by


def _stand_trial(
    root: Path, module: str, file: Path, selection: Selection, seconds: Mapping[str, float], pipe: int
) -> None:
    """The child: run the tests, say how it went, and end without any of the parent's clean-up."""
    try:
        os.setsid()
        sys.meta_path.insert(0, InPlace(module, file))
        result = suite.run(root, selection, seconds)
        os.write(pipe, json.dumps(result).encode())
    finally:
        os._exit(0)
