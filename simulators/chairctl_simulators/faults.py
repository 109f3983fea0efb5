"""Physical faults that can be switched on in a simulated chair at any instant."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, Self, get_args

PadSensor = Literal["ok", "frozen", "dithering", "open", "short", "detached"]
Heater = Literal["ok", "stuck_on", "dead"]

_SPANS: Final = {
    "electrode_contact": (0, 1),
    "electrode_chatter_hz": (0, 1000),
    "dac_gain": (0, 100),
    "clock_ratio": (0.1, 10),
}
_INTEGERS: Final = {
    "pad_sensor_offset_tenth_c": 1000,
    "pad_sensor_drift_tenth_c_per_min": 1000,
    "dac_offset_tenth_ma": 1000,
    "net_charge_uc_per_s": 0x7FFF,
    "slid_mm": 200,
    "leaned_mm": 200,
}
_WORDS: Final = {"pad_sensor": get_args(PadSensor), "heater": get_args(Heater)}


@dataclass(frozen=True, slots=True)
class Faults:
    """What is broken now; the default is a healthy chair. Plant and firmware both read it.

    `supply_mv` replaces the supply voltage (0 cuts all power), `None` leaves it healthy.
    `electrode_contact` is the part of each electrode that touches skin, 0 to 1; with `electrode_chatter_hz`
    it comes and goes so often. A dithering pad sensor is frozen but for its noise. `dac_gain` and
    `dac_offset_tenth_ma` bend the stimulation's current, the offset even at level 0; `net_charge_uc_per_s`
    is what unbalanced pulses leave behind. `clock_ratio` is the speed of the firmware's clock. With
    `no_interlocks` rule 8 of the firmware is off; `crossed_channels` is told in `crossed.py`.
    """

    pad_sensor: PadSensor = "ok"
    pad_sensor_offset_tenth_c: int = 0
    pad_sensor_drift_tenth_c_per_min: int = 0
    heater: Heater = "ok"
    blanket: bool = False
    roller_stalled: bool = False
    slid_mm: int = 0
    leaned_mm: int = 0
    travel_switch_stuck: bool = False
    electrode_contact: float = 1.0
    electrode_chatter_hz: float = 0.0
    dac_gain: float = 1.0
    dac_offset_tenth_ma: int = 0
    net_charge_uc_per_s: int = 0
    supply_mv: int | None = None
    firmware_hang: bool = False
    no_lease: bool = False
    no_interlocks: bool = False
    clock_ratio: float = 1.0
    crossed_channels: bool = False

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
    if name in _SPANS:
        least, most = _SPANS[name]
        return type(value) in (int, float) and least <= value <= most  # type: ignore[operator]
    if name == "supply_mv":
        return value is None or (type(value) is int and 0 <= value <= 0xFFFF)
    if name in _INTEGERS:
        return type(value) is int and abs(value) <= _INTEGERS[name]
    return isinstance(value, bool)
