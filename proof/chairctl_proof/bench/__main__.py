"""`python -m chairctl_proof.bench`: measure, say what holds, keep it, draw the page.

It fails if a section could not be measured, or if a ratio or an exponent is beyond its guard: then something
is broken, whatever the computer. A target that is missed is told, and is no failure.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exc, format_exception_only
from typing import Final

from chairctl_proof.bench.document import write
from chairctl_proof.bench.measurement import Curve, Finding, Measurement, Table
from chairctl_proof.bench.results import Run, keep, remember
from chairctl_proof.bench.sections import SECTIONS
from chairctl_proof.bench.size import FULL, NORMAL, QUICK, SMOKE, Size
from chairctl_proof.bench.words import number, target, verdicts
from chairctl_proof.realtime.trials import usable_cores

SIZES: Final = {"smoke": SMOKE, "quick": QUICK, "normal": NORMAL, "full": FULL}


def main(arguments: Sequence[str] | None = None) -> int:
    """1 if something is broken."""
    parser = argparse.ArgumentParser(prog="chairctl_proof.bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="normal")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION")
    parser.add_argument("--out", type=Path, help="folder of the results; without it nothing is kept")
    parser.add_argument("--draw", action="store_true", help="measure nothing, only write the page")
    parser.add_argument("--page", type=Path, help="the page that is written from them; a folder above --out")
    options = parser.parse_args(arguments)
    runs: dict[str, Run] = {}
    broken: list[str] = []
    usual = [name for name, section in SECTIONS.items() if not section.by_request]
    for name in () if options.draw else options.only or usual:
        runs[name] = measure(name, SIZES[options.size], broken)
        if options.out:
            keep(options.out, {name: runs[name]})  # at once: a run that is broken off leaves what it has
    broken += [
        f"{found.name} is beyond its guard"
        for run in runs.values()
        for found in run.findings
        if not isinstance(found, Table) and found.is_broken
    ]
    if options.out and runs:
        remember(options.out, runs)
    if options.out and options.page:
        write(options.out, options.page)
    for line in broken:
        sys.stderr.write(f"BROKEN: {line}\n")
    return 1 if broken else 0


def measure(name: str, size: Size, broken: list[str]) -> Run:
    """One section; each figure is told as it comes. What can't be measured ends its part, and is `broken`."""
    began = time.monotonic()
    at, load = datetime.now(UTC), os.getloadavg()[0]
    found: list[Finding] = []
    failed: list[str] = []
    for part in SECTIONS[name].parts:
        try:
            for finding in part(size):
                found.append(finding)
                sys.stdout.write(f"{time.monotonic() - began:5.0f} s  {name:10}  {told(finding)}\n")
                sys.stdout.flush()
        except Exception as error:  # the others are measured all the same
            sys.stderr.write(format_exc())
            failed.append("".join(format_exception_only(error)).strip())
            broken.append(f"{name} could not be measured to its end: {failed[-1]}")
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    machine = f"{usable_cores()} cores, {system}"
    took = round(time.monotonic() - began, 1)
    when = f"{at:%Y-%m-%d %H:%M}"
    return Run(when, size.name, machine, round(load, 1), took, tuple(found), tuple(failed))


def told(finding: Finding) -> str:
    """A finding in one line."""
    if isinstance(finding, Table):
        return finding.name
    if isinstance(finding, Curve):
        return f"{finding.name}: exponent {finding.exponent:.2f} (≤ {finding.most:g})"
    return _told(finding)


def _told(found: Measurement) -> str:
    said = f"{found.name}: {number(found.subject.p50)} {found.unit}"
    if found.subject.trials > 1:
        said += f", at most {number(found.subject.most)}"
    if found.ratio is not None and found.floor:
        said += f"; floor {number(found.floor.p50)}, ratio {number(found.ratio)}"
    if found.targets:
        said += f"; {', '.join(target(one, found.unit) for one in found.targets)}: {verdicts(found)}"
    return said


if __name__ == "__main__":
    sys.exit(main())
