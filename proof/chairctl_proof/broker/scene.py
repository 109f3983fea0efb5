"""A daemon as a process, a real broker, and a simulated chair whose truth is known."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.broker.home import Home, wait_for
from chairctl_proof.broker.mosquitto import Broker
from chairctl_proof.broker.partition import Partition
from chairctl_proof.realtime.chair import RealChair

FILE = """\
schema: chairctl/daemon/1
name: pi
stations:
  - name: lounge
    device: {url}
    profile: chairlink-reference
    remote: full
    ceilings_percent: {{air: 20}}
{others}mqtt:
  host: {host}
  port: {port}
"""


class Scene:
    """What runs, and the person at the chair."""

    def __init__(
        self,
        place: Home,
        broker: Broker,
        chair: RealChair,
        extra: str,
        partition: Partition | None = None,
        others: Sequence[str] = (),
    ) -> None:
        self.place, self.broker, self.chair, self.partition = place, broker, chair, partition
        host = partition.broker_address if partition else "127.0.0.1"
        self.file = place.folder / "daemon.yaml"
        lines = "".join(f"  - {{name: s{number}, device: {url}}}\n" for number, url in enumerate(others))
        self.file.write_text(
            FILE.format(url=chair.url, port=broker.port, host=host, others=lines) + extra, encoding="utf-8"
        )
        self.daemon: subprocess.Popen[str] | None = None

    def start(self, **env: str) -> None:
        """Start the daemon and wait for its socket."""
        env = self.chair.environment | env
        self.daemon = self.place.start("daemon", "--config", str(self.file), **env)
        wait_for(lambda: bool(self._sockets()))

    @property
    def socket(self) -> Path:
        """Of the chair whose truth is known. Raises ValueError where the daemon has opened none."""
        (path,) = self._sockets()
        return path

    def _sockets(self) -> list[Path]:
        end = f"-{self.daemon.pid}.sock" if self.daemon else ""
        return [  # a name is cut where the path would be too long
            path
            for path in self.place.sockets
            if path.name.endswith(end) and "lounge".startswith(path.name.removesuffix(end))
        ]

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End the daemon by a signal; exit code and log."""
        assert self.daemon
        self.daemon.send_signal(number)
        _, err = self.daemon.communicate(timeout=20)
        code, self.daemon = self.daemon.returncode, None
        return code, err

    def sit(self) -> None:
        """Somebody at the chair arms it, as soon as it lets itself be armed."""

        reasons: list[str] = []

        def armed() -> bool:
            answer = self.ask(id="arm", action="arm")
            if self.ask(snapshot=True)["snapshot"]["trips"]:
                self.ask(id="read", action="acknowledge")  # a busy computer was late: it has tripped
            reasons[:] = [str(answer["receipt"]["reasons"])]
            return bool(answer["receipt"]["outcome"] == "accepted")

        try:
            wait_for(armed, 10)
        except TimeoutError as error:
            raise TimeoutError(*reasons) from error

    def ask(self, **request: object) -> dict[str, Any]:
        """Ask as somebody at the chair."""
        with HostClient(self.socket) as client:
            return client.ask(dict(request))


@contextmanager
def scene(
    folder: Path,
    extra: str = "",
    broker: Broker | None = None,
    partition: Partition | None = None,
    over: str = "--pty",
    others: Sequence[str] = (),
    before: str = "",
) -> Iterator[Scene]:
    """Everything up, and down again at the end.

    `others`: where further chairs of the daemon are; `before`: Python that the daemon runs first.
    """
    place = Home(folder)
    place.before = before
    place.prefix = partition.prefix if partition else ()
    with broker or Broker(folder) as running, RealChair(folder, over=over) as chair:
        made = Scene(place, running, chair, extra, partition, others)
        try:
            made.start()
            yield made
        finally:
            if made.daemon:
                sys.stderr.write(made.end()[1])  # what the daemon said, beside what failed
