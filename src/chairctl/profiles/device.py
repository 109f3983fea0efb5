"""A device profile as the core uses it: integers in fixed units, already checked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from chairctl.domain.ceilings import LEASE_MS
from chairctl.domain.channels import Channel
from chairctl.domain.programme import Text


@dataclass(frozen=True, slots=True)
class RollerBounds:
    """Travel (mm above the seat), greatest speed (‰), current that the motor bears for good (mA)."""

    travel_low_mm: int
    travel_high_mm: int
    max_speed_permille: int
    motor_rated_ma: int | None = None
    """None: unknown, so the motor's heat is not judged."""


@dataclass(frozen=True, slots=True)
class HeatBounds:
    """Temperatures (0.1 °C) at which a pad warns, trips (two samples) and is cut (one sample)."""

    warn_tenth_c: int
    trip_tenth_c: int
    hard_tenth_c: int


@dataclass(frozen=True, slots=True)
class UnsensedHeat:
    """A heater whose temperature nobody measures: it counts as being as hot as it is set."""


@dataclass(frozen=True, slots=True)
class StimulationBounds:
    """Greatest pulse width (µs) and rate (0.1 Hz); area of one electrode (mm²)."""

    max_pulse_width_us: int
    max_rate_tenth_hz: int
    electrode_area_mm2: int
    beyond_caution: bool = False
    """More than `STIMULATION_CAUTION` is meant."""
    full_scale_tenth_ma: int | None = None
    """What the unit behind an attenuator gives at most (0.1 mA); None: the device makes its own current."""
    pulses_by_device: bool = False
    """Width and rate are chosen on the device, and no programme changes them."""

    def strongest(self, max_level: int) -> int:
        """The greatest current (0.1 mA) that can come of `max_level`, whatever an attenuator makes of it."""
        return max(max_level, self.full_scale_tenth_ma or 0)


class LetUp(StrEnum):
    """Which way a posture motor runs when somebody wants to be let up."""

    UP = "up"
    DOWN = "down"
    NO = "no"


@dataclass(frozen=True, slots=True)
class PostureBounds:
    """How a posture motor takes part in letting somebody up."""

    let_up: LetUp


Bounds: TypeAlias = RollerBounds | HeatBounds | UnsensedHeat | StimulationBounds | PostureBounds | None


@dataclass(frozen=True, slots=True)
class ChannelProfile:
    """What one channel may do at most."""

    channel: Channel
    max_level: int
    rise_per_s: int
    """Fastest rise of the level, in level units per second; falling is always instant."""
    bounds: Bounds = None
    grid: tuple[int, ...] = ()
    """The levels above 0 that the device can do, rising; empty: any. Permitted levels are rounded down."""


OWN_FAMILY = "chairlink"
"""The one family whose devices limit and measure by themselves what this host permits."""


class Variant(StrEnum):
    """Which of two firmwares of one family a device has, where nothing on the wire tells."""

    STANDARD = "standard"
    SWAPPED = "swapped"


class HostLoss(StrEnum):
    """What the device does by itself when this computer goes silent."""

    OUTPUTS_ZERO = "outputs_zero"
    OWN_TIMER = "own_timer"
    GOES_ON = "goes_on"


@dataclass(frozen=True, slots=True)
class Failsafe:
    """What happens without us, after how long (ms), and how we know."""

    on_host_loss: HostLoss
    within_ms: int
    evidence: str

    @property
    def is_lease(self) -> bool:
        """Whether the device ends its outputs within the longest lease allowed."""
        return self.on_host_loss is HostLoss.OUTPUTS_ZERO and self.within_ms <= LEASE_MS.value


@dataclass(frozen=True, slots=True)
class Zone:
    """A named stretch of spine (mm above the seat)."""

    name: str
    low_mm: int
    high_mm: int


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """One kind of device: what it has, may do at most, and does without us."""

    name: str
    title: Text
    family: str
    model: str | None
    """Model text that the device must report; None: any."""
    failsafe: Failsafe
    lease_ms: int
    """How long an output may live without fresh telemetry."""
    telemetry_age_ms: int
    """Older telemetry than this is stale: trip."""
    settle_ms: int
    """Time that a readback may lag behind what is permitted."""
    session_max_s: int
    channels: tuple[ChannelProfile, ...]
    zones: tuple[Zone, ...]
    variant: Variant = Variant.STANDARD
    """Pinned by a person."""
    supply_min_mv: int | None = None
    """Below this supply nothing works as it should: no arming, trip. None: not judged here."""
    boot_max_s: int = 5
    """How long the device may take, from its open line, until it can be armed."""
    parks: bool = False
    """When it stops, it travels to its parking position by itself; nothing keeps it from that."""
