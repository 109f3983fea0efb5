"""Ways to stop a chair, each as a person or a program would use it, from outside of the host."""

import os
import pty
import subprocess
import sys
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from chairctl.frontends.attach.client import HostClient, stop_line
from chairctl_proof.bench.programs import CHAIRCTL
from chairctl_proof.broker.forwarder import TOPIC
from chairctl_proof.broker.latency import Publisher
from chairctl_proof.broker.remote import CHAIR
from chairctl_proof.broker.scene import Scene
from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_proof.realtime.screens import Room
from chairctl_proof.realtime.terminal import Terminal

ENERGISE_S = 2.0
ATTEMPTS = 5
STOP = stop_line("stop")
"""Ready, as the floor's byte is."""


class Stopper(Protocol):
    """One way, on a chair of its own."""

    chair: RealChair

    def energise(self) -> None:
        """Let it put something out. Raises RuntimeError."""

    def stop(self) -> int:
        """Ask for the stop; the instant before."""

    def settle(self) -> None:
        """After true zero: whatever is left to do."""


class Key:
    """The space bar in the screen."""

    def __init__(self, chair: RealChair, energise: Callable[[], None], terminal: Terminal) -> None:
        self.chair, self.energise = chair, energise
        self._terminal = terminal

    def stop(self) -> int:
        """Press it."""
        at = boot_clock()
        self._terminal.press(b" ")
        return at

    def settle(self) -> None:
        """Nothing."""


class Socket:
    """A command on the local socket."""

    def __init__(self, chair: RealChair, energise: Callable[[], None], client: HostClient) -> None:
        self.chair, self.energise = chair, energise
        self._client = client

    def stop(self) -> int:
        """Send it."""
        at = boot_clock()
        self._client.hand_over(STOP)
        return at

    def settle(self) -> None:
        """Read the answer."""
        self._client.answer()


class Typed:
    """A program that is started, such as `chairctl stop`."""

    def __init__(
        self,
        chair: RealChair,
        energise: Callable[[], None],
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.chair, self.energise = chair, energise
        self._command, self._env = command, env
        self._process: subprocess.Popen[bytes] | None = None

    def stop(self) -> int:
        """Start it."""
        at = boot_clock()
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, env=self._env, stdout=quiet, stderr=quiet)  # noqa: S603
        return at

    def settle(self) -> None:
        """Let it end."""
        if self._process:
            self._process.wait(10)


def typed(room: Room) -> Typed:
    """`chairctl stop` in a shell."""
    return Typed(room.chair, room.energise, (*CHAIRCTL, "stop"), room.env)


def energise(stage: Scene) -> None:
    """Let a daemon's chair put something out. Raises RuntimeError; a busy computer may trip meanwhile."""
    for _ in range(ATTEMPTS):
        stage.sit()
        stage.ask(id="on", action="set_output", channel="air", output=[300, None])
        if stage.chair.energised_at(ENERGISE_S) is not None:
            return
    raise RuntimeError("the chair was not energised")


class Message:
    """A message on MQTT, to a daemon."""

    def __init__(self, stage: Scene) -> None:
        self.chair = stage.chair
        self._stage = stage
        self._publisher = Publisher(stage.broker.port)

    def energise(self) -> None:
        """As somebody at the chair."""
        energise(self._stage)

    def stop(self) -> int:
        """Publish it."""
        return self._publisher.publish(f"{CHAIR}/stop")

    def settle(self) -> None:
        """Nothing."""


class Least:
    """The floor: `fire` gives the least program what it waits for."""

    def __init__(self, chair: RealChair, process: "subprocess.Popen[str]", fire: Callable[[], int]) -> None:
        self.chair, self.stop = chair, fire
        self._process = process

    def energise(self) -> None:
        """Ask its host to."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("again\n")
        self._process.stdin.flush()
        if not self._process.stdout.readline():
            raise RuntimeError("the host of the least program has died")

    def settle(self) -> None:
        """Nothing."""


@contextmanager
def least_by_key(folder: Path, program: Sequence[str]) -> Iterator[Least]:
    """A terminal in which nothing but the least program reads."""
    keyboard, terminal = pty.openpty()
    tty.setraw(terminal)
    with _least(folder, "tty", os.ttyname(terminal), program, lambda: _written(keyboard)) as least:
        yield least
    os.close(keyboard)
    os.close(terminal)


@contextmanager
def least_by_pipe(folder: Path, program: Sequence[str]) -> Iterator[Least]:
    """A pipe on this computer, as near to a local socket as can be."""
    path = folder / "stop"
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR)
    with _least(folder, "fifo", str(path), program, lambda: _written(end)) as least:
        yield least
    os.close(end)


def typed_least(folder: Path, least: Least) -> Typed:
    """A bare interpreter that writes to that pipe."""
    text = f"import os; os.write(os.open({str(folder / 'stop')!r}, os.O_WRONLY), b' ')"
    return Typed(least.chair, least.energise, (sys.executable, "-I", "-S", "-c", text))


@contextmanager
def least_by_message(folder: Path, program: Sequence[str], port: int, way: str = "mqtt") -> Iterator[Least]:
    """A subscriber of the broker."""
    publisher = Publisher(port, way)
    with _least(folder, way, str(port), program, lambda: publisher.publish(TOPIC.decode())) as least:
        yield least
    publisher.close()


def _written(descriptor: int) -> int:
    at = boot_clock()
    os.write(descriptor, b" ")
    return at


@contextmanager
def _least(
    folder: Path, way: str, address: str, program: Sequence[str], fire: Callable[[], int]
) -> Iterator[Least]:
    with RealChair(folder, seed=2) as chair:
        command = [sys.executable, "-m", "chairctl_proof.bench.least_host", chair.url, way, address, *program]
        with subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            yield Least(chair, process, fire)
            assert process.stdin
            process.stdin.close()
            process.wait(20)
