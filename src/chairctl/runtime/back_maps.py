"""Maps of people's backs in the store: one for each person and kind of device."""

from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from chairctl.domain.back import BackMap
from chairctl.runtime.care_store import CareStore

_MAP = TypeAdapter(BackMap)


class KeptMap(NamedTuple):
    """A map, and when it was felt (UTC)."""

    taken: datetime
    back: BackMap


def keep_back_map(store: CareStore, person: str, device: str, taken: datetime, back: BackMap) -> None:
    """Write a map in place of an older one; `device` is the name of a device profile. Raises CareError."""
    store.keep_spine(person, device, taken, _MAP.dump_json(back).decode())


def back_map(store: CareStore, person: str, device: str) -> KeptMap | None:
    """The map of a person on this kind of device; None: not felt yet, or written by another version."""
    found = store.spine(person, device)
    if found is None:
        return None
    try:
        return KeptMap(found[0], _MAP.validate_json(found[1]))
    except ValueError:
        return None


def back_maps(store: CareStore, person: str) -> dict[str, KeptMap]:
    """Every map of a person, by the device profile."""
    maps = {device: back_map(store, person, device) for device in store.spine_devices(person)}
    return {device: kept for device, kept in maps.items() if kept}
