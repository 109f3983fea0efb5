"""Single keys from the terminal of a person, read without waiting and without Enter."""

import os
import select
import sys
import termios
import tty
from types import TracebackType
from typing import Self

from chairctl.frontends.cli.presence import is_ours


class Keys:
    """Keys of a terminal for as long as the block lasts; Ctrl-C still interrupts."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._before: list[int | list[bytes | int]] | None = None

    @staticmethod
    def can_be_read() -> bool:
        """Whether a person sits at a terminal."""
        return sys.stdin.isatty()

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._descriptor)
        tty.setcbreak(self._descriptor, termios.TCSAFLUSH)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, self._before)

    def pressed(self) -> str:
        """The keys that were pressed since the last call; empty: none."""
        if not is_ours(self._descriptor):
            return ""
        ready, _, _ = select.select([self._descriptor], [], [], 0)
        return os.read(self._descriptor, 64).decode("utf-8", "replace") if ready else ""
