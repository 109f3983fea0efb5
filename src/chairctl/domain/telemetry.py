"""What a device reports: measured values, who it is, and what it refused or garbled."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from chairctl.domain.channels import ChannelKind
from chairctl.domain.time import Instant


class RollerMeasured(NamedTuple):
    """Roller position (mm above the seat), speed (mm/s, signed) and motor current (mA)."""

    position_mm: int
    speed_mm_s: int
    motor_ma: int


class RollerSeen(NamedTuple):
    """Roller position only (mm above the seat): neither speed nor current is known."""

    position_mm: int


class HeatMeasured(NamedTuple):
    """Pad temperature (0.1 °C) and heater duty (‰)."""

    pad_tenth_c: int
    duty_permille: int


class AirMeasured(NamedTuple):
    """Air pressure (‰ of the device's greatest)."""

    pressure_permille: int


class VibrationMeasured(NamedTuple):
    """Vibration motor current (mA)."""

    motor_ma: int


class StimulationMeasured(NamedTuple):
    """Peak current (0.1 mA), electrode impedance (ohm; None: open or unknown), net charge (µC per s)."""

    current_tenth_ma: int
    impedance_ohm: int | None
    net_charge_uc_per_s: int


class ContactSeen(NamedTuple):
    """Whether the device finds its electrodes without contact; it measures no current."""

    is_open: bool


class PostureMeasured(NamedTuple):
    """Backrest angle (0.1 degree from flat)."""

    angle_tenth_deg: int


Measured: TypeAlias = (
    RollerMeasured
    | RollerSeen
    | HeatMeasured
    | AirMeasured
    | VibrationMeasured
    | StimulationMeasured
    | ContactSeen
    | PostureMeasured
    | None
)


@dataclass(slots=True)
class Readback:
    """The level that the device says it applies now, and what it measures there (None: nothing)."""

    applied: int
    measured: Measured


class Activity(StrEnum):
    """What a device does by itself, whatever is permitted; people are told."""

    STANDBY = "standby"  # asleep
    WAKING = "waking"  # was switched on a moment ago
    WAITING = "waiting"  # awake, nothing runs
    HOMING = "homing"  # moves to its parking position
    SCANNING = "scanning"  # feels along the back
    BATTERY_LOW = "battery_low"  # says so
    STORING = "storing"  # keeps settings
    RUNNING = "running"  # massages, though nobody here asks it to
    FAULT = "fault"
    STOP_UNVERIFIED = "stop_unverified"  # was told to stop; what it does is not known
    STOP_FAILED = "stop_failed"  # was told to stop, and goes on


BUSY = frozenset((Activity.WAKING, Activity.HOMING, Activity.SCANNING, Activity.STORING))
"""While it does one of these, a device can't follow what is permitted; its family judges for how long."""

ASTIR = frozenset(
    (
        Activity.WAKING,
        Activity.WAITING,
        Activity.SCANNING,
        Activity.RUNNING,
        Activity.STOP_UNVERIFIED,
        Activity.STOP_FAILED,
    )
)
"""From one of these a device may begin by itself to put something out, though all outputs are zero now."""


class OwnScan(NamedTuple):
    """What a device says that it found when it felt along the back by itself."""

    shoulder_step: int
    """Where the shoulders are, in steps of the device's own, above its middle (negative: below)."""


@dataclass(slots=True)
class Telemetry:
    """One report of a device's state. Fields that a family cannot know are None."""

    device: str
    received_at: Instant
    epoch: int | None
    """Random number of this boot of the device."""
    armed: bool
    echo_sequence: int | None
    """Sequence number of the last command that the device accepted."""
    sent_sequence: int | None
    """Sequence number of the last command that we sent."""
    faults: tuple[str, ...]
    """Names of the device's own latched faults."""
    supply_mv: int | None
    refused: int
    """Frames that the device has refused since its boot."""
    readbacks: tuple[Readback, ...]
    """In the order of the device's channels."""
    uptime_ms: int | None = None
    """What the device's own clock says."""
    activity: Activity | None = None
    """What the device does by itself; None: nothing of note."""
    own_scan: OwnScan | None = None
    """None: it has not felt along a back, found nothing, or does not say."""


class Capability(NamedTuple):
    """A channel that a device says it has, and its greatest level."""

    kind: ChannelKind
    max_level: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the device says it is."""

    device: str
    model: str
    serial_number: str
    firmware: str
    protocol_version: int
    epoch: int | None
    """Random number of this boot; None: this kind of device has none."""
    lease_cap_ms: int
    capabilities: tuple[Capability, ...]


class Garbled(NamedTuple):
    """Bytes that are no frame of this protocol: how many, and why."""

    device: str
    byte_count: int
    reason: str


class Refusal(NamedTuple):
    """The device refused one of our frames."""

    device: str
    sequence: int
    reason: str


Report: TypeAlias = Telemetry | Identity | Garbled | Refusal
