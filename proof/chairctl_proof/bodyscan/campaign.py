"""Many bodies: how far maps are off, which stiff spots are found, and whether a move is noticed."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from chairctl.domain.back import BackMap
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl_proof.bodyscan.trial import NEAR_MM, Move, Scan, scan, some_move
from chairctl_proof.pool import run_all

OTHER_FIRST: Final = 50_000
"""Seeds of people who move; none of them is among those whose maps are judged."""


class Spread(NamedTuple):
    """Absolute errors (mm)."""

    p50: float
    p90: float
    most: float


class Report(NamedTuple):
    """What a campaign found."""

    bodies: int
    mapped: int
    unclear: int
    moved: int
    """Still people of whom the scan said that they moved."""
    errors: dict[str, Spread]
    within: dict[str, float]
    """Part of the maps whose landmark is off by no more than stated."""
    bias_mm: dict[str, float]
    spots: int
    found: int
    false: int
    longest_s: float
    greatest_n: float
    flaws: tuple[str, ...]


class Moved(NamedTuple):
    """People who moved."""

    people: int
    noticed: int
    median_s: float
    """From the move to the end."""
    unnoticed_mm: tuple[float, ...]
    """Greatest error of each map that came of it all the same, against where the person sat at last."""


def judge(scans: Sequence[Scan]) -> Report:
    """The figures of scans in which nobody moved."""
    mapped = [one for one in scans if isinstance(one.outcome, BackMap)]
    errors: dict[str, list[float]] = {}
    within: dict[str, int] = {}
    spots = found = false = 0
    for one in mapped:
        assert isinstance(one.outcome, BackMap)
        off = one.errors_mm()
        for place in one.outcome.places:
            errors.setdefault(place.name, []).append(off[place.name])
            within[place.name] = within.get(place.name, 0) + (abs(off[place.name]) <= place.within_mm)
        hits, wrong = match_spots(one)
        spots, found, false = spots + len(one.body.stiff_spots), found + hits, false + wrong
    why = [one.outcome.code for one in scans if isinstance(one.outcome, Reason)]
    return Report(
        bodies=len(scans),
        mapped=len(mapped),
        unclear=why.count("scan_unclear"),
        moved=why.count("scan_moved"),
        errors={name: spread(values) for name, values in errors.items()},
        within={name: count / len(mapped) for name, count in within.items()},
        bias_mm={name: sum(values) / len(values) for name, values in errors.items()},
        spots=spots,
        found=found,
        false=false,
        longest_s=max(one.took for one in scans) / SECOND,
        greatest_n=max(one.greatest_n for one in scans),
        flaws=tuple(flaw for one in scans for flaw in one.flaws),
    )


def match_spots(one: Scan) -> tuple[int, int]:
    """How many true stiff spots were found, and how many were seen where none is."""
    if not isinstance(one.outcome, BackMap):
        return 0, 0
    seen = [spot.height_mm for spot in one.outcome.stiff_spots]
    hits = 0
    for true in one.body.stiff_spots:
        near = [height for height in seen if abs(height - true.height_mm) <= NEAR_MM]
        if near:
            hits += 1
            seen.remove(near[0])
    return hits, len(seen)


def spread(values: Sequence[float]) -> Spread:
    """Median, 90th percentile and greatest of what values are off by."""
    off = sorted(map(abs, values))
    return Spread(off[len(off) // 2], off[min(len(off) - 1, len(off) * 9 // 10)], off[-1])


def still(bodies: int, progress: Callable[[int], None] = lambda _done: None) -> Report:
    """Scan so many bodies that sit still."""
    return judge(run_all(scan, [(seed,) for seed in range(bodies)], progress))


def moving(people: int, progress: Callable[[int], None] = lambda _done: None) -> Moved:
    """Scan so many people who shift in the seat at some instant."""
    seeds = range(OTHER_FIRST, OTHER_FIRST + people)
    moves = [some_move(seed) for seed in seeds]
    scans = run_all(scan, list(zip(seeds, moves, strict=True)), progress)
    return judge_moving(scans, moves)


def judge_moving(scans: Sequence[Scan], moves: Sequence[tuple[Move, ...]]) -> Moved:
    """The figures of scans in which everybody moved."""
    noticed, unnoticed = [], []
    for one, move in zip(scans, moves, strict=True):
        if isinstance(one.outcome, BackMap):
            unnoticed.append(max(map(abs, one.errors_mm(move[-1].slid_mm).values())))
        else:
            noticed.append((one.took - move[0].at) / SECOND)
    noticed.sort()
    median = noticed[len(noticed) // 2] if noticed else 0.0
    return Moved(len(scans), len(noticed), median, tuple(unnoticed))
