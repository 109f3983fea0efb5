"""Trials: energise, have an accident at a random phase, measure until the true outputs are zero.

Every trial starts from a chair at rest and a new host. A trial counts as `never` when the outputs are
not truly zero within two seconds. The loads are processes that compute, four to a core.
"""

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chairctl_proof.realtime.chair import RealChair, Watched, boot_clock

GIVE_UP_S = 2.0
SILENCE_S = 60.0
"""A host that says nothing for so long has died, or the computer is far too busy for it."""
NO_MORE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Accident:
    """What happens: in the host (`inside`, at a signal), and from outside, to processes or the line."""

    name: str
    inside: str = "none"
    outside: Callable[["Trial"], None] = lambda _: None
    mended: Mapping[str, Any] = field(default_factory=dict)
    """The control line by which the chair is as before."""


@dataclass(slots=True)
class Trial:
    """The processes of one trial."""

    chair: Watched
    host: int
    wardens: list[int]

    def signal_all(self, name: int, *processes: int) -> None:
        """Send a signal to processes that may have gone."""
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, name)


@dataclass(slots=True)
class Latencies:
    """Milliseconds from the accident to true zero, one per trial."""

    name: str
    values_ms: list[float] = field(default_factory=list)
    never: int = 0

    def at(self, share: float) -> float:
        """The value that this share of the trials does not exceed (ms)."""
        ordered = sorted(self.values_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")

    def summary(self) -> dict[str, Any]:
        """The figures of a table row."""
        return {
            "name": self.name,
            "trials": len(self.values_ms) + self.never,
            "never": self.never,
            "p50_ms": round(self.at(0.5), 2),
            "p99_ms": round(self.at(0.99), 2),
            "max_ms": round(self.at(1), 2),
        }


def kill_host(trial: Trial) -> None:
    """SIGKILL, as a crash or the OOM killer would."""
    trial.signal_all(signal.SIGKILL, trial.host)


def hang_host(trial: Trial) -> None:
    """SIGSTOP: a debugger, a hang."""
    trial.signal_all(signal.SIGSTOP, trial.host)


def kill_warden_hang_host(trial: Trial) -> None:
    """Nobody is left on this computer."""
    trial.signal_all(signal.SIGKILL, *trial.wardens)
    trial.signal_all(signal.SIGSTOP, trial.host)


def hang_both(trial: Trial) -> None:
    """The computer stands still."""
    trial.signal_all(signal.SIGSTOP, *trial.wardens, trial.host)


def pull_cable(trial: Trial) -> None:
    """The line is gone; nobody can tell the device anything."""
    trial.chair.tell(unplug=True)


def break_line(kind: str) -> Callable[[Trial], None]:
    """The line carries nothing in one direction, or the device takes nothing for now."""
    return lambda trial: trial.chair.tell(line=kind)


ACCIDENTS = {
    accident.name: accident
    for accident in (
        Accident("stop", inside="stop"),
        Accident("sigkill", outside=kill_host),
        Accident("sigstop", outside=hang_host),
        Accident("blocked_loop", inside="block"),
        Accident("gil_held", inside="gil"),
        Accident("lost_task", inside="lost_task"),
        Accident("beat_thread", inside="beat_thread"),
        Accident("warden_killed_host_stopped", outside=kill_warden_hang_host),
        Accident("both_stopped", outside=hang_both),
        Accident("cable", outside=pull_cable, mended={"plug": True}),
        Accident("line_deaf", outside=break_line("deaf"), mended={"line": "whole"}),
        Accident("line_mute", outside=break_line("mute"), mended={"line": "whole"}),
        Accident("line_jammed", outside=break_line("jammed"), mended={"line": "whole"}),
        Accident("no_descriptors", inside="no_descriptors"),
        Accident("no_memory", inside="no_memory"),
    )
}


class Hosts:
    """The factory of host processes; `twin` names the layer that they lack."""

    def __init__(self, twin: str = "", environment: Mapping[str, str] = NO_MORE) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "chairctl_proof.realtime.host", *([twin] if twin else [])],
            # TMPDIR: for the ledgers of hosts that are killed
            env=os.environ | environment | {"TMPDIR": self._folder.name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._heard = b""

    def hear(self) -> dict[str, Any]:
        """The next line of a host. Raises RuntimeError where none comes."""
        assert self._process.stdout
        said = self._process.stdout.fileno()
        while b"\n" not in self._heard:
            if not select.select([said], [], [], SILENCE_S)[0]:
                raise RuntimeError(f"the host has said nothing for {SILENCE_S:g} s")
            data = os.read(said, 65_536)
            if not data:
                raise RuntimeError("the factory of hosts has died")
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        return dict(json.loads(line))

    def start(self, chair: Watched, inside: str) -> Trial:
        """A host that has armed and begins to energise."""
        host = self._order(f"{chair.url} {inside}")
        told = self.hear()
        if "refused" in told:
            raise RuntimeError(f"the host refused: {told['refused']}")
        return Trial(chair, host, told["wardens"])

    def close(self) -> None:
        """End the factory."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._process.terminate()
        self._process.wait(5)
        self._folder.cleanup()

    def begin_stops(self, chair: Watched, count: int, seed: int) -> int:
        """A host that energises and stops `count` times, by its process id; `hear` gives the instants."""
        return self._order(f"{chair.url} stops {count} {seed}")

    def _order(self, line: str) -> int:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()
        return int(self.hear()["pid"])


def usable_cores() -> int:
    """The cores that this process may use (all, where the system does not tell)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def overload(per_core: int) -> Iterator[None]:
    """Processes that compute, this many per core that this process may use; 0: none."""
    count = per_core * usable_cores()
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def measure(
    accident: Accident,
    trials: int,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
    *,
    twin: str = "",
    faults: Mapping[str, Any] | None = None,
    over: str = "--pty",
) -> Latencies:
    """Run trials of one accident on one chair; a red twin lacks a layer, or its chair has `faults`."""
    phases = random.Random(seed)
    result = Latencies(accident.name)
    with _chair_and_hosts(1, over, twin) as (chair, hosts):
        if faults:
            chair.tell(fault=dict(faults))
        for number in range(trials):
            latency_ms = once(accident, chair, hosts, phases.uniform(0, 0.06))
            if latency_ms is None:
                result.never += 1
            else:
                result.values_ms.append(latency_ms)
            progress(number + 1)
    return result


def measure_stops(
    trials: int, seed: int, progress: Callable[[int], None] = lambda _: None, *, over: str = "--pty"
) -> Latencies:
    """Figure F1, cheaply: one host stops its chair again and again."""
    result = Latencies("stop")
    with _chair_and_hosts(seed, over) as (chair, hosts):
        hosts.begin_stops(chair, trials, seed)
        while "t" in (told := hosts.hear()):
            zero_at = chair.zero_at(int(told["t"]), GIVE_UP_S)
            if zero_at is None:
                result.never += 1
            else:
                result.values_ms.append((zero_at - int(told["t"])) / 1e6)
            progress(len(result.values_ms) + result.never)
        if "done" not in told:
            raise RuntimeError(f"the host said {told}")
    return result


@contextlib.contextmanager
def _chair_and_hosts(seed: int, over: str, twin: str = "") -> Iterator[tuple[RealChair, Hosts]]:
    """A chair and what makes hosts for it, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder), seed, over) as chair:
        hosts = Hosts(twin, chair.environment)
        try:
            yield chair, hosts
        finally:
            hosts.close()


def once(accident: Accident, chair: Watched, hosts: Hosts, phase_s: float) -> float | None:
    """One trial on a chair at rest: ms from the accident to true zero; None: not within two seconds."""
    trial = hosts.start(chair, accident.inside)
    try:
        if chair.energised_at(GIVE_UP_S) is None:
            raise RuntimeError("the chair was never energised")
        time.sleep(phase_s)
        happened_at = boot_clock()
        if accident.inside == "none":
            accident.outside(trial)
        else:
            trial.signal_all(signal.SIGUSR1, trial.host)
            happened_at = int(hosts.hear()["t"])
        zero_at = chair.zero_at(happened_at, GIVE_UP_S)
    finally:
        trial.signal_all(signal.SIGKILL, trial.host)
        trial.signal_all(signal.SIGCONT, *trial.wardens)
        if accident.mended:
            chair.tell(**accident.mended)
        chair.zero_at(boot_clock(), GIVE_UP_S)
    return None if zero_at is None else (zero_at - happened_at) / 1e6
