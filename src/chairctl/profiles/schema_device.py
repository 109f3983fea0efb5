"""What a device file may say: its keys, their units and their ceilings (`schema: chairctl/device/1`)."""

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from chairctl.domain.ceilings import (
    HEAT_HARD,
    HEAT_SET,
    HEAT_TRIP,
    HEAT_WARN,
    LEASE_MS,
    LEVEL_RISE,
    RISE,
    SESSION_S,
    SHARE,
    SLOW_SETTLE_MS,
    SLOW_TELEMETRY_AGE_MS,
    STIMULATION_PEAK,
    STIMULATION_RATE,
    STIMULATION_RATE_LEAST,
    STIMULATION_RISE,
    STIMULATION_WIDTH,
    STIMULATION_WIDTH_LEAST,
    Ceiling,
)
from chairctl.domain.channels import ChannelKind
from chairctl.profiles.device import HostLoss, LetUp, Variant
from chairctl.profiles.file_model import FileModel
from chairctl.profiles.text_file import TextFile
from chairctl.profiles.values import (
    CELSIUS,
    CELSIUS_PER_S,
    HERTZ,
    MICROSECOND,
    MILLIAMPERE,
    MILLIAMPERE_PER_S,
    MILLIMETRE,
    MILLISECOND,
    MINUTE,
    MOTOR_MILLIAMPERE,
    PERMILLE,
    PERMILLE_PER_S,
    SECOND,
    SQUARE_CM,
    TIMES,
    VOLT,
    Flag,
    Name,
    choice,
    number,
    text,
)

DEVICE_SCHEMA = "chairctl/device/1"

HEAT_LEAST_TENTH_C = 200
TIME_LEAST_MS = 20
TRAVEL = Ceiling(2_000, "mm", "longer than any back", "chosen")
ELECTRODE_AREA = Ceiling(10_000, "mm²", "a larger area would only weaken the density rule", "chosen")
SUPPLY_MV = Ceiling(65_000, "mV", "no chair runs on more; a device can't report more", "chosen")
STEPS = Ceiling(100, "steps", "a finer grid is none", "chosen")
MOTOR_MA = Ceiling(20_000, "mA", "no motor of a chair is that strong", "chosen")
BOOT_S = Ceiling(60, "s", "nobody waits longer for a device that does not come up", "chosen")
FAILSAFE_MS = Ceiling(SESSION_S.value * 1_000, "ms", SESSION_S.source, SESSION_S.status)

Millimetres = Annotated[int, number(MILLIMETRE, 0, TRAVEL)]
Steps = Annotated[int | None, number(TIMES, 1, STEPS)]
"""Into how many equal steps the device divides its greatest level; left out: it can do any level."""
SetMax = Annotated[int, number(CELSIUS, HEAT_LEAST_TENTH_C, HEAT_SET), Field(alias="set_max_c")]
HeatRise = Annotated[int, number(CELSIUS_PER_S, 1, LEVEL_RISE[ChannelKind.HEAT]), Field(alias="rise_c_per_s")]
Rise = Annotated[int, number(PERMILLE_PER_S, 1, RISE), Field(alias="rise_permille_per_s")]


class Evidence(StrEnum):
    """How we know what a device does without us."""

    HARDWARE = "hardware"  # seen on the device itself
    SIMULATOR = "simulator"  # seen on a simulator written from the protocol document
    DOCUMENT = "document"  # the maker says so


class Pulses(StrEnum):
    """Who chooses width and rate of the pulses."""

    HOST = "host"
    DEVICE = "device"  # a person, on the device itself; no programme changes them


class SpanFile(FileModel):
    """A stretch of spine, in mm above the seat."""

    low_mm: Annotated[Millimetres, Field(alias="low")]
    high_mm: Annotated[Millimetres, Field(alias="high")]


class FailsafeFile(FileModel):
    """What the device does when this computer goes silent."""

    on_host_loss: Annotated[HostLoss, choice(HostLoss)]
    within_ms: Annotated[int, number(MILLISECOND, 0, FAILSAFE_MS)]
    evidence: Annotated[Evidence, choice(Evidence)]


class RollerFile(FileModel):
    """A roller that follows the spine."""

    kind: Literal["roller"]
    name: Name
    max_permille: Annotated[int, number(PERMILLE, 1, SHARE)]
    rise_permille_per_s: Rise
    max_speed_permille: Annotated[int, number(PERMILLE, 1, SHARE)]
    motor_rated_ma: Annotated[int | None, number(MOTOR_MILLIAMPERE, 1, MOTOR_MA)] = None
    steps: Steps = None
    travel_mm: SpanFile


class ShareFile(FileModel):
    """An air bag or a vibration motor."""

    kind: Literal["air", "vibration"]
    name: Name
    max_permille: Annotated[int, number(PERMILLE, 1, SHARE)]
    rise_permille_per_s: Rise
    steps: Steps = None


class PostureFile(FileModel):
    """A motor that moves the back or the legs."""

    kind: Literal["posture"]
    name: Name
    max_permille: Annotated[int, number(PERMILLE, 1, SHARE)]
    rise_permille_per_s: Rise
    steps: Steps = None
    let_up: Annotated[LetUp, choice(LetUp)] = LetUp.UP


class HeatFile(FileModel):
    """A heated pad that measures its temperature."""

    kind: Literal["heat"]
    name: Name
    set_max_tenth_c: SetMax
    rise_tenth_c_per_s: HeatRise
    warn_tenth_c: Annotated[int, number(CELSIUS, HEAT_LEAST_TENTH_C, HEAT_WARN), Field(alias="warn_c")]
    trip_tenth_c: Annotated[int, number(CELSIUS, HEAT_LEAST_TENTH_C, HEAT_TRIP), Field(alias="trip_c")]
    hard_tenth_c: Annotated[int, number(CELSIUS, HEAT_LEAST_TENTH_C, HEAT_HARD), Field(alias="hard_c")]
    steps: Steps = None


class UnsensedHeatFile(FileModel):
    """A heater whose temperature nobody measures; it counts as being as hot as it is set."""

    kind: Literal["unsensed_heat"]
    name: Name
    set_max_tenth_c: SetMax
    rise_tenth_c_per_s: HeatRise
    steps: Steps = None


class StimulationFile(FileModel):
    """One stimulation output with its pair of electrodes."""

    kind: Literal["stimulation"]
    name: Name
    max_tenth_ma: Annotated[int, number(MILLIAMPERE, 1, STIMULATION_PEAK), Field(alias="max_ma")]
    rise_tenth_ma_per_s: Annotated[
        int, number(MILLIAMPERE_PER_S, 1, STIMULATION_RISE), Field(alias="rise_ma_per_s")
    ]
    max_pulse_width_us: Annotated[int, number(MICROSECOND, STIMULATION_WIDTH_LEAST.value, STIMULATION_WIDTH)]
    max_rate_tenth_hz: Annotated[
        int, number(HERTZ, STIMULATION_RATE_LEAST.value, STIMULATION_RATE), Field(alias="max_rate_hz")
    ]
    electrode_area_mm2: Annotated[
        int, number(SQUARE_CM, 100, ELECTRODE_AREA), Field(alias="electrode_area_cm2")
    ]
    beyond_caution: Flag = False
    """Needed for more than `STIMULATION_CAUTION` on a device that is not ours."""
    full_scale_tenth_ma: Annotated[
        int | None, number(MILLIAMPERE, 1, STIMULATION_PEAK), Field(alias="full_scale_ma")
    ] = None
    """What the unit behind an attenuator gives at most, as its own dial is set."""
    pulses: Annotated[Pulses, choice(Pulses)] = Pulses.HOST
    steps: Steps = None


ChannelFile: TypeAlias = RollerFile | ShareFile | PostureFile | HeatFile | UnsensedHeatFile | StimulationFile


class DeviceFile(FileModel):
    """A device file as a whole."""

    name: Name
    title: TextFile
    family: Name
    model: Annotated[str | None, text(16)] = None
    variant: Annotated[Variant, choice(Variant)] = Variant.STANDARD
    failsafe: FailsafeFile
    lease_ms: Annotated[int, number(MILLISECOND, TIME_LEAST_MS, LEASE_MS)]
    telemetry_age_ms: Annotated[int, number(MILLISECOND, TIME_LEAST_MS, SLOW_TELEMETRY_AGE_MS)]
    settle_ms: Annotated[int, number(MILLISECOND, 0, SLOW_SETTLE_MS)]
    supply_min_mv: Annotated[int | None, number(VOLT, 1_000, SUPPLY_MV), Field(alias="supply_min_v")] = None
    session_max_s: Annotated[int, number(MINUTE, 60, SESSION_S), Field(alias="session_max_min")]
    boot_max_s: Annotated[int, number(SECOND, 1, BOOT_S)] = 5
    parks: Flag = False
    channels: Annotated[
        list[Annotated[ChannelFile, Field(discriminator="kind")]], Field(min_length=1, max_length=32)
    ]
    zones_mm: Annotated[dict[Name, SpanFile], Field(default_factory=dict)]
