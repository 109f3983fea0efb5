"""The body that sits in the chair."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

# How far the back stands out at a height above the seat: (mm, part of the full force in 0..1).
_AVERAGE_BACK: Final = ((0, 0.6), (120, 0.9), (250, 0.65), (450, 1.0), (600, 0.8), (700, 0.4), (800, 0.3))


@dataclass(frozen=True, slots=True)
class Body:
    """How a person meets the chair.

    `back` is the profile the rollers press on, `impedance_ohm` is that of the skin between two fully
    attached electrodes, `core_c` the temperature that the blood pulls the skin to.
    """

    back: tuple[tuple[int, float], ...] = _AVERAGE_BACK
    impedance_ohm: float = 1000.0
    core_c: float = 33.5

    def firmness(self, position_mm: float) -> float:
        """Part of the full roller force that reaches the person at this height, 0 to 1."""
        at = bisect_left(self.back, (position_mm,))
        if at == 0 or at == len(self.back):
            return self.back[max(0, at - 1)][1]
        below_mm, below = self.back[at - 1]
        above_mm, above = self.back[at]
        return below + (above - below) * (position_mm - below_mm) / (above_mm - below_mm)
