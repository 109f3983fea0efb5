"""How many stations one daemon carries: `python -m chairctl_proof.broker.load --stations 64 …`.

Simulated chairs, each with 20 reports a second, a broker, and Home Assistant's documents; the daemon is a
process of its own. Its own figures say how late its turns are; /proc says what it costs.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.broker.home import Home, wait_for
from chairctl_proof.broker.mosquitto import Broker, free_port

METRIC = "chairctl_turn_lateness_seconds_bucket"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Load(NamedTuple):
    """What so many stations cost."""

    stations: int
    armed: int
    p50_ms: float
    p99_ms: float
    """Upper end of the bin in which it lies."""
    cpu_percent: float
    """Of one core."""
    chairs_cpu_percent: float
    """What the simulated chairs take of the same computer."""
    memory_mib: float


@contextmanager
def chairs(count: int) -> Iterator[tuple[list[str], int]]:
    """Simulated chairs; their addresses, and their process."""
    command = [sys.executable, "-m", "chairctl_simulators", "--pty", "--json", "--with-stdin"]
    process = subprocess.Popen(  # noqa: S603  (our own module)
        [*command, "--count", str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield [json.loads(process.stdout.readline())["url"] for _ in range(count)], process.pid
    finally:
        process.terminate()
        process.communicate()


def measure(stations: int, seconds: float) -> Load:
    """Everything up, all armed that can be, and then what it costs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home, port = Home(folder), free_port()
        with Broker(folder) as broker, chairs(stations) as (urls, chairs_pid):
            lines = [f"  - {{name: s{number}, device: {url}}}" for number, url in enumerate(urls)]
            file = folder / "daemon.yaml"
            file.write_text(
                "schema: chairctl/daemon/1\nname: pi\nstations:\n"
                + "\n".join(lines)
                + f"\nmqtt: {{host: 127.0.0.1, port: {broker.port}, home_assistant: {{}}}}\n"
                + f"metrics: {{port: {port}}}\n",
                encoding="utf-8",
            )
            daemon = home.start("daemon", "--config", str(file))
            try:
                wait_for(lambda: len(home.sockets) == stations, 60)
                time.sleep(stations / 8)  # every line gets its warden, a process each
                armed = sum(arm(path) for path in home.sockets)
                time.sleep(2)
                before, cpu = _bins(port), (cpu_s(daemon.pid), cpu_s(chairs_pid))
                time.sleep(seconds)
                after, used = _bins(port), (cpu_s(daemon.pid), cpu_s(chairs_pid))
                memory = _memory_mib(daemon.pid)
            finally:
                daemon.terminate()
                daemon.communicate(timeout=60)
    counts = [(bound, count - before[index][1]) for index, (bound, count) in enumerate(after)]
    own, theirs = (100 * (now - then) / seconds for now, then in zip(used, cpu, strict=True))
    return Load(stations, armed, _quantile(counts, 0.5), _quantile(counts, 0.99), own, theirs, memory)


def arm(path: Path) -> bool:
    """Arm a station and let it put something out; whether it could be."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with contextlib.suppress(OSError), HostClient(path) as client:  # it may be too busy to answer
            if client.ask({"id": "a", "action": "arm"})["receipt"]["outcome"] == "accepted":
                client.ask({"id": "o", "action": "set_output", "channel": "air", "output": [300, None]})
                return True
        time.sleep(0.1)
    return False


def _bins(port: int) -> list[tuple[float, int]]:
    """Upper ends (ms) and counts up to there, of the daemon's own figure."""
    url = f"http://127.0.0.1:{port}/metrics"
    with urllib.request.urlopen(url, timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    found = []
    for line in lines:
        if line.startswith(METRIC):
            end = line.partition('le="')[2].partition('"')[0]
            found.append((1_000 * float(end), int(float(line.rpartition(" ")[2]))))
    return found


def _quantile(counts: Sequence[tuple[float, int]], share: float) -> float:
    whole = counts[-1][1]
    return next((end for end, below in counts if below >= share * whole), float("inf"))


def cpu_s(pid: int) -> float:
    """What a process has computed (s)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def _memory_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Measure and print, one line for each number of stations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, nargs="+", default=[1, 8, 16, 32, 48, 64])
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    sys.stdout.write("stations  armed  p50 ms  p99 ms  CPU %  chairs' CPU %  MiB\n")
    for count in options.stations:
        load = measure(count, options.seconds)
        sys.stdout.write(
            f"{load.stations:8}  {load.armed:5}  {load.p50_ms:6.2f}  {load.p99_ms:6.2f}"
            f"  {load.cpu_percent:5.1f}  {load.chairs_cpu_percent:13.1f}  {load.memory_mib:3.0f}\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
