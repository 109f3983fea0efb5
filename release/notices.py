"""THIRD_PARTY.md against the locks: every package, none too many, each with the licence that it states."""

import re
from collections.abc import Iterable, Iterator
from importlib import metadata

from release.tree import ROOT

NAME = re.compile(r"[a-z][\w.-]*")
FAMILIES = ("MIT", "BSD", "Apache", "PSF", "ISC", "EPL", "MPL")
"""Kinds of licences, as older packages name theirs."""


def noticed() -> dict[str, str]:
    """Licence by package, from the tables of THIRD_PARTY.md."""
    found: dict[str, str] = {}
    head: list[str] = []
    for line in (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "package":
            head = cells
        elif line.startswith("| ") and head:
            for name in cells[0].split(", "):
                if NAME.fullmatch(name):
                    found[_plain(name)] = cells[head.index("licence")]
    return found


def faults(locked: Iterable[str]) -> Iterator[str]:
    """What is wrong, in a sentence each."""
    names, notices = set(map(_plain, locked)), noticed()
    yield from (f"{name} is in a lock, but not in THIRD_PARTY.md" for name in sorted(names - notices.keys()))
    yield from (f"{name} is in THIRD_PARTY.md, but in no lock" for name in sorted(notices.keys() - names))
    for name in sorted(names & notices.keys()):
        stated = licence(name)
        if stated and not _agree(notices[name], stated):
            yield f"{name}: THIRD_PARTY.md says {notices[name]}, the package says {stated}"


def licence(name: str) -> str:
    """What an installed package says of its licence; empty: it is not installed here."""
    try:
        said = metadata.distribution(name).metadata
    except metadata.PackageNotFoundError:
        return ""
    stated = said.get_all("License-Expression") or said.get_all("License") or []
    kinds = [
        one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License")
    ]
    return "; ".join(kinds + [one.partition("\n")[0] for one in stated])


def _agree(ours: str, theirs: str) -> bool:
    """Whether both name the same kinds of licence."""
    return {one for one in FAMILIES if one in theirs} & {one for one in FAMILIES if one in ours} != set()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
