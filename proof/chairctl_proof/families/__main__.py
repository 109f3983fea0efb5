"""`python -m chairctl_proof.families FOLDER --trials N`: the table of families.

Every event N times on every family, as families.md and families.json. A line of progress for each trial
on standard error; the files are written anew after each event.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from chairctl_proof.families.document import document
from chairctl_proof.families.events import EVENTS
from chairctl_proof.families.table import FAMILIES
from chairctl_proof.families.trials import TWINS, Found, trial, twin


def measured(
    trials: int, families: Sequence[str], events: Sequence[str], jobs: int
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """All rows and red twins so far, after each event that is complete; `jobs` trials at a time."""
    found = {(family, event): Found(family, event) for family in families for event in events}
    twins: list[dict[str, Any]] = []
    with ThreadPoolExecutor(jobs) as pool:
        tasks = {
            pool.submit(trial, family, event, seed): (family, event)
            for family, event in found
            for seed in range(1, trials + 1)
        }
        red = {pool.submit(twin, family): family for family in families}
        for done, task in enumerate(as_completed([*tasks, *red]), start=1):
            if task in red:
                twins.append(_twin_row(red[task], task.result()))
                continue
            one = found[tasks[task]]
            one.outcomes.append(task.result())
            sys.stderr.write(f"{done}/{len(tasks) + len(red)} {one.family} {one.event} {task.result()}\n")
            if len(one.outcomes) == trials:
                yield [each.row() for each in found.values() if len(each.outcomes) == trials], twins
    yield [each.row() for each in found.values()], twins


def _twin_row(family: str, outcome: Any) -> dict[str, Any]:
    event, wrong = TWINS[family]
    return {
        "family": family,
        "event": event,
        "wrong": wrong,
        "seen": outcome.zero_ms is None and not outcome.flaws,
        "said": " ".join(outcome.said) or "-",
        "exit_code": outcome.exit_code,
        "at_rest": outcome.at_rest,
        "flaws": list(outcome.flaws),
    }


def main() -> int:
    """Run all and write the files; 1 if anything was not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--events", nargs="+", default=list(EVENTS), choices=list(EVENTS))
    parser.add_argument("--jobs", type=int, default=2, help="trials side by side")
    options = parser.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    machine += f", Python {platform.python_version()}, {options.jobs} trials at a time"
    options.folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    twins: list[dict[str, Any]] = []
    for rows, twins in measured(options.trials, options.families, options.events, options.jobs):
        load = f"{machine}, load {os.getloadavg()[1]:.1f}"
        whole = {"machine": load, "trials": options.trials, "rows": rows, "twins": twins}
        (options.folder / "families.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        (options.folder / "families.md").write_text(document(rows, twins, load), encoding="utf-8")
    well = all(row["as_promised"] for row in rows) and all(one["seen"] for one in twins)
    sys.stderr.write("all as promised\n" if well else "NOT all as promised\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
