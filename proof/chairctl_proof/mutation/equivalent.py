"""Mutants that no test can notice, because they do the same; each with the reason, read by people.

The list must not rot: what is on it and was killed after all, or is no longer there, fails the run.
"""

import tomllib
from pathlib import Path
from typing import Final

from chairctl_proof.mutation.mutant import Name

LIST: Final = Path(__file__).parent / "equivalent.toml"


class EquivalentListError(Exception):
    """The list can't be read; the text says where and why."""


def argued(file: Path = LIST) -> dict[Name, str]:
    """The mutants on the list, and why each is equivalent."""
    found: dict[Name, str] = {}
    for number, entry in enumerate(tomllib.loads(file.read_text()).get("equivalent", []), start=1):
        where = f"{file.name}, entry {number}"
        missing = {"file", "line", "operator", "why"} - set(entry)
        if missing:
            raise EquivalentListError(f"{where}: {', '.join(sorted(missing))} missing")
        if len(entry["why"].split()) < 4:
            raise EquivalentListError(f"{where}: say in a sentence why it is equivalent")
        for operator in _several(entry["operator"]):
            for ordinal in entry.get("ordinals", [1]):
                name = Name(entry["file"], entry.get("function", ""), entry["line"], operator, ordinal)
                if name in found:
                    raise EquivalentListError(f"{where}: it is on the list already")
                found[name] = entry["why"]
    return found


def _several(operator: str | list[str]) -> list[str]:
    return [operator] if isinstance(operator, str) else operator
