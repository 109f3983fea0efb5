"""By what a device may be known before anybody has spoken to it: one row per family.

A sign is no proof: other things bear the same USB ids, services and names. It says only which family is
worth asking, so that no device is spoken to in a language that means something else to it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from chairctl.control.families import FAMILIES


class UsbId(NamedTuple):
    """Who made a USB device and which one it is, as it says itself."""

    vendor: int
    product: int


class Signs(NamedTuple):
    """What devices of one family show of themselves."""

    usb: tuple[UsbId, ...] = ()
    services: tuple[str, ...] = ()
    """Advertised services of Bluetooth LE, as UUIDs in lower case."""
    names: tuple[str, ...] = ()
    """How advertised names begin, in lower case."""


SIGNS: Mapping[str, Signs] = {
    "chairlink": Signs(services=("6e400001-b5a3-f393-e0a9-e50e24dcca9e",)),
    "rongtai": Signs(
        services=("0000fff0-0000-1000-8000-00805f9b34fb",),
        names=("rt8600", "evolution-"),
    ),
    "sciencemode4": Signs(usb=(UsbId(0x0483, 0x5740),)),
    "openemsstim": Signs(services=("454d532d-5365-7276-6963-652d424c4531",)),
    "keeson": Signs(
        services=("0000ffe5-0000-1000-8000-00805f9b34fb",),
        names=("base-i4.", "base-i5.", "serta", "ergo"),
    ),
    "beurer_em70": Signs(services=("646687fb-033f-9393-6ca2-0e9401adeb32",)),
}
"""Where they come from stands in each family's NOTES.md. A family without a row has no sign."""


def families_of_port(usb: UsbId | None, known: Iterable[str] = FAMILIES) -> tuple[str, ...]:
    """The known families that a serial port with this USB id may lead to."""
    return tuple(family for family in known if usb in SIGNS.get(family, Signs()).usb)


def families_of_radio(name: str, services: Iterable[str], known: Iterable[str] = FAMILIES) -> tuple[str, ...]:
    """The known families that a Bluetooth device with this advertisement may belong to."""
    lower, offered = name.lower(), {service.lower() for service in services}
    found = []
    for family in known:
        signs = SIGNS.get(family, Signs())
        if offered.intersection(signs.services) or lower.startswith(signs.names or ("\0",)):
            found.append(family)
    return tuple(found)
