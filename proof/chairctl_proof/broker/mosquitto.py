"""A real Mosquitto on a free port of loopback, as often started and killed as a test wants."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Self

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")

MISSING = "there is no Mosquitto; on Debian: apt install mosquitto"


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


class Broker:
    """One broker; `extra` are lines of its configuration."""

    def __init__(self, folder: Path, extra: Iterable[str] = (), *, anonymous: bool = True) -> None:
        self.port = free_port()
        self.folder = folder
        self.config = folder / "mosquitto.conf"
        # Without the first, a stop can wait 40 ms at the broker, until what it sent before is acknowledged.
        lines = [
            "set_tcp_nodelay true",
            f"listener {self.port} 127.0.0.1",
            *(line.replace("{port}", str(self.port)) for line in extra),
        ]
        lines.append(f"allow_anonymous {str(anonymous).lower()}")
        if os.getuid() == 0:
            lines.insert(0, "user root")  # else it becomes a user that may not read the test's folder
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it and wait until it listens."""
        if MOSQUITTO is None:
            raise RuntimeError(MISSING)
        log = (self.folder / "mosquitto.log").open("ab")
        with log:
            self.process = subprocess.Popen(  # noqa: S603  (our own words)
                [MOSQUITTO, "-c", str(self.config)], stdout=log, stderr=log
            )
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return self
            assert self.process.poll() is None, (self.folder / "mosquitto.log").read_text()
            time.sleep(0.01)
        raise RuntimeError("the broker did not start")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End it by a signal, frozen or not."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(10)
            self.process = None

    def freeze(self) -> None:
        """It takes everything and answers nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """End."""
        self.kill(signal.SIGTERM)
