"""Channels and what is put out on them, as integers in fixed units.

An `Output` is one energising number, the level, and a mode that says how the level is spent. Level 0
is off for every kind, and off is always safe. Everything that limits, ramps, compares or stops works
on the level; a mode alone moves nothing.
"""

from enum import StrEnum
from typing import NamedTuple, TypeAlias


class ChannelKind(StrEnum):
    """What a channel does to a person; decides the unit of its level and the type of its mode."""

    ROLLER = "roller"
    HEAT = "heat"
    AIR = "air"
    VIBRATION = "vibration"
    STIMULATION = "stimulation"
    POSTURE = "posture"


LEVEL_UNIT: dict[ChannelKind, str] = {
    ChannelKind.ROLLER: "‰",  # pressing force, of the device's greatest
    ChannelKind.HEAT: "0.1 °C",  # pad temperature asked for
    ChannelKind.AIR: "‰",
    ChannelKind.VIBRATION: "‰",
    ChannelKind.STIMULATION: "0.1 mA",  # peak into 500 ohm
    ChannelKind.POSTURE: "‰",  # motor speed
}


class Technique(StrEnum):
    """How a roller moves."""

    ROLLING = "rolling"
    KNEADING = "kneading"
    TAPPING = "tapping"
    SHIATSU = "shiatsu"
    HOLD = "hold"  # constant pressure on one point


class RollerMode(NamedTuple):
    """Technique, the stretch of spine it works on (mm above the seat), speed (‰ of the greatest)."""

    technique: Technique
    low_mm: int
    high_mm: int
    speed_permille: int


class StimulationMode(NamedTuple):
    """Pulse width (µs, one phase) and rate (0.1 Hz)."""

    pulse_width_us: int
    rate_tenth_hz: int


class PostureMode(NamedTuple):
    """Direction of travel: -1 down, +1 up."""

    direction: int


Mode: TypeAlias = RollerMode | StimulationMode | PostureMode | None


class Output(NamedTuple):
    """One channel's level (unit: `LEVEL_UNIT`) and mode."""

    level: int
    mode: Mode = None


OFF = Output(0)

OutputImage: TypeAlias = tuple[Output, ...]
"""One output per channel of the station, in the station's order."""


class Channel(NamedTuple):
    """A named output of a device."""

    name: str
    kind: ChannelKind
    device: str
    """Name of the device that carries it."""


MODE_TYPE: dict[ChannelKind, type[RollerMode | StimulationMode | PostureMode] | None] = {
    ChannelKind.ROLLER: RollerMode,
    ChannelKind.HEAT: None,
    ChannelKind.AIR: None,
    ChannelKind.VIBRATION: None,
    ChannelKind.STIMULATION: StimulationMode,
    ChannelKind.POSTURE: PostureMode,
}
"""The mode that a channel of each kind needs while its level is above 0."""
