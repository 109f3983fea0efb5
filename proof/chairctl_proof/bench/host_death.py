"""What happens when the host is gone or stands still: the warden's own deadline, and whole accidents.

The floor of a deadline is a bare timer for as long, of a process beside; of a killed host, how soon a process
that waits hears of it at all.
"""

import json
import os
import pty
import random
import select
import signal
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from chairctl.warden import process as warden
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import missed, spread
from chairctl_proof.realtime.trials import ACCIDENTS, measure, overload

DEADLINE_MS: Final = warden.DEADLINE_NS / 1e6
STOP: Final = b"stop"
REST: Final = b"at rest"
SOAK: Final = Path("docs/figures/soak.json")
GIVE_UP_S: Final = 2.0
TIMER: Final = """
import select, sys, time
for _ in sys.stdin:
    select.select([], [], [], float(sys.argv[1]))
    sys.stdout.write(f"{time.monotonic_ns()}\\n")
    sys.stdout.flush()
"""
TIMER_IS: Final = "a bare timer of as long, in a process of its own"


def findings(size: Size) -> Iterator[Finding]:
    """The warden alone, idle and overloaded; then accidents of a whole host."""
    idle = (Target("p50", 1.0), Target("p99", 10.0))
    yield _deadline("", deadlines(size.trials, 0), idle)
    if size.is_quick:
        return  # the accidents have tests of their own
    yield _deadline(", overloaded", deadlines(max(2, size.trials // 4), 4), ())
    few = max(2, size.trials // (10 if size.is_full else 7))
    for name, words, targets in (
        ("sigkill", "the host is killed → true zero", (Target("p99", 25.0),)),
        ("sigstop", "the host is stopped → true zero", (Target("most", 200.0),)),
        ("blocked_loop", "its loop is blocked → true zero", (Target("most", 200.0),)),
        ("gil_held", "its interpreter is held → true zero", (Target("most", 200.0),)),
    ):
        trials = max(few, size.trials) if name == "sigkill" else few  # its target is a p99
        found = measure(ACCIDENTS[name], trials, 1)
        values = [*found.values_ms, *[missed()] * found.never]
        if name == "sigkill":
            floor, floor_is = kills(trials), "a process is killed, another one waits for the end of its pipe"
        else:
            floor, floor_is = [DEADLINE_MS + late for late in timers(few)], TIMER_IS
        yield Measurement(words, "ms", spread(values), spread(floor), floor_is, targets)


def without_cause(_: Size) -> Iterator[Finding]:
    """Hours in which nothing happens are kept by `make campaign-realtime`."""
    if not SOAK.exists():
        return
    for run in json.loads(SOAK.read_text(encoding="utf-8")):
        idle = run["load"].startswith("0 ")
        name = "trips without a cause in an hour of sessions" + ("" if idle else ", overloaded")
        note = f"Measured by `make campaign-realtime`: {run['chairs']} chairs, {run['seconds']:,} s in all."
        trips = spread([3_600 * run["false_trips"] / run["seconds"]])
        yield Measurement(name, "", trips, targets=(Target("p50", 0),) if idle else (), note=note)


def _deadline(where: str, found: tuple[list[float], list[float]], targets: tuple[Target, ...]) -> Measurement:
    subject, floor = (spread(values) for values in found)
    name = f"the warden's stop after its deadline of {DEADLINE_MS:.0f} ms{where}"
    note = "How late it is. A real time priority, where it may have one, helps."
    return Measurement(name, "ms late", subject, floor, TIMER_IS, targets, note=note)


def deadlines(trials: int, per_core: int) -> tuple[list[float], list[float]]:
    """How late the warden's stop is, and a timer beside it (ms)."""
    subject, floor = [], []
    dice = random.Random(1)
    with Watched() as watched, _timer() as timer, overload(per_core):
        for _ in range(trials):
            began = _set(timer)
            subject.append(watched.late_ms(dice.uniform(0.01, 0.05)))
            floor.append(_late_ms(timer, began))
    return subject, floor


class Watched:
    """A warden on a pseudo-terminal whose other end is here."""

    def __init__(self) -> None:
        self._chair, line = pty.openpty()
        tty.setraw(line)
        feed, self._feed = os.pipe()
        self._said, answer = os.pipe()
        arguments = [str(feed), str(answer), str(line), STOP.hex(), "answer", REST.hex()]
        self._process = subprocess.Popen(  # noqa: S603  (our own file)
            [sys.executable, "-I", "-S", str(warden.__file__), *arguments], pass_fds=(feed, answer, line)
        )
        for end in (feed, answer, line):
            os.close(end)
        self._fired = 0
        os.read(self._said, warden.WORD.size)  # it is ready

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._feed)
        self._process.wait(5)
        os.close(self._chair)
        os.close(self._said)

    def late_ms(self, pause_s: float) -> float:
        """One beat, and then none: by how much the stop is later than the deadline."""
        os.write(self._feed, warden.WORD.pack(warden.ARM, self._fired))
        time.sleep(pause_s)
        began = time.monotonic_ns()
        os.write(self._feed, warden.WORD.pack(warden.BEAT, self._fired))
        if not select.select([self._chair], [], [], GIVE_UP_S)[0]:
            return missed()
        late = (time.monotonic_ns() - began) / 1e6 - DEADLINE_MS
        self._fired += 1
        said = b""
        # It goes on until the device says that it has stopped. A word is a letter and a number.
        while warden.ZERO not in said[:: warden.WORD.size]:
            os.write(self._chair, REST)
            said += os.read(self._said, 4096)
        while select.select([self._chair], [], [], 0)[0]:
            os.read(self._chair, 4096)
        return late


@contextmanager
def _timer() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-I", "-S", "-c", TIMER, str(DEADLINE_MS / 1e3)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        _late_ms(process, _set(process))
        yield process
        process.terminate()


def _set(timer: "subprocess.Popen[str]") -> int:
    """Start a bare timer; the instant (ns)."""
    assert timer.stdin
    began = time.monotonic_ns()
    timer.stdin.write("go\n")
    timer.stdin.flush()
    return began


def _late_ms(timer: "subprocess.Popen[str]", began: int) -> float:
    """How late it was, as it says itself."""
    assert timer.stdout
    return (int(timer.stdout.readline()) - began) / 1e6 - DEADLINE_MS


def timers(count: int) -> list[float]:
    """How late so many are (ms)."""
    with _timer() as timer:
        return [_late_ms(timer, _set(timer)) for _ in range(count)]


def kills(count: int) -> list[float]:
    """From killing a process until the end of its pipe is heard (ms)."""
    found = []
    for _ in range(count):
        with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout
            time.sleep(0.02)
            began = time.monotonic_ns()
            process.send_signal(signal.SIGKILL)
            process.stdout.read()
            found.append((time.monotonic_ns() - began) / 1e6)
    return found
