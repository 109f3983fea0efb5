"""Several runs in one table: the same tests on several devices, or two versions of a firmware."""

from collections.abc import Sequence
from math import isfinite
from typing import Final

from chairctl_hil.report.document import Run

SLOWER: Final = 1.25
SLOWER_BY: Final = 5.0
"""A figure is worse when it is beyond both."""


def outcomes(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Each test with its outcome and its worst figure, one column for each run."""
    tests = dict.fromkeys(one.test for run in runs for one in run.results)
    return [(test, *(_cell(run, test) for run in runs)) for test in tests]


def changes(old: Run, new: Run) -> list[tuple[str, str, str, str]]:
    """What differs: `broken`, `mended`, `changed`, `worse`, `better`, `gone` or `new`; the name; old; new."""
    before = {one.test: one for one in old.results}
    after = {one.test: one for one in new.results}
    found = [("gone", test, before[test].outcome, "") for test in before if test not in after]
    found += [("new", test, "", after[test].outcome) for test in after if test not in before]
    for test in before.keys() & after.keys():
        was, now = before[test].outcome, after[test].outcome
        if was != now:
            found.append(
                ("broken" if now == "failed" else "mended" if was == "failed" else "changed", test, was, now)
            )
        figures = {one.name: one for one in before[test].figures}
        for figure in after[test].figures:
            if figure.name in figures:
                word = _drift(figures[figure.name].value, figure.value)
                if word:
                    name = f"{figure.name}: {test}"
                    found.append((word, name, _said(figures[figure.name].value), _said(figure.value)))
    return sorted(found)


def markdown(runs: Sequence[Run]) -> str:
    """The table of `outcomes` for a document."""
    head = ("test", *(run.rig for run in runs))
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in outcomes(runs)]
    lines.append(f"| **class from evidence** | {' | '.join(run.device_class or '?' for run in runs)} |")
    return "\n".join(lines) + "\n"


def _cell(run: Run, test: str) -> str:
    for one in run.results:
        if one.test == test:
            worst = max(one.figures, key=lambda figure: figure.value / (figure.limit or 1), default=None)
            measured = f" {_said(worst.value)}/{worst.limit:g} {worst.unit}".rstrip() if worst else ""
            return f"{one.outcome}{measured}"
    return "–"


def _drift(old: float, new: float) -> str:
    if new > old * SLOWER and new - old > SLOWER_BY:
        return "worse"
    if old > new * SLOWER and old - new > SLOWER_BY:
        return "better"
    return ""


def _said(value: float) -> str:
    return f"{value:.4g}" if isfinite(value) else "∞"
