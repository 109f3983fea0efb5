"""Air cushions: a pump that fills them and a valve that vents them."""

from math import exp
from typing import Final

from chairctl_simulators.faults import Faults

FULL_KPA: Final = 35.0
_FILL_S: Final = 0.8
_VENT_S: Final = 0.3


class AirCushion:
    """Pressure in kPa above the room's; follows `level` (‰ of full pressure), set by the firmware."""

    __slots__ = ("_has_power", "kpa", "level")

    def __init__(self) -> None:
        self._has_power = True
        self.kpa = 0.0
        self.level = 0

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._has_power = faults.supply_mv != 0

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        wanted = self.level * FULL_KPA / 1000 if self._has_power else 0.0
        gap = wanted - self.kpa
        if gap:
            self.kpa += gap * (1.0 - exp(-seconds / (_FILL_S if gap > 0.0 else _VENT_S)))

    def reading(self) -> int:
        """What the pressure sensor says, in ‰ of full pressure."""
        return round(self.kpa * 1000.0 / FULL_KPA)
