"""What the outputs of a simulated board really do, for tests and judges."""

from typing import NamedTuple


class ChannelTruth(NamedTuple):
    """One channel: mA in the tissue, position of its potentiometer (255 lets nothing through), relay."""

    current_ma: float
    wiper: int
    relay: bool


class Truth(NamedTuple):
    """One instant of a whole board.

    `commands` counts those carried out since boot, `spoilt` writes outside of the firmware's memory,
    `lost_bytes` what came while its buffer was full, `toggled` single-character test commands.
    """

    stimulations: tuple[ChannelTruth, ...]
    outputs_zero: bool
    booted: bool
    commands: int
    spoilt: int
    lost_bytes: int
    toggled: int
