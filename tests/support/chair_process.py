"""A simulated chair in a process of its own, on a real pseudo-terminal, with its truth on record."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def boot_clock() -> int:
    """The clock that the truth is stamped with (ns)."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class ChairProcess:
    """The running chair: where it is, what it is told, what it really did."""

    def __init__(
        self, process: "subprocess.Popen[str]", url: str, truth_file: Path, environment: str = ""
    ) -> None:
        self.process = process
        self.environment = environment
        self.url = url
        self._truth_file = truth_file

    def tell(self, **order: Any) -> None:
        """One control line: a fault, reboot, unplug, plug."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def truth(self) -> list[dict[str, Any]]:
        """Everything that is on record so far, oldest first."""
        lines = self._truth_file.read_text().splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]

    def wait_for_truth(self, condition: Any, timeout_s: float = 5.0) -> dict[str, Any]:
        """The newest truth as soon as it fulfils the condition."""
        until = time.monotonic() + timeout_s
        while True:
            record = self.truth()
            if record and condition(record[-1]):
                return record[-1]
            assert time.monotonic() < until, f"never came true; last: {record[-1:]}"
            time.sleep(0.01)

    def zero_since(self, instant: int) -> int:
        """The first instant from `instant` on at which the outputs were truly zero (ns)."""
        self.wait_for_truth(lambda last: last["t"] > instant and last["outputs_zero"])
        return int(next(line["t"] for line in self.truth() if line["t"] >= instant and line["outputs_zero"]))


@contextmanager
def chair_process(folder: Path, *options: str, over: str = "--pty") -> Iterator[ChairProcess]:
    """Start a chair, on a pseudo-terminal or over `--ble`; it ends with the block."""
    truth_file, link = folder / "truth.jsonl", folder / "chair"
    command = [sys.executable, "-m", "chairctl_simulators", over, "--json", "--with-stdin"]
    command += ["--truth", str(truth_file), "--link", str(link), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        place = json.loads(process.stdout.readline())
        try:
            url = str(link) if over == "--pty" else place["url"]
            yield ChairProcess(process, url, truth_file, place["environment"])
        finally:
            process.terminate()
            process.wait(5)
