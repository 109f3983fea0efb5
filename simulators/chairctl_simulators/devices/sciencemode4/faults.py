"""What can be wrong with a simulated stimulator, its battery, its electrodes and its line."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

_INTEGERS: Final = {"electrodes_off": 0xFF, "dry_electrodes": 0xFF, "battery_mv": 0xFFFF}


@dataclass(frozen=True, slots=True)
class StimulatorFaults:
    """What is broken now; the default is a healthy device.

    `electrodes_off` and `dry_electrodes` are masks of channels: no contact at all, or so little that the
    current is not reached. With `high_voltage` the source does not come up; `busy` refuses every update.
    `deaf` hears nothing, `mute` says nothing, `bad_crc` spoils every answer. `stop_refused` answers a stop
    that has nothing to stop with "not initialised". `no_deadman` never ends a stimulation by itself.
    """

    electrodes_off: int = 0
    dry_electrodes: int = 0
    battery_mv: int = 8000
    high_voltage: bool = False
    busy: bool = False
    deaf: bool = False
    mute: bool = False
    bad_crc: bool = False
    stop_refused: bool = False
    no_deadman: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            most = _INTEGERS.get(name)
            fits = isinstance(value, bool) if most is None else type(value) is int and 0 <= value <= most
            if not fits:
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


HEALTHY: Final = StimulatorFaults()
