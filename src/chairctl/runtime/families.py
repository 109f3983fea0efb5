"""The device families of this version, and those that other installed packages bring.

A package offers one under the entry point group `chairctl.families`: the name that profiles use, and a
callable that makes a `Device` (protocols/family.py) from a `DeviceProfile`.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from chairctl.control.assembly import UnsafeStationError
from chairctl.control.families import FAMILIES, Family

GROUP = "chairctl.families"


def families_for(name: str, offered: Iterable[EntryPoint] | None = None) -> Mapping[str, Family]:
    """The families to build a device of the family `name` with; ours can't be replaced.

    Other packages (`offered`; None: those installed) are only looked at for a name that is none of ours.
    Raises UnsafeStationError `broken_family` if what is offered can't be loaded.
    """
    if name in FAMILIES:
        return FAMILIES
    for entry in entry_points(group=GROUP) if offered is None else offered:
        if entry.name == name:
            return {**FAMILIES, name: _load(entry)}
    return FAMILIES


def _load(entry: EntryPoint) -> Family:
    try:
        family: Family = entry.load()
    except Exception as error:  # whatever a foreign package does while it is imported
        why = f"{entry.name} ({entry.value}): {type(error).__name__}: {error}"
        raise UnsafeStationError("broken_family", why) from error
    if not callable(family):
        raise UnsafeStationError("broken_family", f"{entry.name} ({entry.value})")
    return family
