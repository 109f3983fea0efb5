"""The files of a run: results.json, report.html (JUnit XML is pytest's)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chairctl_hil.report.document import Run, Twin
from chairctl_hil.report.page import page
from chairctl_hil.result import Curve, Figure, Result
from chairctl_hil.rig.master import Identity

FORMAT = "chairctl/hil-results/1"


def save(run: Run, folder: Path, language: str) -> None:
    """Write results.json and report.html."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"format": FORMAT, **asdict(run), "evidence": run.evidence, "device_class": run.device_class}
    text = json.dumps(document, indent=1).replace("Infinity", "null")
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    (folder / "report.html").write_text(page(run, language), encoding="utf-8")


def load(folder: Path) -> Run:
    """The run of a folder, or of a results.json. Raises OSError, ValueError and KeyError."""
    path = folder / "results.json" if folder.is_dir() else folder
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if document.pop("format", None) != FORMAT:
        raise ValueError(f"{path}: not {FORMAT}")
    for name in ("evidence", "device_class"):
        document.pop(name)
    results = [_result(one) for one in document.pop("results")]
    twins = [Twin(**one) for one in document.pop("twins")]
    identity = document.pop("identity")
    return Run(**document, identity=Identity(**identity) if identity else None, results=results, twins=twins)


def _result(entry: dict[str, Any]) -> Result:
    figures = [Figure(**{**one, "value": _number(one["value"])}) for one in entry.pop("figures")]
    curves = [
        Curve(**{**one, "points": [tuple(point) for point in one["points"]]}) for one in entry.pop("curves")
    ]
    return Result(**entry, figures=figures, curves=curves)


def _number(value: float | None) -> float:
    return float("inf") if value is None else value
