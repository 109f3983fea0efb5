"""Subject and floor take turns, so that whatever the computer does meanwhile hits both."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chairctl_proof.bench.spread import Spread, spread

Measure = Callable[[], float]
"""Does it once and says what it cost."""


def in_turns(count: int, *measures: Measure) -> list[Spread]:
    """So many times each, one after the other; a first round does not count."""
    for measure in measures:
        measure()
    found: list[list[float]] = [[] for _ in measures]
    for _ in range(count):
        for values, measure in zip(found, measures, strict=True):
            values.append(measure())
    return [spread(values) for values in found]


def microseconds(action: Callable[[], object], loops: int = 1) -> Measure:
    """How long one call takes (µs), on average of some calls in a row."""

    def measure() -> float:
        began = time.perf_counter_ns()
        for _ in range(loops):
            action()
        return (time.perf_counter_ns() - began) / loops / 1e3

    return measure


@contextmanager
def without_collector() -> Iterator[None]:
    """No garbage collection meanwhile: its pauses are a figure of their own."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
