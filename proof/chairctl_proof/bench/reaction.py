"""From a report that breaks a limit to the stop on the wire: this process is the chair at the other end.

The floor is the least program: bytes come, the stop's bytes go. Both are told the same report.
"""

import os
import random
import select
import subprocess
import sys
import tempfile
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from chairctl.protocols.chairlink.frames import STOP
from chairctl_proof.bench.least import least_program
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import missed, spread
from chairctl_proof.broker.load import chairs
from chairctl_proof.realtime.chair import boot_clock
from chairctl_proof.realtime.trials import overload
from chairctl_simulators.devices.chairlink import SimulatedChair
from chairctl_simulators.faults import HEALTHY
from chairctl_simulators.ports import PtyPort

BREAKS: Final = {"pad_sensor": "open"}
MANY: Final = 63
ENERGISE_S: Final = 20.0
ANSWER_S: Final = 1.0
GUARD: Final = 100


class ServedChair:
    """A simulated chair on a pseudo-terminal, moved on by whoever waits."""

    def __init__(self) -> None:
        self.port = PtyPort()
        self._chair = SimulatedChair(1, start_ns=boot_clock())

    def serve(self, seconds: float, also: Sequence[int] = ()) -> bool:
        """Let it live; True as soon as one of `also` has something to read."""
        until = boot_clock() + int(seconds * 1e9)
        while (now := boot_clock()) < until:
            due = min(until, self._chair.next_deadline())
            ready, _, _ = select.select([self.port.fileno(), *also], [], [], max(0, due - now) / 1e9)
            if self.port.fileno() in ready:
                self.port.write(self._chair.feed(self.port.read(), boot_clock()))
            self.port.write(self._chair.advance(boot_clock()))
            if any(one in ready for one in also):
                return True
        return False

    def break_down(self) -> bytes:
        """From now on it reports a fault; the first such report."""
        self._chair.set_faults(self._chair.faults.changed(BREAKS), boot_clock())
        while not (report := self._chair.advance(boot_clock())):
            pause_s = max(0, self._chair.next_deadline() - boot_clock()) / 1e9
            if select.select([self.port], [], [], pause_s)[0]:
                self._chair.feed(self.port.read(), boot_clock())
        return report

    def mend(self, heard: bytes) -> None:
        """It has heard the stop, and is well again."""
        self.port.write(self._chair.feed(heard, boot_clock()))
        self._chair.set_faults(HEALTHY, boot_clock())


def findings(size: Size) -> Iterator[Finding]:
    """Alone, beside many stations, overloaded."""
    idle = (Target("p99", 1.0),)
    yield _measurement("", measure(size.trials), idle)
    if size.is_quick:
        return
    few = max(2, size.trials // 4)
    yield _measurement(f", {MANY + 1} stations", measure(max(few, 100), others=MANY), (Target("p99", 5.0),))
    yield _measurement(", overloaded", measure(few, per_core=4), ())


Found = tuple[list[float], list[float], str]


def _measurement(where: str, found: Found, targets: tuple[Target, ...]) -> Measurement:
    subject, floor, floor_is = found
    name = f"report that breaks a limit → stop on the wire{where}"
    guard = None if where else GUARD
    return Measurement(name, "ms", spread(subject), spread(floor), floor_is, targets, guard)


def measure(trials: int, *, others: int = 0, per_core: int = 0) -> Found:
    """Milliseconds of host and floor, and what the floor is."""
    dice = random.Random(1)
    subject: list[float] = []
    least: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program, floor_is = least_program(folder)
        urls: list[str] = stack.enter_context(chairs(others))[0] if others else []
        chair = ServedChair()
        again = stack.enter_context(_host(chair, urls, folder))
        floor = stack.enter_context(_floor(program))
        stack.enter_context(overload(per_core))
        for number in range(trials + 1):
            again()
            chair.serve(dice.uniform(0.02, 0.1))
            report = chair.break_down()
            took, heard = _answered(chair.port, report)
            chair.mend(heard)
            floor_took, _ = _answered(floor, report)
            if number:
                subject.append(took)
                least.append(floor_took)
    return subject, least, floor_is


def _answered(port: PtyPort, report: bytes) -> tuple[float, bytes]:
    """From the report to the stop (ms), and all that came; infinite if it does not come."""
    heard = b""
    at = boot_clock()
    port.write(report)
    while STOP not in heard:
        ready, _, _ = select.select([port], [], [], ANSWER_S)
        if not ready:
            return missed(), heard
        heard += port.read()  # an answer to the report before may be late
    return (boot_clock() - at) / 1e6, heard


@contextmanager
def _host(chair: ServedChair, urls: Sequence[str], folder: Path) -> Iterator[Callable[[], None]]:
    """What lets a real host energise the chair again."""
    command = [sys.executable, "-m", "chairctl_proof.bench.stop_host", "energised", chair.port.url, *urls]
    env = os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin
        assert process.stdout
        told = process.stdout.fileno()

        def heard() -> None:
            if not chair.serve(ENERGISE_S + len(urls), [told]) or not os.read(told, 4096):
                raise RuntimeError("the host does not energise the chair")

        def again() -> None:
            assert process.stdin
            process.stdin.write(b"again\n")
            process.stdin.flush()
            heard()

        heard()  # it is ready
        yield again
        process.stdin.close()
        chair.serve(5, [told])
        chair.port.unplug()


@contextmanager
def _floor(program: Sequence[str]) -> Iterator[PtyPort]:
    """The least program on a line of its own: whatever comes, it answers with a stop."""
    port = PtyPort()
    line = os.open(port.url, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(line)
    stop = (b"\0" + STOP).hex()
    with subprocess.Popen([*program, str(line), str(line), "00", stop], pass_fds=(line,)) as process:  # noqa: S603
        os.close(line)
        yield port
        process.terminate()
        port.unplug()
