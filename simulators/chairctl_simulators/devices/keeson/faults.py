"""What can be broken in a simulated bed, its radio included."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self


@dataclass(frozen=True, slots=True)
class BedFaults:
    """What is broken now; the default is a healthy bed.

    `deaf`: frames of keys are lost. `mute`: reports are lost. `late_reports_ms`: they come later by so much.
    `relay_welded`: a motor that runs goes on when its key is let go. `lost_power`: all stands still.
    """

    deaf: bool = False
    mute: bool = False
    late_reports_ms: int = 0
    relay_welded: bool = False
    lost_power: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            kind = int if name == "late_reports_ms" else bool
            if type(value) is not kind or not 0 <= value <= _LATEST_MS:
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


_LATEST_MS: Final = 10_000
HEALTHY: Final = BedFaults()
