"""What one turn of the control costs, and where that goes; no clock, no loop, no line: computing only."""

import asyncio
import gc
import socket
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from chairctl.control.effects import Effects
from chairctl.control.events import Event, Received
from chairctl.control.station import Station
from chairctl.domain.time import SECOND, Instant
from chairctl.runtime.link import Link
from chairctl.runtime.recorder import Recorder
from chairctl.transports.memory import memory_pair
from chairctl_proof.bench.measurement import Finding, Measurement, Table, Target
from chairctl_proof.bench.profiling import costs_by_function, shares_by_folder
from chairctl_proof.bench.script import Script, chairs, play
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import Spread, spread
from chairctl_proof.bench.turns import without_collector

FLOOR_IS: Final = "one report in and one answer out through a socket pair, nothing decided"
TURN_US: Final = 60
SHAPES: Final = (("1 channel", 1, 1), ("4 channels", 1, 4), ("16 channels, 4 devices", 4, 4))
GUARD: Final = 250


class Exchange:
    """The floor: the bytes of a turn are read, and others are written."""

    def __init__(self) -> None:
        self._host, self._chair = socket.socketpair()

    def __call__(self) -> float:
        """What one costs (µs)."""
        self._chair.send(b"r" * 100)
        began = time.perf_counter_ns()
        self._host.recv(4096)
        self._host.send(b"a" * 60)
        took = time.perf_counter_ns() - began
        self._chair.recv(4096)
        return took / 1e3

    def close(self) -> None:
        """Away with it."""
        self._host.close()
        self._chair.close()


def findings(size: Size) -> Iterator[Finding]:
    """The turn, its parts, its memory."""
    seconds = max(1, size.calls // 20)
    for name, count, channels in SHAPES:
        script = play(*chairs(count, channels), seconds * SECOND)
        subject, floor = _cost(script)
        targets = (Target("p50", TURN_US),) if channels * count <= 4 else ()
        yield Measurement(f"a turn, {name}", "µs", subject, floor, FLOOR_IS, targets, GUARD)
    script = play(*chairs(1), seconds * SECOND)
    yield _breakdown(script)
    yield _profile(script)
    yield from _memory(script)
    yield _pauses(script)


def turns(script: Script) -> Iterator[tuple[Station, Instant, Event]]:
    """The turns of a session from its beginning on, on a station of its own; whoever gets one takes it."""
    station = script.begin()
    for now, event in script.events[script.begun :]:
        yield station, now, event


def _cost(script: Script) -> tuple[Spread, Spread]:
    subject, floor = [], []
    exchange = Exchange()
    with without_collector():
        for station, now, event in turns(script):
            began = time.perf_counter_ns()
            station.step(event, now)
            took = time.perf_counter_ns() - began
            if isinstance(event, Received):
                subject.append(took / 1e3)
                floor.append(exchange())
    exchange.close()
    return spread(subject), spread(floor)


def _breakdown(script: Script) -> Table:
    """The turn by folder, and what the runtime adds to it."""
    shares = shares_by_folder(lambda: _play(script))
    whole, _ = _cost(script)
    rows = [
        (f"`{folder}`", f"{share * whole.p50:.1f}", f"{100 * share:.0f} %")
        for folder, share in shares
        if share >= 0.01
    ]
    rows.append(("**the turn**", f"**{whole.p50:.1f}**", "100 %"))
    for name, cost in asyncio.run(_around(script)).items():
        rows.append((name, f"{cost.p50:.1f}", f"{100 * cost.p50 / whole.p50:.0f} %"))
    note = "By folder: shares of a profile, which slows small functions more than large ones."
    return Table("a turn, part by part", ("part", "µs (p50)", "of a turn"), tuple(rows), note)


def _profile(script: Script) -> Table:
    rows = tuple(
        (f"`{name}`", f"{calls:.1f}", f"{100 * share:.0f} %")
        for name, calls, share in costs_by_function(
            lambda: _play(script), len(script.events) - script.begun, 12
        )
    )
    return Table("the dearest functions of a turn", ("function", "calls a turn", "of a turn"), rows)


async def _around(script: Script) -> dict[str, Spread]:
    """What is done beside the turn: the line's owner with its gate, the recorder, the picture."""
    name = script.profiles[0].name
    kinds = tuple(channel.channel.kind for channel in script.profiles[0].channels)
    near, far = memory_pair()
    far.attach(lambda _: None, lambda _: None)
    up = asyncio.Event()
    device = script.station().devices[name]
    nothing: Callable[..., object] = lambda *_: None  # noqa: E731
    link = Link(
        name,
        device,
        kinds,
        near,
        on_up=lambda _: up.set(),
        on_warden=nothing,
        on_bytes=nothing,
        on_down=nothing,
    )
    task = asyncio.create_task(link.run())
    await up.wait()
    costs: dict[str, list[float]] = {"link and gate": [], "recorder": [], "snapshot": []}
    with tempfile.TemporaryDirectory() as folder, without_collector():
        recorder = Recorder(Path(folder) / "recording", "bench", ("",))
        for station, now, event in turns(script):
            effects = station.step(event, now)
            for part, action in (
                ("link and gate", lambda e=effects, n=now: _send(link, e, n)),
                ("recorder", lambda e=effects, n=now, v=event: recorder.note(n, v, e)),
                ("snapshot", lambda n=now, s=station: s.snapshot(n)),
            ):
                began = time.perf_counter_ns()
                action()
                costs[part].append((time.perf_counter_ns() - began) / 1e3)
        recorder.close()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await link.close()
    return {part: spread(values) for part, values in costs.items()}


def _send(link: Link, effects: Effects, now: Instant) -> None:
    for transmission in effects.transmissions:
        link.send(transmission, now)


def _memory(script: Script) -> Iterator[Finding]:
    """What a turn takes at once and gives back, and what it keeps."""
    peaks = []
    tracemalloc.start()
    before = None
    for number, (station, now, event) in enumerate(turns(script)):
        tracemalloc.reset_peak()
        held, _ = tracemalloc.get_traced_memory()
        if number == 100:  # whatever is made once has been made
            before = held
        station.step(event, now)
        peaks.append((tracemalloc.get_traced_memory()[1] - held) / 1024)
    kept = tracemalloc.get_traced_memory()[0] - (before or 0)
    tracemalloc.stop()
    count = max(1, len(peaks) - 100)
    yield Measurement("memory that a turn takes for a moment", "KiB", spread(peaks))
    yield Measurement(
        "memory that a turn keeps",
        "bytes",
        spread([max(0.0, kept / count)]),
        note="The trace of a session: four points a second, bounded.",
    )


def _pauses(script: Script) -> Measurement:
    """Pauses of the garbage collector while turns are taken, beside those while as many tuples are made."""
    subject = _pauses_in(lambda: _play(script))
    floor = _pauses_in(lambda: [(number, str(number)) for number in range(20 * len(script.events))])
    return Measurement(
        "pauses of the garbage collector",
        "µs",
        spread(subject),
        spread(floor),
        "a list of tuples grows in the same process",
        note=f"{len(subject)} pauses in {len(script.events):,} turns.",
    )


def _pauses_in(work: Callable[[], object]) -> list[float]:
    """µs; one of none if there was none."""
    found: list[float] = []
    began = 0

    def watch(phase: str, _: object) -> None:
        nonlocal began
        now = time.perf_counter_ns()
        if phase == "stop":
            found.append((now - began) / 1e3)
        began = now

    gc.callbacks.append(watch)
    try:
        work()
    finally:
        gc.callbacks.remove(watch)
    return found or [0.0]


def _play(script: Script) -> None:
    for station, now, event in turns(script):
        station.step(event, now)
