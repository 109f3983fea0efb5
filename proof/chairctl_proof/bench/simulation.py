"""Whole sessions in virtual time: kernel, codec, and a chair with its physics; seconds of a core for each."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from chairctl.control.assembly import assemble
from chairctl.domain.commands import Present
from chairctl.domain.programme import Programme
from chairctl.domain.time import MINUTE, SECOND, Instant
from chairctl.profiles.loader import load_device, load_programme
from chairctl.safety.states import LIVE
from chairctl_proof.bench.growth import curve
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.turns import in_turns, without_collector
from chairctl_proof.ideal import IdealSession
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

FLOOR_IS: Final = "the simulated chair alone: its physics and its half of the codec"
GUARD: Final = 30
HALF_HOUR: Final = 1_800


def findings(size: Size) -> Iterator[Finding]:
    """One session, longer ones, several at once."""
    minutes = 1 if size.is_quick else 30
    programme = programme_of(minutes)
    heard = overheard(programme)
    scale = 30 / minutes
    with without_collector():
        subject, floor = in_turns(
            min(3, size.programs), lambda: scale * whole(programme), lambda: scale * alone(heard)
        )
    yield Measurement(
        "a session of 30 min",
        "s",
        subject,
        floor,
        FLOOR_IS,
        (Target("p50", 1.0),),
        GUARD,
        f"{HALF_HOUR / subject.p50:,.0f} seconds of a session a second" + _part(minutes),
    )
    lengths = (0.5, 1, 2) if size.is_quick else (1, 2, 4, 8, 16)
    points = [(length, best_of(partial(whole, programme_of(length)))) for length in lengths]
    yield curve("length of a programme", "minutes", "s", points)
    counts = (1, 2, 4) if size.is_quick else (1, 4, 16)
    seconds = 20 if size.is_quick else 30
    points = [(float(count), best_of(partial(side_by_side, count, seconds))) for count in counts]
    yield curve("stations in one simulation", "stations", "s", points, note=f"{seconds} s each")


def _part(minutes: float) -> str:
    return "" if minutes == 30 else f"; measured on {minutes} min"


def best_of(measure: Callable[[], float], times: int = 2) -> float:
    """The least of some values: what it costs when nothing disturbs."""
    with without_collector():
        return min(measure() for _ in range(times))


def programme_of(minutes: float) -> Programme:
    """All channels in turn, for so long."""
    shipped = load_programme("combined")
    duration = round(minutes * MINUTE / len(shipped.steps))
    steps = [replace(step, duration=duration, ramp=min(step.ramp, duration // 2)) for step in shipped.steps]
    return replace(shipped, steps=tuple(steps))


def whole(programme: Programme, chair: Any = None) -> float:
    """A session from its start to its end (s). Raises RuntimeError if it does not begin."""
    began = time.process_time()
    station = assemble("bench", (load_device("chairlink-reference"),))
    session = IdealSession(station, chair or SimulatedChair(1))
    session.start(programme)
    if station.kernel.state not in LIVE:
        raise RuntimeError("the session did not begin")
    while station.kernel.state in LIVE:
        session.run_for(SECOND)
        if station.kernel.presence.is_due:
            session.ask(Present())
    return time.process_time() - began


class _Overheard:
    """A chair of which everything is noted that it is told."""

    def __init__(self) -> None:
        self._chair = SimulatedChair(1)
        self.told: list[tuple[Instant, bytes | None]] = []
        self.next_deadline = self._chair.next_deadline

    def feed(self, data: bytes, now: Instant) -> bytes:
        self.told.append((now, data))
        return self._chair.feed(data, now)

    def advance(self, now: Instant) -> bytes:
        self.told.append((now, None))
        return self._chair.advance(now)


def overheard(programme: Programme) -> Sequence[tuple[Instant, bytes | None]]:
    """What a chair is told in a session; None: only that time has passed."""
    chair = _Overheard()
    whole(programme, chair)
    return chair.told


def alone(told: Sequence[tuple[Instant, bytes | None]]) -> float:
    """The same for a chair without a host (s)."""
    began = time.process_time()
    chair = SimulatedChair(1)
    for now, data in told:
        if data is None:
            chair.advance(now)
        else:
            chair.feed(data, now)
    return time.process_time() - began


def side_by_side(count: int, seconds: int) -> float:
    """So many stations with their chairs, a second of each in turn (s)."""
    began = time.process_time()
    sessions = []
    profile = load_device("chairlink-reference")
    for number in range(count):
        session = IdealSession(assemble("bench", (profile,)), SimulatedChair(number))
        session.start(programme_of(1))
        sessions.append(session)
    for _ in range(seconds):
        for session in sessions:
            session.run_for(SECOND)
    return time.process_time() - began
