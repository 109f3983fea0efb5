"""Air cushions: a pump that fills them and a valve that vents them."""

from math import exp
from typing import Final

from chairctl_simulators.faults import Faults

FULL_KPA: Final = 35.0
_FILL_S: Final = 0.8
_VENT_S: Final = 0.3


class AirCushion:
    """Pressure in kPa above the room's; follows `level` (‰ of full pressure), set by the firmware."""

    __slots__ = ("_fills", "_has_power", "_seconds", "_vents", "kpa", "level")

    def __init__(self) -> None:
        self._has_power = True
        self._seconds = self._fills = self._vents = 0.0
        self.kpa = 0.0
        self.level = 0

    def suffer(self, faults: Faults) -> None:
        """From now on these faults hold."""
        self._has_power = faults.supply_mv != 0

    def advance(self, seconds: float) -> None:
        """Let time pass, at most 0.1 s in one go."""
        wanted = self.level * FULL_KPA / 1000 if self._has_power else 0.0
        if seconds != self._seconds:  # mostly a step is as long as the one before
            self._seconds = seconds
            self._fills, self._vents = 1.0 - exp(-seconds / _FILL_S), 1.0 - exp(-seconds / _VENT_S)
        gap = wanted - self.kpa
        self.kpa += gap * (self._fills if gap > 0.0 else self._vents)

    def reading(self) -> int:
        """What the pressure sensor says, in ‰ of full pressure."""
        return round(self.kpa * 1000.0 / FULL_KPA)
