"""The blocks of SAFETY.md that are written from the code, the texts and docs/hazards.toml."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from chairctl.domain.snapshot import DeviceClass
from chairctl.frontends.cli.limits import amount
from chairctl.frontends.cli.limits_table import limits
from chairctl.safety.classes import RESIDUALS
from chairctl.texts import Texts
from chairctl_proof.prove.row import ALL
from chairctl_proof.safety_case.hazards import STATUSES, Hazard, load

FILE: Final = Path("SAFETY.md")
_ENGLISH: Final = Texts("en")
_BLOCK: Final = re.compile(r"(<!-- begin (\w+) -->\n)(.*?)(<!-- end \2 -->)", re.DOTALL)


def written(root: Path) -> str:
    """SAFETY.md with its blocks as they have to be now."""
    text = (root / FILE).read_text(encoding="utf-8")
    blocks = {name: block(root) for name, block in BLOCKS.items()}
    missing = blocks.keys() - {match[2] for match in _BLOCK.finditer(text)}
    if missing:
        raise ValueError(f"SAFETY.md has no place for {sorted(missing)}")
    return _BLOCK.sub(lambda match: f"{match[1]}{blocks[match[2]]}\n{match[4]}", text)


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _limits(_root: Path) -> str:
    head = ("limit", "ceiling", "source", "status", "layers", "hazards")
    rows = [
        (
            limit.titles["en"],
            amount(limit.value, limit.unit, _ENGLISH),
            limit.source,
            limit.status,
            " ".join(limit.layers),
            " ".join(limit.hazards),
        )
        for limit in limits()
    ]
    return _rows(head, rows)


def _classes(_root: Path) -> str:
    lines = [f"- {_ENGLISH.say(f'class.{one}')}" for one in reversed(DeviceClass)]
    lines += ["", "What no software catches, each printed by `chairctl devices` where it applies:", ""]
    lines += [
        f"- {_ENGLISH.say(f'class.residual.{code}')} ({', '.join(hazards)})"
        for code, hazards in RESIDUALS.items()
    ]
    return "\n".join(lines)


def _status(hazard: Hazard) -> str:
    issue = f", issue {hazard.issue}" if hazard.issue else ""
    count = len(hazard.tests)
    tests = f", {count} test{'s' if count > 1 else ''}" if count else ""
    return f"{hazard.status}{issue}{tests}"


def _hazards(root: Path) -> str:
    head = ("id", "what goes wrong", "harm", "layers", "safe within", "met by", "shown", "figure")
    rows = [
        (
            hazard.id,
            hazard.en,
            f"{' '.join(hazard.harm)} {hazard.severity}",
            hazard.layers,
            hazard.reaction,
            ", ".join(filter(None, (*(f"`{name}`" for name in hazard.interlocks), hazard.code))),
            _status(hazard),
            " ".join(hazard.figures),
        )
        for hazard in load(root)
    ]
    counts = ", ".join(f"{sum(row.status == name for row in load(root))} {name}" for name in STATUSES)
    return f"{_rows(head, rows)}\n\n{len(rows)} hazards: {counts}."


def _residuals(root: Path) -> str:
    return "\n".join(f"- **{one.id}** {one.en}: {one.residual}" for one in load(root) if one.residual)


def _figures(_root: Path) -> str:
    names = sorted(ALL, key=lambda name: int(name[1:]))
    rows = [
        (name, _ENGLISH.say(f"prove.figure.{name}"), _ENGLISH.say(f"prove.target.{name}")) for name in names
    ]
    return _rows(("id", "figure", "target"), rows)


BLOCKS: Final[Mapping[str, Callable[[Path], str]]] = {
    "classes": _classes,
    "limits": _limits,
    "hazards": _hazards,
    "residuals": _residuals,
    "figures": _figures,
}
