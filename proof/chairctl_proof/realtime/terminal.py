"""A program on a terminal of its own: its keyboard, its picture as bytes, its size."""

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Self

READY_S = 60.0
KEPT = 200_000
_CODES = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]")


class Terminal:
    """Runs a command; somebody always reads what it draws, so that it is never held up."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, size: tuple[int, int] = (80, 24)
    ) -> None:
        self.keyboard, terminal = pty.openpty()
        self.resize(*size)
        self.process = subprocess.Popen(  # noqa: S603  (our own modules)
            command,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", **(env or {})},
        )
        os.close(terminal)
        self.drawn = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self._thread.join(2)
        os.close(self.keyboard)

    def text(self) -> bytes:
        """What has been drawn since the last `press`, without colours and places."""
        return _CODES.sub(b"", self.drawn)

    def press(self, keys: bytes) -> None:
        """Keys, as their bytes."""
        self.drawn = b""
        os.write(self.keyboard, keys)

    def resize(self, columns: int, rows: int) -> None:
        """Another size; the program is told."""
        fcntl.ioctl(self.keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def wait_for(self, text: bytes, seconds: float = READY_S) -> None:
        """Wait until this has been drawn since the last `press`. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while text not in self.text():
            if time.monotonic() > until or self.process.poll() is not None:
                raise TimeoutError(f"{text!r} was never drawn; last: {self.text()[-400:]!r}")
            time.sleep(0.02)

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self.keyboard, 65_536):
                self.drawn = (self.drawn + data)[-KEPT:]
