"""What it costs to be there: a daemon at rest, and a screen in a session."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import spread
from chairctl_proof.broker.home import Home, wait_for
from chairctl_proof.broker.load import TICK_S
from chairctl_proof.realtime.chair import RealChair
from chairctl_proof.realtime.screens import Room

BARE: Final = "import asyncio; asyncio.run(asyncio.sleep(600))"
FLOOR_IS: Final = "the same interpreter with a loop in which nothing happens"
SETTLE_S: Final = 2.0


class Use:
    """What a process has used, as Linux counts it."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        self.cpu_s = (int(fields[11]) + int(fields[12])) * TICK_S
        pages = int((self._folder / "statm").read_text(encoding="ascii").split()[1])
        self.memory_mib = pages * resource.getpagesize() / 2**20
        self.descriptors = len(os.listdir(self._folder / "fd"))
        said = (self._folder / "io").read_text(encoding="ascii").split()
        self.written_bytes = int(said[said.index("write_bytes:") + 1])
        self.at = time.monotonic()

    def cpu_percent_since(self, before: "Use") -> float:
        """Of one core."""
        return 100 * (self.cpu_s - before.cpu_s) / (self.at - before.at)


def processes(size: Size) -> Iterator[Finding]:
    """The daemon, and the screen."""
    seconds = max(size.seconds, 10 if not size.is_quick else 1)
    if Path("/proc/self/io").exists():
        yield from _daemon(seconds)
        if not size.is_quick:
            yield from _screen(seconds)


@contextmanager
def daemon_at_rest() -> Iterator[tuple[int, int]]:
    """One with a chair that is connected and at rest, and a bare interpreter: their numbers."""
    with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder)) as chair:
        place = Home(Path(folder))
        file = place.folder / "daemon.yaml"
        file.write_text(
            f"schema: chairctl/daemon/1\nname: pi\nstations:\n  - {{name: s, device: {chair.url}}}\n",
            encoding="utf-8",
        )
        daemon = place.start("daemon", "--config", str(file))
        try:
            wait_for(lambda: bool(place.sockets))
            with _bare() as bare:
                time.sleep(SETTLE_S)
                yield daemon.pid, bare
        finally:
            daemon.terminate()
            daemon.communicate(timeout=20)


def _daemon(seconds: float) -> Iterator[Finding]:
    """For a while."""
    with daemon_at_rest() as (pid, bare):
        before, floor_before = Use(pid), Use(bare)
        time.sleep(seconds)
        after, floor = Use(pid), Use(bare)
    note = f"watched for {seconds:.0f} s, one chair that reports 20 times a second"
    for name, unit, value, least, target in (
        ("CPU", "% of a core", after.cpu_percent_since(before), floor.cpu_percent_since(floor_before), 1.0),
        ("memory", "MiB", after.memory_mib, floor.memory_mib, 45.0),
        ("descriptors", "", after.descriptors, floor.descriptors, None),
        ("descriptors more than at the beginning", "", after.descriptors - before.descriptors, 0, 0.0),
        (
            "written to disk",
            "KiB/h",
            (after.written_bytes - before.written_bytes) / 1024 * 3600 / seconds,
            0,
            None,
        ),
    ):
        targets = (Target("p50", target),) if target is not None else ()
        yield Measurement(
            f"a daemon at rest: {name}", unit, spread([value]), spread([least]), FLOOR_IS, targets, note=note
        )


def _screen(seconds: float) -> Iterator[Finding]:
    """The screen while a session runs."""
    with tempfile.TemporaryDirectory() as folder, Room(Path(folder), 1) as room, room.screen() as terminal:
        room.energise()
        time.sleep(SETTLE_S)
        with _bare() as bare:
            before, floor_before = Use(terminal.process.pid), Use(bare)
            host_before = Use(room.host.pid)
            time.sleep(seconds)
            after, floor, host = Use(terminal.process.pid), Use(bare), Use(room.host.pid)
    yield Measurement(
        "the screen in a session: CPU",
        "% of a core",
        spread([after.cpu_percent_since(before)]),
        spread([floor.cpu_percent_since(floor_before)]),
        FLOOR_IS,
        (Target("p50", 15.0),),
        note=f"its host meanwhile: {host.cpu_percent_since(host_before):.1f} %",
    )
    memory = spread([after.memory_mib]), spread([floor.memory_mib])
    yield Measurement("the screen in a session: memory", "MiB", *memory, FLOOR_IS)


@contextmanager
def _bare() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", BARE]) as process:  # noqa: S603
        yield process.pid
        process.terminate()
