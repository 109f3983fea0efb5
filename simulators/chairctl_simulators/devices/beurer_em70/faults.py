"""What can be broken in a simulated EM 70, its radio and its electrodes included."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self


@dataclass(frozen=True, slots=True)
class StimulatorFaults:
    """What is broken now; the default is a healthy device with both electrodes on.

    `deaf`: what the host sends is lost. `mute`: answers are lost. `late_ms`: answers come later by so much.
    `stuck`: the intensity no longer goes down. `no_contact`: an electrode is off. `no_power`: it is dead.
    """

    deaf: bool = False
    mute: bool = False
    late_ms: int = 0
    stuck: bool = False
    no_contact: bool = False
    no_power: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            kind = int if name == "late_ms" else bool
            if type(value) is not kind or not 0 <= value <= _LATEST_MS:
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


_LATEST_MS: Final = 10_000
HEALTHY: Final = StimulatorFaults()
