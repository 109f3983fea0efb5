"""How many stations a computer carries: how late their turns are, and what they cost.

More than 100 % of a core is more than one process can do: it falls behind.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from chairctl_proof.bench.growth import curve
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import Spread, spread
from chairctl_proof.broker import load
from chairctl_proof.realtime.trials import usable_cores

FLOOR_IS: Final = "the same timers in one loop, each writes as many bytes to nowhere"
GRID: Final = tuple((count, hertz) for hertz in (20, 50, 100) for count in (1, 16, 64, 256))
QUICK_GRID: Final = ((64, 20),)
WIDE: Final = ((256, 50), (1_024, 20))
"""Spread over as many processes as there are cores."""
GOALS: Final = {(256, 20): (60, 5.0), (1_024, 20): (200, None)}
"""Per cent of a core, and how late the p99 may be (ms)."""
NONE: Final = (None, None)
GUARD: Final = 60
"""Of the CPU; how late a turn is depends too much on what else runs."""


class Carried(NamedTuple):
    """What so many stations came to."""

    late_ms: Spread
    cpu_percent: float


def findings(size: Size) -> Iterator[Finding]:
    """One process, rising numbers and rates; then as many processes as there are cores."""
    points = []
    for count, hertz in QUICK_GRID if size.is_quick else GRID:
        subject, floor = (carry([count], hertz, size.seconds, how) for how in ("turns", "bare"))
        yield from _both(f"{count} stations at {hertz} Hz", subject, floor, *GOALS.get((count, hertz), NONE))
        if hertz == 20:
            points.append((float(count), subject.cpu_percent))
    if not size.is_quick:
        yield curve("CPU over stations, at 20 Hz in one process", "stations", "% of a core", points)
        cores = usable_cores()
        for count, hertz in WIDE:
            subject, floor = (
                carry([count // cores] * cores, hertz, size.seconds, how) for how in ("turns", "bare")
            )
            name = f"{count:,} stations at {hertz} Hz in {cores} processes"
            yield from _both(name, subject, floor, *GOALS.get((count, hertz), NONE))
    if size.is_full:
        yield _real(64, size.seconds)


def carry(counts: Sequence[int], hertz: int, seconds: float, how: str) -> Carried:
    """So many in each process; the lateness of the latest process, the CPU of all."""
    module = "chairctl_proof.bench.many_stations"
    running = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, str(count), str(hertz), str(seconds), how],
            stdout=subprocess.PIPE,
            text=True,
        )
        for count in counts
    ]
    told = [json.loads(process.communicate()[0]) for process in running]
    late = max((Spread(*one["late_ms"]) for one in told), key=lambda one: one.p99)
    return Carried(late, sum(one["cpu_percent"] for one in told))


def _both(
    name: str, subject: Carried, floor: Carried, most_percent: float | None, most_late_ms: float | None
) -> Iterator[Measurement]:
    goals = (Target("p99", most_late_ms),) if most_late_ms else ()
    yield Measurement(f"{name}: a turn is late", "ms", subject.late_ms, floor.late_ms, FLOOR_IS, goals)
    cpu = (Target("p50", most_percent),) if most_percent else ()
    yield Measurement(
        f"{name}: CPU",
        "% of a core",
        spread([subject.cpu_percent]),
        spread([floor.cpu_percent]),
        FLOOR_IS,
        cpu,
        GUARD if floor.cpu_percent > 1 else None,
    )


def _real(count: int, seconds: float) -> Measurement:
    """A daemon with a broker, wardens, and chairs that are simulated beside it."""
    found = load.measure(count, seconds)
    note = (
        f"{found.armed} armed; lateness p99 in the bin up to {found.p99_ms} ms; {found.memory_mib:.0f} MiB; "
        f"the chairs took {found.chairs_cpu_percent:.0f} %"
    )
    name = f"a daemon with {count} real chairs on MQTT: CPU"
    return Measurement(name, "% of a core", spread([found.cpu_percent]), note=note)
