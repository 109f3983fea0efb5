"""Physical faults that can be switched on in a simulated chair at any instant."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, Self, get_args

PadSensor = Literal["ok", "frozen", "open", "short", "detached"]
Heater = Literal["ok", "stuck_on", "dead"]

_WORDS: Final = {"pad_sensor": get_args(PadSensor), "heater": get_args(Heater)}


@dataclass(frozen=True, slots=True)
class Faults:
    """What is broken now; the default is a healthy chair. Plant and firmware both read it.

    `supply_mv` replaces the supply voltage (0 cuts all power), `None` leaves it healthy.
    `electrode_contact` is the part of each electrode that touches skin, 0 to 1.
    """

    pad_sensor: PadSensor = "ok"
    pad_sensor_offset_tenth_c: int = 0
    heater: Heater = "ok"
    blanket: bool = False
    roller_stalled: bool = False
    travel_switch_stuck: bool = False
    electrode_contact: float = 1.0
    supply_mv: int | None = None
    firmware_hang: bool = False
    no_lease: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            if not _fits(name, value):
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


HEALTHY: Final = Faults()


def _fits(name: str, value: object) -> bool:
    if name in _WORDS:
        return value in _WORDS[name]
    if name == "electrode_contact":
        return isinstance(value, int | float) and 0 <= value <= 1
    if name == "supply_mv":
        return value is None or (type(value) is int and 0 <= value <= 0xFFFF)
    if name == "pad_sensor_offset_tenth_c":
        return type(value) is int and abs(value) <= 1000
    return isinstance(value, bool)
