"""The page `docs/performance.md` with its pictures, from the kept results and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from math import isinf
from pathlib import Path
from typing import Any, Final

from chairctl_proof.bench import drawing
from chairctl_proof.bench.measurement import Curve, Measurement, Table, Verdict
from chairctl_proof.bench.reasons import reason_for
from chairctl_proof.bench.results import Run, history, load
from chairctl_proof.bench.sections import SECTIONS
from chairctl_proof.bench.words import number, quantiles, target, verdicts

HEAD: Final = """\
# Performance

Written by `make bench` from [its results](figures/bench/latest.json); do not edit. `make bench-quick` takes
less than a minute and is part of CI.

Times on a shared computer say little, so every figure stands beside a **floor**: the least that could do
the same, measured in the same run, in turns with it. The **ratio** is that of the medians. CI looks at a few
ratios, with wide margins, and never at times. A quantile for which there are too few trials is left out. *Nor
does the floor* means that the floor itself is beyond the target: nothing could hold it here and then.
What an installation weighs is checked by `make release-check` ([installing](installing.md)).
"""
CHANGES: Final = "changes.md"
"""What was made faster, by hand."""


def write(folder: Path, page: Path) -> None:
    """Page and pictures. `folder` holds the results."""
    text, pictures = drawn(folder, page)
    for old in folder.glob("*.svg"):
        old.unlink()
    for name, picture in pictures.items():
        (folder / name).write_text(picture, encoding="utf-8")
    page.write_text(text, encoding="utf-8")


def drawn(folder: Path, page: Path) -> tuple[str, dict[str, str]]:
    """The text of the page, and its pictures by their names."""
    runs = {name: run for name, run in load(folder).items() if name in SECTIONS}
    place = folder.relative_to(page.parent).as_posix()
    pictures: dict[str, str] = {}
    lines = [HEAD, *_targets(runs)]
    if (folder / CHANGES).exists():
        lines += ["#" + (folder / CHANGES).read_text(encoding="utf-8")]  # a part of this page
    for name in SECTIONS:
        if name in runs:
            lines += _section(name, runs[name], place, pictures)
    lines += _over_runs(history(folder), runs, place, pictures)
    return "\n".join(lines).rstrip() + "\n", pictures


def _targets(runs: Mapping[str, Run]) -> Iterator[str]:
    """What was meant to hold, and what does."""
    found = [
        one for run in runs.values() for one in run.findings if isinstance(one, Measurement) and one.targets
    ]
    yield "## What is meant to hold\n"
    yield "| what | target | measured, p50 | p99 | floor, p50 | p99 | ratio | held |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in found:
        floor = (number(one.floor.p50), number(one.floor.at("p99"))) if one.floor else ("-", "-")
        meant = ", ".join(target(each, one.unit) for each in one.targets)
        measured = f"{number(one.subject.p50)} {one.unit}".rstrip()
        cells = (one.name, meant, measured, number(one.subject.at("p99")), *floor, _ratio(one), verdicts(one))
        yield f"| {' | '.join(cells)} |"
    curves = [one for run in runs.values() for one in run.findings if isinstance(one, Curve)]
    yield ""
    yield "| what grows | along | exponent | meant | held |"
    yield "|---|---|---|---|---|"
    for curve in curves:
        held = "yes" if curve.exponent <= curve.most else "**no**"
        yield f"| {curve.name} | {curve.along} | {curve.exponent:.2f} | ≤ {curve.most:g} | {held} |"
    yield ""
    yield from _missed(found)


def _missed(found: Sequence[Measurement]) -> Iterator[str]:
    """Every target that is not held, with its values and why."""
    missed = [
        (one, each)
        for one in found
        for each in one.targets
        if one.verdict(each) in {Verdict.MISSED, Verdict.BELOW_FLOOR}
    ]
    if not missed:
        return
    yield "## What is missed, and why\n"
    for one, each in missed:
        values = zip(("p50", "p99", "p99.9", "max"), quantiles(one.subject), strict=True)
        said = ", ".join(f"{name} {value}" for name, value in values if value != "-")
        yield (
            f"- **{one.name}**, {target(each, one.unit)}: {said} {one.unit} of {one.subject.trials:,}, "
            f"ratio {_ratio(one)}. {reason_for(one, each)}"
        )
    yield ""


def _section(name: str, run: Run, place: str, pictures: dict[str, str]) -> Iterator[str]:
    section = SECTIONS[name]
    yield f"## {section.title}\n"
    yield f"{section.about}\n"
    yield (
        f"Measured on {run.at} (UTC), {run.size}: {run.machine}; {run.load:.1f} processes were busy before; "
        f"it took {run.took_s:.0f} s.\n"
    )
    yield from (f"**Not measured to its end**: `{why}`\n" for why in run.failed)
    measured = [one for one in run.findings if isinstance(one, Measurement)]
    if measured:
        yield from _rows(measured)
    ratios = [
        (_plain(one.name), one.ratio, all(one.verdict(each) is not Verdict.MISSED for each in one.targets))
        for one in measured
        if one.ratio and not isinf(one.ratio)
    ]
    if len(ratios) > 1:
        pictures[f"{name}.svg"] = drawing.bars(f"{section.title}: ratio to the floor", ratios)
        yield f"![Ratios to the floor]({place}/{name}.svg)\n"
    for one in run.findings:
        if isinstance(one, Table):
            yield from _table(one)
        elif isinstance(one, Curve):
            picture = f"{name}-{len(pictures)}.svg"
            pictures[picture] = drawing.growth(one)
            yield f"**{one.name[0].upper()}{one.name[1:]}**: exponent {one.exponent:.2f}. {one.note}\n"
            yield f"![{one.name}]({place}/{picture})\n"


def _rows(measured: Sequence[Measurement]) -> Iterator[str]:
    yield "| what | unit | N | p50 | p99 | p99.9 | max | floor, p50 | p99 | ratio | target | held |"
    yield f"|{'---|' * 12}"
    for one in measured:
        floor = (number(one.floor.p50), number(one.floor.at("p99"))) if one.floor else ("-", "-")
        meant = ", ".join(target(each, one.unit) for each in one.targets)
        cells = (
            one.name,
            one.unit,
            f"{one.subject.trials:,}",
            *quantiles(one.subject),
            *floor,
            _ratio(one),
            meant,
        )
        yield f"| {' | '.join((*cells, verdicts(one)))} |"
    yield ""
    floors = {one.floor_is: None for one in measured if one.floor_is}
    yield f"The floor: {'; '.join(floors)}.\n" if floors else ""
    yield from (f"- {one.name}: {one.note}" for one in measured if one.note)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"**{table.name[0].upper()}{table.name[1:]}**\n"
    yield f"| {' | '.join(table.heads)} |"
    yield f"|{'---|' * len(table.heads)}"
    yield from (f"| {' | '.join(row)} |" for row in table.rows)
    yield f"\n{table.note}\n" if table.note else ""


def _over_runs(
    runs_before: Sequence[Mapping[str, Any]], runs: Mapping[str, Run], place: str, pictures: dict[str, str]
) -> Iterator[str]:
    """The guarded ratios over time, where there is a time."""
    guarded = [
        one.name
        for run in runs.values()
        for one in run.findings
        if isinstance(one, Measurement) and one.guard
    ]
    lines = [
        (_plain(name), values)
        for name in guarded
        if len(values := [run["ratios"][name] for run in runs_before if name in run["ratios"]]) > 1
    ]
    if lines:
        pictures["history.svg"] = drawing.over_runs("Ratios over the last runs", lines)
        yield "## Over the last runs\n"
        yield f"![Ratios over the last runs]({place}/history.svg)"


def _ratio(one: Measurement) -> str:
    return "-" if one.ratio is None else number(one.ratio)


def _plain(name: str) -> str:
    return name.replace("`", "")
