"""What one simulated chair is made of."""

from dataclasses import dataclass, field
from typing import Final

from chairctl_simulators.devices.chairlink.channels import ChannelKind
from chairctl_simulators.plant.body import Body

REFERENCE_LAYOUT: Final = (
    (ChannelKind.ROLLER, 1000),
    (ChannelKind.HEAT, 410),
    (ChannelKind.AIR, 1000),
    (ChannelKind.STIMULATION, 600),
)


@dataclass(frozen=True, slots=True)
class ChairSetup:
    """Channels as (kind, greatest level) in IDENTITY's order, 1 to 8 of them; room, person, age of boot.

    `uptime_ms` is what the uptime counter shows at the first boot, to try its wrap.
    """

    channels: tuple[tuple[ChannelKind, int], ...] = REFERENCE_LAYOUT
    ambient_c: float = 23.0
    body: Body = field(default_factory=Body)
    uptime_ms: int = 0
    model: str = "REFERENCE"
    version: tuple[int, int, int] = (1, 0, 0)
