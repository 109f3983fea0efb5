"""Where the places on a back are on a device: as the person was measured, or else read off its zones."""

from collections.abc import Sequence

from chairctl.domain.sitter import Sitter
from chairctl.domain.spine import SpineMap
from chairctl.profiles.device import Zone

_NEEDED = ("lumbar", "thoracic", "shoulders")


def spine_on(zones: Sequence[Zone], sitter: Sitter) -> SpineMap | None:
    """The map to use on a device with these zones.

    None: it does not name the parts of a back, so it can't be told where to work, however well the person
    has been measured.
    """
    standing_in = default_spine(zones)
    return sitter.spine or standing_in if standing_in else None


def default_spine(zones: Sequence[Zone]) -> SpineMap | None:
    """The five lumbar vertebrae in equal parts of `lumbar`, the lines in the middle of the zones above.

    None: the device lacks one of the zones, or they are not above each other.
    """
    named = {zone.name: zone for zone in zones}
    if not named.keys() >= set(_NEEDED):
        return None
    lumbar, thoracic, shoulders = (named[name] for name in _NEEDED)
    height = lumbar.high_mm - lumbar.low_mm
    vertebrae = [lumbar.low_mm + height * tenth // 10 for tenth in (1, 3, 5, 7, 9)]
    lines = [(zone.low_mm + zone.high_mm) // 2 for zone in (thoracic, shoulders)]
    try:
        return SpineMap(*vertebrae, *lines)
    except ValueError:
        return None
