"""What each family offers for `chairctl decode` and `chairctl encode`: its module `evidence.py`.

Families of other packages offer such a module under the entry point group `chairctl.evidence`.
"""

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from chairctl.control.families import FAMILIES
from chairctl.domain.evidence import Evidence

GROUP = "chairctl.evidence"


def evidence_for(family: str, offered: Iterable[EntryPoint] | None = None) -> Evidence | None:
    """The module of a family; None: there is no such family. `offered`: those of other packages.

    Raises whatever a foreign module raises while it is imported.
    """
    if family in FAMILIES:
        return cast(Evidence, import_module(f"chairctl.protocols.{family}.evidence"))
    for entry in entry_points(group=GROUP) if offered is None else offered:
        if entry.name == family:
            return cast(Evidence, entry.load())
    return None


def families() -> list[str]:
    """The names of all families that can be asked for."""
    return sorted({*FAMILIES, *(entry.name for entry in entry_points(group=GROUP))})
