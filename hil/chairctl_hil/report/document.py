"""A run of the rig as one document."""

import platform
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from chairctl import __version__
from chairctl_hil.result import Result
from chairctl_hil.rig.file import RigFile
from chairctl_hil.rig.master import Identity


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
