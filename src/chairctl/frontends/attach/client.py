"""Asks a running host over its socket and waits for the answer; standard library only."""

import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

LONGEST_ANSWER = 1024 * 1024
TIMEOUT_S = 2.0


def stop_line(command_id: str, origin: str = "chair") -> bytes:
    """A stop as a line that is ready: in these bytes the host knows it before it reads any JSON."""
    return json.dumps({"id": command_id, "action": "stop", "origin": origin}).encode() + b"\n"


class HostClient:
    """A connection to one host. Raises OSError where there is none, or none any more."""

    def __init__(self, path: Path) -> None:
        self._waiting = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(TIMEOUT_S)
        try:
            self._socket.connect(str(path))
        except ConnectionRefusedError:
            self._socket.close()
            path.unlink(missing_ok=True)  # nobody listens: its process is gone
            raise
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        """The open connection."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def ask(self, document: dict[str, Any]) -> dict[str, Any]:
        """Send one request and return the next answer. Raises OSError, also for an answer that is none."""
        with suppress(BrokenPipeError):  # the host has gone; its last line may still wait to be read
            self.send(document)
        return self.answer()

    def discard(self) -> None:
        """Throw away the answers that have come. Raises OSError where the host has hung up."""
        self._waiting = b""
        self._socket.settimeout(0)
        try:
            while self._socket.recv(65_536):
                pass
            raise ConnectionResetError("the host has gone")
        except BlockingIOError:
            self._socket.settimeout(TIMEOUT_S)

    def send(self, document: dict[str, Any]) -> None:
        """Send one request. Raises OSError."""
        self._socket.sendall(json.dumps(document).encode() + b"\n")

    def hand_over(self, line: bytes) -> None:
        """Write one short line that is ready, without waiting. Raises OSError if it is not taken whole."""
        if os.write(self._socket.fileno(), line) != len(line):
            raise BlockingIOError("the host does not read")

    def answer(self) -> dict[str, Any]:
        """The next answer. Raises OSError at the end of the line or for an answer that is none."""
        while b"\n" not in self._waiting:
            data = self._socket.recv(65_536)
            if not data or len(self._waiting) > LONGEST_ANSWER:
                raise ConnectionResetError("no answer")
            self._waiting += data
        line, _, self._waiting = self._waiting.partition(b"\n")
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise ConnectionResetError("no JSON") from error
        if not isinstance(answer, dict):
            raise ConnectionResetError("no object")
        return answer
