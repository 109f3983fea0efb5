"""The fault of mixed-up channels: what is meant for one output works on another one's driver.

Heat and stimulation change places, and roller and air. The firmware believes in its own map: it reports
for each channel what it was told, while the sensors show what really happens.
"""

from collections.abc import Sequence
from typing import Final

from chairctl_simulators.devices.chairlink.channels import ChannelKind

_PARTNER: Final = {
    ChannelKind.HEAT: ChannelKind.STIMULATION,
    ChannelKind.STIMULATION: ChannelKind.HEAT,
    ChannelKind.ROLLER: ChannelKind.AIR,
    ChannelKind.AIR: ChannelKind.ROLLER,
}
_MODE: Final = {
    ChannelKind.ROLLER: (1, 0, 800, 500),  # rolling over the whole travel
    ChannelKind.STIMULATION: (100, 1000),
}


def crossed(
    channels: tuple[tuple[ChannelKind, int], ...], blocks: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """The blocks that reach the drivers, as the same share of the greatest level; kinds as in IDENTITY."""
    reached = list(blocks)
    for index, (kind, greatest) in enumerate(channels):
        for other, (other_kind, other_greatest) in enumerate(channels):
            if _PARTNER.get(kind) is other_kind:
                level = blocks[other][0] * greatest // other_greatest
                reached[index] = (level, *_MODE.get(kind, ())) if level else (0,) * len(blocks[index])
    return reached
