"""The full search: two complete ones, side by side, each fine where the other is coarse."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final, NamedTuple

from chairctl_proof.model.parts import Bounds
from chairctl_proof.model.rules import Rules
from chairctl_proof.model.search import Progress, Result, explore


class Part(NamedTuple):
    """One complete search."""

    words: str
    rules: Rules
    bounds: Bounds


FULL: Final = (
    Part("ticks of 50 ms, one frame kept by the line", Rules(lease=6), Bounds(frames=1, reports=1)),
    Part("ticks of 100 ms, two frames kept by the line", Rules(lease=3), Bounds(frames=2, reports=1)),
)

DEEP: Final = Part("ticks of 50 ms, two frames kept by the line", Rules(lease=6), Bounds(frames=2, reports=1))
"""Fine in both ways: 14 million states, some minutes and 3 GB."""


def explore_fully(on_progress: Callable[[Progress], object] | None = None) -> tuple[Result, ...]:
    """Both searches at once, one of them in a process of its own; progress is of the one here."""
    here, *elsewhere = FULL
    with ProcessPoolExecutor(len(elsewhere), mp_context=get_context("spawn")) as pool:
        later = [pool.submit(explore, part.rules, part.bounds) for part in elsewhere]
        return explore(here.rules, here.bounds, on_progress=on_progress), *(one.result() for one in later)
