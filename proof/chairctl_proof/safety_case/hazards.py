"""The hazards as docs/hazards.toml names them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path("docs/hazards.toml")
STATUSES: Final = ("proven", "partly", "later", "hardware", "person")


@dataclass(frozen=True, slots=True)
class Hazard:
    """One way in which somebody could come to harm, and who keeps it from happening."""

    id: str
    en: str
    de: str
    harm: tuple[str, ...]
    severity: int
    """4 is a lasting injury, 1 a nuisance."""
    layers: str
    reaction: str
    """Time from the event to the safe state."""
    interlocks: tuple[str, ...]
    """Names of the checks in safety/interlocks/table.py."""
    code: str
    """What else meets it."""
    status: str
    residual: str
    """What stays; empty: nothing is known to."""
    tests: tuple[str, ...]
    figures: tuple[str, ...] = ()
    """Those of `chairctl prove` that measure it."""
    issue: int | None = None


def load(root: Path) -> tuple[Hazard, ...]:
    """All hazards, in their order; TypeError for an unknown or missing key."""
    table: dict[str, dict[str, Any]] = tomllib.loads((root / FILE).read_text(encoding="utf-8"))
    return tuple(_hazard(id_, entry) for id_, entry in table.items())


def _hazard(id_: str, entry: dict[str, Any]) -> Hazard:
    words: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in entry.items()}
    return Hazard(id_, **words)
