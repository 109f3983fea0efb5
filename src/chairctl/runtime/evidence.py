"""What each family offers for `chairctl decode` and `chairctl encode`: its module `evidence.py`.

Families of other packages offer such a module under the entry point group `chairctl.evidence`.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from chairctl.control.families import FAMILIES
from chairctl.domain.evidence import Evidence

GROUP = "chairctl.evidence"


class BrokenEvidenceError(Exception):
    """The package that offers the evidence of a family can't be used; the text names it and says why."""


def evidence_for(family: str, offered: Iterable[EntryPoint] | None = None) -> Evidence | None:
    """The module of a family; None: there is no such family. `offered`: those of other packages.

    Raises BrokenEvidenceError if what is offered can't be loaded, or is no such module.
    """
    if family in FAMILIES:
        return cast(Evidence, import_module(f"chairctl.protocols.{family}.evidence"))
    for entry in entry_points(group=GROUP) if offered is None else offered:
        if entry.name == family:
            return _load(entry)
    return None


def _load(entry: EntryPoint) -> Evidence:
    what = f"{entry.name} ({entry.value})"
    try:
        module = entry.load()
    except Exception as error:  # whatever a foreign package does while it is imported
        raise BrokenEvidenceError(f"{what}: {type(error).__name__}: {error}") from error
    if not (
        isinstance(getattr(module, "MESSAGES", None), Mapping) and callable(getattr(module, "reader", 0))
    ):
        raise BrokenEvidenceError(f"{what}: MESSAGES, reader()")
    return cast(Evidence, module)


def families() -> list[str]:
    """The names of all families that can be asked for."""
    return sorted({*FAMILIES, *(entry.name for entry in entry_points(group=GROUP))})
