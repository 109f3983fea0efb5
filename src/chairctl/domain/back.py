"""A person's back as the rollers have felt it on one kind of device."""

from dataclasses import dataclass, fields
from typing import NamedTuple

from chairctl.domain.spine import SpineMap

OUTLINE_STEP_MM = 20
MOST_SPOTS = 12


@dataclass(frozen=True, slots=True)
class StiffSpot:
    """A place that is harder than what is around it: its height (mm above the seat), and by how much (‰)."""

    height_mm: int
    excess_permille: int


class Place(NamedTuple):
    """A landmark of the map: the name of its field, height and what it may be wrong by (mm)."""

    name: str
    height_mm: int
    within_mm: int


@dataclass(frozen=True, slots=True)
class BackMap:
    """Landmarks, how sure they are, stiff spots and the outline. ValueError where it makes no sense."""

    spine: SpineMap
    within_mm: tuple[int, int, int, int, int, int, int]
    """What nine in ten landmarks are wrong by at most, in the order of the spine's fields (mm)."""
    stiff_spots: tuple[StiffSpot, ...] = ()
    """From low to high."""
    outline_permille: tuple[int, ...] = ()
    """How far the back stays behind the rollers (‰ of their reach), every 20 mm from the seat."""

    def __post_init__(self) -> None:
        if len(self.stiff_spots) > MOST_SPOTS or len(self.outline_permille) > 100:
            raise ValueError("more than a back can have")

    @property
    def places(self) -> tuple[Place, ...]:
        """The landmarks from the lowest to the highest."""
        names = (field.name.removesuffix("_mm") for field in fields(self.spine))
        heights = (getattr(self.spine, field.name) for field in fields(self.spine))
        return tuple(Place(*place) for place in zip(names, heights, self.within_mm, strict=True))
