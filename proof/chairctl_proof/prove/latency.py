"""Figures F1 to F4: real processes, a real pty, milliseconds from the accident to true zero."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chairctl_proof.prove.row import Row, Sizes
from chairctl_proof.realtime.trials import ACCIDENTS, Latencies, measure, measure_stops, overload

Progress = Callable[[str, int, int], None]

ENOUGH_FOR_P99: Final = 100
"""With fewer trials the 99th percentile is the highest value, which has a target of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """Targets in ms, idle and under overload."""

    p99_ms: float
    max_ms: float
    busy_max_ms: float


TARGETS: Final = {
    "F1": Target(20, 50, 100),
    "F2": Target(25, 60, 100),
    "F3": Target(200, 200, 200),
    "F4": Target(300, 300, 300),
}
ACCIDENTS_OF: Final = {
    "F1": ("stop",),
    "F2": ("sigkill",),
    "F3": ("sigstop", "blocked_loop", "gil_held", "lost_task"),
    "F4": ("both_stopped", "warden_killed_host_stopped", "cable", "beat_thread"),
}


def latency_row(figure: str, sizes: Sizes, progress: Progress) -> Row:
    """Run one of the figures F1 to F4, its red twin first."""
    twin_failed = not holds(figure, [_twin(figure)], busy=False)
    found: dict[int, list[Latencies]] = {}
    for per_core in sizes.busy_per_core:
        with overload(per_core):
            found[per_core] = _measured(figure, sizes, progress)
    held = all(holds(figure, some, busy=per_core > 0) for per_core, some in found.items())
    every = [latencies for some in found.values() for latencies in some]
    together = Latencies(
        figure, [value for one in every for value in one.values_ms], sum(o.never for o in every)
    )
    summary = together.summary()
    return Row(
        id=figure,
        held=held,
        trials=summary["trials"],
        safe=summary["trials"] - together.never,
        twin_failed=twin_failed,
        measured="latency",
        figures={key: summary[key] for key in ("p50_ms", "p99_ms", "max_ms")},
    )


def holds(figure: str, found: list[Latencies], *, busy: bool) -> bool:
    """Whether all of these are within the target, none missing."""
    target = TARGETS[figure]
    for one in found:
        if one.never or not one.values_ms or one.at(1) > (target.busy_max_ms if busy else target.max_ms):
            return False
        if not busy and len(one.values_ms) >= ENOUGH_FOR_P99 and one.at(0.99) > target.p99_ms:
            return False
    return True


def _measured(figure: str, sizes: Sizes, progress: Progress) -> list[Latencies]:
    names = ACCIDENTS_OF[figure]
    trials = {"F1": sizes.stops, "F2": sizes.kills, "F3": sizes.stalls, "F4": sizes.losses}[figure]
    found = []
    for index, name in enumerate(names):

        def tell(done: int, before: int = index * trials) -> None:
            progress(figure, before + done, trials * len(names))

        if figure == "F1":
            found.append(measure_stops(trials, 1, tell))
        else:
            found.append(measure(ACCIDENTS[name], trials, 1, tell))
    return found


def _twin(figure: str) -> Latencies:
    """One trial without the layer: the stop lost, no warden, a chair without a lease."""
    match figure:
        case "F1":
            return measure(ACCIDENTS["stop"], 1, 1, twin="stop_dropped")
        case "F2":
            return measure(ACCIDENTS["sigkill"], 1, 1, twin="no_warden")
        case "F3":
            return measure(ACCIDENTS["sigstop"], 2, 1, twin="no_warden")
        case _:
            return measure(ACCIDENTS["both_stopped"], 1, 1, faults={"no_lease": True})
