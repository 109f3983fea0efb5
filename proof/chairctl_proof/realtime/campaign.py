"""`python -m chairctl_proof.realtime.campaign FOLDER --trials N`: the long table of F1 to F4.

Every accident `N` times (stops ten times as often), idle and with four busy processes per core, in
blocks that run side by side. Writes `realtime.json` and `realtime.md` after each load; one line of
progress per block on standard error.
"""

import argparse
import json
import multiprocessing
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from chairctl_proof.realtime.trials import (
    ACCIDENTS,
    Latencies,
    measure,
    measure_stops,
    overload,
    usable_cores,
)

LOADS: Final = (0, 4)
STOPS_PER_TRIAL: Final = 10
BLOCK: Final = 50
"""Trials of one chair; each block has its own."""
JOBS: Final = 3
"""Blocks side by side: a trial mostly waits, so this loads the machine little."""
COLUMNS: Final = ("name", "load", "trials", "never", "p50_ms", "p99_ms", "max_ms")

Block = tuple[str, int, int]
"""Accident, seed, trials."""


def run(
    trials: int, loads: Sequence[int] = LOADS, names: Sequence[str] = tuple(ACCIDENTS), jobs: int = JOBS
) -> Iterator[dict[str, Any]]:
    """One row per accident and load, those of a load together."""
    blocks = [block for name in names for block in _blocks(name, trials)]
    for per_core in loads:
        found = {name: Latencies(name) for name in names}
        with overload(per_core), multiprocessing.get_context("spawn").Pool(jobs) as pool:
            for done, part in enumerate(pool.imap_unordered(_measured, blocks), start=1):
                whole = found[part.name]
                whole.values_ms += part.values_ms
                whole.never += part.never
                sys.stderr.write(f"{done}/{len(blocks)} {json.dumps(part.summary())}\n")
        for latencies in found.values():
            yield {"load": f"{per_core} per core", **latencies.summary()}


def table(rows: Sequence[dict[str, Any]], machine: str, made_by: str = "make campaign-realtime") -> str:
    """The rows as Markdown."""
    lines = [
        "# Milliseconds from the accident to true zero",
        "",
        f"Measured with `{made_by}` on {machine}. `never` counts trials that were not at",
        "zero within two seconds. `load` is the number of processes that compute, per core.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
        *(f"| {' | '.join(str(row[column]) for column in COLUMNS)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the campaign and write its files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--loads", type=int, nargs="+", default=LOADS, help="busy processes per core")
    parser.add_argument("--only", nargs="+", choices=ACCIDENTS, default=tuple(ACCIDENTS), metavar="ACCIDENT")
    parser.add_argument("--jobs", type=int, default=JOBS, help="blocks side by side")
    options = parser.parse_args()
    system = f"{platform.system()} {platform.machine()}"
    machine = f"cores: {usable_cores()}, {system}, Python {platform.python_version()}"
    machine += f", {options.jobs} trials at a time"
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for row in run(options.trials, options.loads, options.only, options.jobs):
        rows.append(row)
        document = {"machine": machine, "trials": options.trials, "rows": rows}
        (options.folder / "realtime.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        (options.folder / "realtime.md").write_text(table(rows, machine), encoding="utf-8")


def _blocks(name: str, trials: int) -> Iterator[Block]:
    """The trials of one accident, in blocks with seeds of their own."""
    count = trials * STOPS_PER_TRIAL if name == "stop" else trials
    for seed, first in enumerate(range(0, count, BLOCK), start=1):
        yield name, seed, min(BLOCK, count - first)


def _measured(block: Block) -> Latencies:
    name, seed, trials = block
    if name == "stop":
        return measure_stops(trials, seed)
    return measure(ACCIDENTS[name], trials, seed)


if __name__ == "__main__":
    main()
