"""Results as JSON: the newest of each section, and the ratios of the last runs."""

import json
from math import inf, isinf
from pathlib import Path
from typing import Any, Final, NamedTuple

from chairctl_proof.bench.measurement import Curve, Finding, Measurement, Table, Target
from chairctl_proof.bench.spread import Spread

KEPT: Final = 50
"""Runs whose ratios are kept."""
LATEST, HISTORY = "latest.json", "history.json"


class Run(NamedTuple):
    """One section as it was measured."""

    at: str
    """UTC, to the minute."""
    size: str
    machine: str
    load: float
    """Processes that waited for a core, just before."""
    took_s: float
    findings: tuple[Finding, ...]
    failed: tuple[str, ...] = ()
    """What could not be measured to its end, and why."""


def keep(folder: Path, runs: dict[str, Run]) -> None:
    """Put the sections in place of older ones."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = {**load(folder), **runs}
    _write(folder / LATEST, {name: _run_to_json(run) for name, run in whole.items()})


def remember(folder: Path, runs: dict[str, Run]) -> None:
    """Put their ratios into the history, as one run."""
    ratios = {
        found.name: round(found.ratio, 3)
        for run in runs.values()
        for found in run.findings
        if isinstance(found, Measurement) and found.ratio is not None and not isinf(found.ratio)
    }
    at = max(run.at for run in runs.values())
    _write(folder / HISTORY, [*history(folder), {"at": at, "ratios": ratios}][-KEPT:])


def load(folder: Path) -> dict[str, Run]:
    """The newest run of every section; none where nothing was measured."""
    path = folder / LATEST
    if not path.exists():
        return {}
    document = json.loads(path.read_text(encoding="utf-8"))
    return {name: _run_from_json(run) for name, run in document.items()}


def history(folder: Path) -> list[dict[str, Any]]:
    """The ratios of the last runs, oldest first."""
    path = folder / HISTORY
    if not path.exists():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _run_to_json(run: Run) -> dict[str, Any]:
    return {**run._asdict(), "findings": [_to_json(found) for found in run.findings]}


def _run_from_json(document: dict[str, Any]) -> Run:
    findings = tuple(_from_json(found) for found in document["findings"])
    return Run(**{**document, "findings": findings, "failed": tuple(document.get("failed", ()))})


def _to_json(found: Finding) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": type(found).__name__.lower(), **found._asdict()}
    if isinstance(found, Measurement):
        document["subject"] = _numbers(found.subject)
        document["floor"] = found.floor and _numbers(found.floor)
    return document


def _from_json(document: dict[str, Any]) -> Finding:
    fields = {name: value for name, value in document.items() if name != "kind"}
    if document["kind"] == "table":
        return Table(**{**fields, "heads": tuple(fields["heads"]), "rows": tuple(map(tuple, fields["rows"]))})
    if document["kind"] == "curve":
        return Curve(**{**fields, "points": tuple((size, cost) for size, cost in fields["points"])})
    targets = tuple(Target(*one) for one in fields["targets"])
    floor = fields["floor"] and _spread(fields["floor"])
    return Measurement(
        **{**fields, "subject": _spread(fields["subject"]), "floor": floor, "targets": targets}
    )


def _numbers(found: Spread) -> list[float | None]:
    """JSON has no infinity: what was never reached is null."""
    return [None if isinf(value) else round(value, 4) for value in found]


def _spread(values: list[float | None]) -> Spread:
    return Spread(*(inf if value is None else value for value in values))  # type: ignore[arg-type]
