"""A run of the rig as one document, and its files: results.json, report.html (JUnit XML is pytest's)."""

import json
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from chairctl import __version__
from chairctl_hil.result import Curve, Figure, Result
from chairctl_hil.rig.file import RigFile
from chairctl_hil.rig.master import Identity

FORMAT = "chairctl/hil-results/1"


@dataclass
class Twin:
    """A firmware with a fault in it, and the test that found it out, or not."""

    name: str
    about: str
    test: str
    caught: bool
    why: str = ""


@dataclass
class Run:
    """One run of the suite on one rig."""

    rig: str
    device: str
    profile: str
    is_real: bool
    operator: str
    full: bool
    began: str
    chairctl: str = __version__
    commit: str = ""
    machine: str = ""
    identity: Identity | None = None
    results: list[Result] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)

    @classmethod
    def of(cls, rig: RigFile, operator: str, *, full: bool) -> Self:
        """A run that begins now."""
        device = f"{rig.device.kind} over {rig.device.over}" if not rig.is_real else str(rig.device.address)
        machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        began = datetime.now(UTC).isoformat(timespec="seconds")
        return cls(
            rig.name, device, rig.device.profile, rig.is_real, operator, full, began,
            commit=_commit(), machine=machine,
        )  # fmt: skip

    def count(self, outcome: str) -> int:
        """How many tests ended like this."""
        return sum(one.outcome == outcome for one in self.results)

    @property
    def evidence(self) -> dict[str, bool]:
        """What was seen of the device; false wins."""
        found: dict[str, bool] = {}
        for one in self.results:
            for name, holds in one.evidence.items():
                found[name] = holds and found.get(name, True)
        return found

    @property
    def device_class(self) -> str:
        """S0 to S3 from the evidence; empty while there is too little of it."""
        return class_of(self.evidence)


def class_of(evidence: dict[str, bool]) -> str:
    """S3: its lease and a second cut; S2: its lease; S0: outputs outlived the host. Empty: nothing was seen.

    S1, which ends by itself but too late, can't be told from S0 by a rig that waits for two seconds.
    """
    leased = [evidence[name] for name in ("lease_expiry", "both_stopped", "nobody_left") if name in evidence]
    if not leased:
        return ""
    if not all(leased):
        return "S0"
    return "S3" if evidence.get("second_cut") else "S2"


def save(run: Run, folder: Path, language: str) -> None:
    """Write results.json and report.html."""
    from chairctl_hil.report.page import page

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


def _commit() -> str:
    """The commit of the checkout, with + for changes; empty outside of one."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return ""
    return commit + ("+" if changed else "")


def _git(*words: str) -> str:
    folder = Path(__file__).parent
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=folder, capture_output=True, text=True, check=True, timeout=5,
    )  # fmt: skip
    return done.stdout.strip()
