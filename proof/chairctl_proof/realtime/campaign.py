"""`python -m chairctl_proof.realtime.campaign FOLDER --trials N`: the long table of F1 to F4.

Every accident `N` times (stops ten times as often), idle and with four busy processes per core. Writes
`realtime.json` and `realtime.md`; one line of progress per accident on standard error.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from chairctl_proof.realtime.trials import ACCIDENTS, Latencies, measure, measure_stops, overload

LOADS: Final = (0, 4)
STOPS_PER_TRIAL: Final = 10
COLUMNS: Final = ("name", "load", "trials", "never", "p50_ms", "p99_ms", "max_ms")


def run(
    trials: int, loads: Sequence[int] = LOADS, names: Sequence[str] = tuple(ACCIDENTS)
) -> list[dict[str, Any]]:
    """One row per accident and load."""
    rows = []
    for per_core in loads:
        with overload(per_core):
            for seed, name in enumerate(names, start=1):
                row = {"load": f"{per_core} per core", **_measured(name, trials, seed).summary()}
                sys.stderr.write(f"{json.dumps(row)}\n")
                rows.append(row)
    return rows


def table(rows: Sequence[dict[str, Any]], machine: str) -> str:
    """The rows as Markdown."""
    lines = [
        "# Milliseconds from the accident to true zero",
        "",
        f"Measured with `make campaign-realtime` on {machine}. `never` counts trials that were not at",
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
    options = parser.parse_args()
    system = f"{platform.system()} {platform.machine()}"
    machine = f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"
    rows = run(options.trials)
    options.folder.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "trials": options.trials, "rows": rows}
    (options.folder / "realtime.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    (options.folder / "realtime.md").write_text(table(rows, machine), encoding="utf-8")


def _measured(name: str, trials: int, seed: int) -> Latencies:
    if name == "stop":
        return measure_stops(STOPS_PER_TRIAL * trials, seed)
    return measure(ACCIDENTS[name], trials, seed)


if __name__ == "__main__":
    main()
