"""The body that sits in the chair."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, NamedTuple

Profile = tuple[tuple[int, float], ...]
"""A value at heights above the seat (mm), rising; straight lines between."""

# How much of the full force a roller meets at a height above the seat: (mm, part in 0..1).
_AVERAGE_BACK: Final = ((0, 0.6), (120, 0.9), (250, 0.65), (450, 1.0), (600, 0.8), (700, 0.4), (800, 0.3))
_FAR_MM: Final = 1e6  # beyond every place, so that a profile has no ends


class Spine(NamedTuple):
    """Where the places of a back truly are, in mm above the seat."""

    l5: float
    l4: float
    l3: float
    l2: float
    l1: float
    t_line: float
    shoulder_line: float


class StiffSpot(NamedTuple):
    """A hard place: its middle (mm above the seat), its width (mm, one sigma), how much stiffer it is."""

    height_mm: float
    sigma_mm: float
    excess: float


@dataclass(frozen=True, slots=True)
class Body:
    """How a person meets the chair.

    `back` is how firmly the back answers the rollers, `recess` how far it stays behind where they begin to
    press (part of their reach, 0 to 1; empty: nowhere). `impedance_ohm` is that of the skin between two fully
    attached electrodes, `core_c` the temperature that the blood pulls the skin to. `chance` seeds what is
    never twice the same: breath, and ripple and noise of the motor that presses; None: there is none.
    `spine` and `stiff_spots` are the truth for judges; empty: nobody has drawn them.
    """

    back: Profile = _AVERAGE_BACK
    impedance_ohm: float = 1000.0
    core_c: float = 33.5
    recess: Profile = ()
    chance: int | None = None
    spine: Spine | None = None
    stiff_spots: tuple[StiffSpot, ...] = ()

    def firmness(self, position_mm: float) -> float:
        """Part of the full roller force that reaches the person at this height, 0 to 1."""
        return Curve(self.back).at(position_mm)


class Curve:
    """A profile for one who moves along it: most looks fall on the straight line of the look before."""

    __slots__ = ("_above_mm", "_below", "_below_mm", "_length_mm", "_points", "_rise")

    def __init__(self, profile: Profile) -> None:
        self._points = ((-_FAR_MM, profile[0][1]), *profile, (_FAR_MM, profile[-1][1]))
        self._find(0.0)

    def at(self, position_mm: float) -> float:
        """The value at this height; beyond the ends that of the end."""
        if not self._below_mm < position_mm <= self._above_mm:
            self._find(position_mm)
        return self._below + self._rise * (position_mm - self._below_mm) / self._length_mm

    def _find(self, position_mm: float) -> None:
        above = bisect_left(self._points, (position_mm,))
        (below_mm, self._below), (above_mm, value) = self._points[above - 1 : above + 1]
        self._below_mm, self._above_mm = float(below_mm), float(above_mm)
        self._rise, self._length_mm = value - self._below, self._above_mm - self._below_mm
