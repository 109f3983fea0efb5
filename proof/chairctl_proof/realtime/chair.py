"""A simulated chair in a process of its own; its truth comes through a pipe and is kept as it arrives."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, Self

KEPT = 4_000
SIMULATORS = "chairctl_simulators"


def boot_clock() -> int:
    """The clock that the truth is stamped with (ns)."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Watched(Protocol):
    """A device whose outputs are seen, whatever stands behind it."""

    url: str
    environment: dict[str, str]

    def tell(self, **order: Any) -> None:
        """Do something to it."""

    def energised_at(self, timeout_s: float) -> int | None:
        """The instant at which an output was seen, from now on; None: not in time."""

    def zero_at(self, since: int, timeout_s: float) -> int | None:
        """The first instant from `since` on at which all outputs were zero; None: never in time."""


class RealChair:
    """One simulated device, on a pty or over `--ble`; what its plant really does is kept as it arrives.

    `server`: the module that serves it, and options of its own. `on_truth` gets every line of what the plant
    really does, in a thread of its own.
    """

    def __init__(
        self,
        folder: Path,
        seed: int = 1,
        over: str = "--pty",
        *,
        server: tuple[str, ...] = (SIMULATORS,),
        on_truth: Callable[[dict[str, Any]], object] = lambda _: None,
    ) -> None:
        self._on_truth = on_truth
        fifo = folder / "truth"
        os.mkfifo(fifo)
        self.url = str(folder / "chair")
        command = [sys.executable, "-m", *server, over, "--json", "--with-stdin"]
        command += ["--seed", str(seed), "--truth", str(fifo), "--link", self.url]
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._fifo = fifo.open("rb", buffering=0)
        self._news = threading.Condition()
        self._lines: list[tuple[int, bool, bool]] = []
        """Instant, outputs at zero, and whether any part of it still travels."""
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._process.stdout
        said = self._process.stdout.readline()
        if not said:
            self.__exit__()
            raise RuntimeError(f"{server[0]} ended before it served; it has said why on stderr")
        place = json.loads(said)
        self.serial_number = str(place["serial_number"])
        self.environment: dict[str, str] = {}
        """What a host needs in its environment to reach it."""
        if over != "--pty":
            self.url = place["url"]
            name, _, value = place["environment"].partition("=")
            self.environment = {name: value}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def tell(self, **order: Any) -> None:
        """One control line: a fault, reboot, unplug, plug."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def energised_at(self, timeout_s: float) -> int | None:
        """The instant of the first truth from now on that shows an output; None: not in time."""
        return self._first(boot_clock(), timeout_s, zero=False)

    def zero_at(self, since: int, timeout_s: float) -> int | None:
        """The first instant from `since` on at which all outputs were truly zero; None: never in time."""
        return self._first(since, timeout_s, zero=True)

    def still_at(self, since: int, timeout_s: float) -> int | None:
        """The first instant from `since` on at which no part travelled either; None: never in time."""
        return self._first(since, timeout_s, zero=True, still=True)

    def stayed_zero(self, since: int, timeout_s: float = 2.0) -> bool:
        """Whether every truth from `since` on shows zero; waits for the first, and False if none comes."""
        until = time.monotonic() + timeout_s
        with self._news:
            while not (seen := [zero for at, zero, _ in self._lines if at >= since]):
                if not self._news.wait(until - time.monotonic()):
                    return False
            return all(seen)

    def was_zero(self, at: int) -> bool:
        """Whether the newest truth until then shows zero."""
        with self._news:
            return any(zero for _, zero, _ in [line for line in self._lines if line[0] <= at][-1:])

    def _first(self, since: int, timeout_s: float, *, zero: bool, still: bool = False) -> int | None:
        until = time.monotonic() + timeout_s
        with self._news:
            while True:
                found = [
                    at
                    for at, was_zero, travels in self._lines
                    if at >= since and was_zero is zero and not (still and travels)
                ]
                if found:
                    return found[0]
                if not self._news.wait(until - time.monotonic()):
                    return None

    def _listen(self) -> None:
        rest = b""
        while data := self._fifo.read(65_536):
            *lines, rest = (rest + data).split(b"\n")
            records = [json.loads(line) for line in lines]
            for record in records:
                self._on_truth(record)
            with self._news:
                self._lines += [(r["t"], r["outputs_zero"], bool(r.get("moving"))) for r in records]
                del self._lines[:-KEPT]
                self._news.notify_all()
        self._fifo.close()
