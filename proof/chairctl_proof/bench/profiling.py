"""Where the time goes, by folder of the product and by function; what is built in counts for who calls it."""

import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import chairctl

PRODUCT = Path(chairctl.__file__).parent
Function = tuple[str, int, str]
"""File, line, name, as pstats has them."""


def shares_by_folder(work: Callable[[], object]) -> list[tuple[str, float]]:
    """The folders of the product with their share of the time, the greatest first."""
    found: dict[str, float] = defaultdict(float)
    for function, (_, seconds) in _own_costs(work).items():
        found[folder_of(function[0])] += seconds
    return _shares(found)


def costs_by_function(work: Callable[[], object], turns: int, count: int) -> list[tuple[str, float, float]]:
    """The dearest functions: name, calls a turn, share of the time."""
    costs = {function: cost for function, cost in _own_costs(work).items() if _is_ours(function[0])}
    whole = sum(seconds for _, seconds in costs.values())
    dearest = sorted(costs.items(), key=lambda item: -item[1][1])[:count]
    return [
        (f"{_place(file)}: {name}", calls / turns, seconds / whole)
        for (file, _, name), (calls, seconds) in dearest
    ]


def folder_of(file: str) -> str:
    """`safety/`, `protocols/` and so on; `elsewhere` for what is not ours."""
    return f"{Path(file).relative_to(PRODUCT).parts[0]}/" if _is_ours(file) else "elsewhere"


def _own_costs(work: Callable[[], object]) -> dict[Function, tuple[int, float]]:
    """Calls and seconds of every function itself, with what it calls that is built in."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    found: dict[Function, tuple[int, float]] = {}
    statistics = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # the type stubs leave it out
    for function, (_, calls, own, _, _) in statistics.items():
        if function[0] != "~":
            found[function] = (calls, own)
    for function, (_, _, _, _, callers) in statistics.items():
        for caller, (_, _, own, _) in callers.items() if function[0] == "~" else ():
            if caller in found:
                calls, before = found[caller]
                found[caller] = (calls, before + own)
    return found


def _shares(costs: dict[str, float]) -> list[tuple[str, float]]:
    costs = {name: cost for name, cost in costs.items() if name != "elsewhere"}
    whole = sum(costs.values())
    return sorted(((name, cost / whole) for name, cost in costs.items()), key=lambda item: -item[1])


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(PRODUCT)


def _place(file: str) -> str:
    return Path(file).relative_to(PRODUCT).as_posix()
