"""Runs many small jobs on two cores. Every job is a function of a module and plain arguments."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, TypeVar

Result = TypeVar("Result")
WORKERS: Final = 2
_BATCH: Final = 8


def _run(job: Callable[..., Result], batch: Sequence[tuple[Any, ...]]) -> list[Result]:
    return [job(*arguments) for arguments in batch]


def run_all(
    job: Callable[..., Result],
    arguments: Iterable[tuple[Any, ...]],
    progress: Callable[[int], None] = lambda _done: None,
    batch: int = _BATCH,
) -> list[Result]:
    """The results in the order of the arguments; `progress` is told how many are done."""
    every = list(arguments)
    found: dict[int, list[Result]] = {}
    done = 0
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(_run, job, part): first for first, part in _batches(every, batch)}
        for future in as_completed(futures):
            found[futures[future]] = future.result()
            done += len(found[futures[future]])
            progress(done)
    return [result for first in sorted(found) for result in found[first]]


def _batches(every: Sequence[tuple[Any, ...]], size: int) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    rest = iter(every)
    first = 0
    while part := list(islice(rest, size)):
        yield first, part
        first += len(part)
