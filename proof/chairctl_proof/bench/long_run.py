"""Whether it stays as it is: a station over many days in virtual time, and a daemon over a real hour."""

import gc
import time
import tracemalloc
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chairctl.domain.commands import Arm, Present, Run
from chairctl.domain.time import MINUTE, SECOND
from chairctl.profiles.loader import load_programme
from chairctl.safety.states import LIVE
from chairctl_proof.bench.growth import curve
from chairctl_proof.bench.idle import FLOOR_IS, Use, daemon_at_rest
from chairctl_proof.bench.measurement import Curve, Finding, Measurement, Target
from chairctl_proof.bench.script import START, Stage, chairs, switched_on
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import spread

A_YEAR: Final = 365
NIGHT: Final = 23 * 60 * MINUTE
A_FEW_DAYS: Final = 16
AN_HOUR_S: Final = 3_600
EVERY_S: Final = 60
WARM_MINUTES: Final = 5
"""What is made once has been made by then."""


def few_days(size: Size) -> Iterator[Finding]:
    """Enough to see what grows every day."""
    if not size.is_quick:
        yield days(A_FEW_DAYS)


def year(size: Size) -> Iterator[Finding]:
    """A session every day."""
    yield days(A_YEAR if not size.is_quick else 4)


def days(count: int) -> Curve:
    """One station and one chair, a session a day, switched off at night: what it holds of memory."""
    profiles, devices = chairs(1)
    stage = Stage(profiles, devices)
    stage.plug(START)
    programme = load_programme("demo")
    held_kib = array(
        "d", bytes(8 * count)
    )  # made before it is traced: the notes of a year would look like growth
    tracemalloc.start()
    for day in range(count):
        stage.ask(Arm())
        stage.ask(Run(programme))
        while stage.station.kernel.state in LIVE:
            stage.run_for(SECOND)
            if stage.station.kernel.presence.is_due:
                stage.ask(Present())
        stage.run_for(MINUTE)
        stage.sleep(NIGHT, switched_on(1, start=stage.now + NIGHT))
        stage.forget_ledger()  # it keeps every run, and is the proof's own
        stage.events.clear()
        stage.receipts.clear()
        gc.collect()
        held_kib[day] = tracemalloc.get_traced_memory()[0] / 1024
    tracemalloc.stop()
    points = [(float(number), held) for number, held in enumerate(held_kib, start=1)]
    return curve(
        "memory of a station over days",
        "days",
        "KiB",
        points[count // 2 :: max(1, count // 32)],  # what is made once has been made
        most=0.05,
        guard=0.5,
        note=f"In virtual time: a session each of {count} days, switched off at night.",
    )


def hour(size: Size) -> Iterator[Finding]:
    """A daemon at rest, looked at every minute; nothing of it may grow."""
    if not Path("/proc/self/io").exists():
        return
    seconds, every = (AN_HOUR_S, EVERY_S) if not size.is_quick else (8, 1)
    with daemon_at_rest() as (pid, bare):
        used, floor = [Use(pid)], [Use(bare)]
        for _ in range(seconds // every):
            time.sleep(every)
            used.append(Use(pid))
            floor.append(Use(bare))
    warm = used[WARM_MINUTES]
    note = f"watched for {seconds:,} s, one chair that reports 20 times a second"
    for what, unit, value, least, target in (
        ("CPU", "% of a core", used[-1].cpu_percent_since(used[0]), floor[-1].cpu_percent_since(floor[0]), 1),
        ("memory", "MiB", used[-1].memory_mib, floor[-1].memory_mib, 45),
        ("descriptors more than at the beginning", "", used[-1].descriptors - used[0].descriptors, 0, 0),
        ("written to disk", "KiB", (used[-1].written_bytes - used[0].written_bytes) / 1024, 0, None),
    ):
        targets = (Target("p50", target),) if target is not None else ()
        name = f"a daemon at rest for an hour: {what}"
        yield Measurement(name, unit, spread([value]), spread([least]), FLOOR_IS, targets, note=note)
    points = [((one.at - used[0].at) / 60, one.memory_mib) for one in used[used.index(warm) :]]
    yield curve("memory of a daemon over an hour", "minutes", "MiB", points, most=0.02, guard=0.2)
