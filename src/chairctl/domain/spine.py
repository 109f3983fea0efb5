"""Places on a back instead of positions of a machine, and where they are on one person.

The places are those that a roller beside the spine can be sent to. Where a muscle lies is given by what
it is attached to (textbook anatomy, recalled); how far around a point is chosen.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Stretch: TypeAlias = tuple[int, int]
"""From low to high, in mm above the seat."""

POINT_REACH_MM = 10
"""A point is this much up and down."""
_VERTEBRA_REACH_MM = 15
_LINE_REACH_MM = 25


class Landmark(StrEnum):
    """A place on a back; the muscles are those of the trigger point finder."""

    SHOULDER_LINE = "shoulder_line"  # just under the top of the shoulders
    T_LINE = "t_line"  # the lower tips of the shoulder blades, about T7
    L1 = "l1"
    L2 = "l2"
    L3 = "l3"
    L4 = "l4"
    L5 = "l5"
    QUADRATUS_LUMBORUM = "quadratus_lumborum"
    GLUTEUS_MEDIUS = "gluteus_medius"
    LATISSIMUS_DORSI = "latissimus_dorsi"
    UPPER_TRAPEZIUS = "upper_trapezius"
    LEVATOR_SCAPULAE = "levator_scapulae"
    TENSOR_FASCIAE_LATAE = "tensor_fasciae_latae"


@dataclass(frozen=True, slots=True)
class SpineMap:
    """Heights on a person who sits, in mm above the seat; ValueError unless each is above the one before."""

    l5_mm: int
    l4_mm: int
    l3_mm: int
    l2_mm: int
    l1_mm: int
    t_line_mm: int
    shoulder_line_mm: int

    def __post_init__(self) -> None:
        heights = (0, self.l5_mm, self.l4_mm, self.l3_mm, self.l2_mm, self.l1_mm, self.t_line_mm)
        for below, above in zip(heights, (*heights[1:], self.shoulder_line_mm), strict=True):
            if above <= below:
                raise ValueError(f"{above} mm is not above {below} mm")

    def stretch(self, place: Landmark) -> Stretch:
        """Where rollers work on a place. Those of hip and leg are at the lowest reach: near, not on, them."""
        vertebrae = {
            Landmark.L1: self.l1_mm,
            Landmark.L2: self.l2_mm,
            Landmark.L3: self.l3_mm,
            Landmark.L4: self.l4_mm,
            Landmark.L5: self.l5_mm,
        }
        if place in vertebrae:
            return _around(vertebrae[place], _VERTEBRA_REACH_MM)
        if place is Landmark.T_LINE:
            return _around(self.t_line_mm, _LINE_REACH_MM)
        shoulder = self.shoulder_line_mm
        low, high = {
            Landmark.SHOULDER_LINE: (shoulder - 2 * _LINE_REACH_MM, shoulder),
            Landmark.UPPER_TRAPEZIUS: (shoulder - 40, shoulder),
            Landmark.LEVATOR_SCAPULAE: (shoulder - 70, shoulder - 20),
            Landmark.LATISSIMUS_DORSI: (self.l1_mm, self.t_line_mm),
            Landmark.QUADRATUS_LUMBORUM: (self.l4_mm, self.l1_mm),
            Landmark.GLUTEUS_MEDIUS: (self.l5_mm - 60, self.l5_mm),
            Landmark.TENSOR_FASCIAE_LATAE: (self.l5_mm - 80, self.l5_mm - 20),
        }[place]
        return max(0, low), max(0, high)

    def point(self, place: Landmark, at_permille: int) -> Stretch:
        """A point of a place, from 0 (its lowest) to 1000 (its highest)."""
        low, high = self.stretch(place)
        return _around(low + (high - low) * at_permille // 1000, POINT_REACH_MM)


def _around(height_mm: int, reach_mm: int) -> Stretch:
    return max(0, height_mm - reach_mm), height_mm + reach_mm
