"""From the text of a device file to the `DeviceProfile` of the core."""

from chairctl.domain.channels import Channel, ChannelKind
from chairctl.profiles.attenuator import grid_of
from chairctl.profiles.device import (
    Bounds,
    ChannelProfile,
    DeviceProfile,
    Failsafe,
    HeatBounds,
    PostureBounds,
    RollerBounds,
    StimulationBounds,
    UnsensedHeat,
    Zone,
)
from chairctl.profiles.file_model import read_model, refuse
from chairctl.profiles.rules_device import device_faults
from chairctl.profiles.schema_device import (
    DEVICE_SCHEMA,
    ChannelFile,
    DeviceFile,
    HeatFile,
    PostureFile,
    Pulses,
    RollerFile,
    StimulationFile,
    UnsensedHeatFile,
)
from chairctl.profiles.yaml_source import Source


def read_device(source: Source) -> DeviceProfile:
    """The device profile that a parsed file describes; raises ProfileErrors."""
    file = read_model(DeviceFile, source, DEVICE_SCHEMA)
    refuse(source, device_faults(file))
    failsafe = file.failsafe
    return DeviceProfile(
        name=file.name,
        title=file.title.text(),
        family=file.family,
        model=file.model,
        failsafe=Failsafe(failsafe.on_host_loss, failsafe.within_ms, failsafe.evidence.value),
        lease_ms=file.lease_ms,
        telemetry_age_ms=file.telemetry_age_ms,
        settle_ms=file.settle_ms,
        session_max_s=file.session_max_s,
        channels=tuple(_channel(channel, file.name) for channel in file.channels),
        zones=tuple(Zone(name, span.low_mm, span.high_mm) for name, span in file.zones_mm.items()),
        variant=file.variant,
        supply_min_mv=file.supply_min_mv,
        boot_max_s=file.boot_max_s,
        parks=file.parks,
    )


def _channel(file: ChannelFile, device: str) -> ChannelProfile:
    channel = Channel(file.name, ChannelKind(file.kind.removeprefix("unsensed_")), device)
    match file:
        case RollerFile():
            travel = file.travel_mm
            roller = RollerBounds(travel.low_mm, travel.high_mm, file.max_speed_permille, file.motor_rated_ma)
            return _profile(channel, file.max_permille, file.rise_permille_per_s, roller, file.steps)
        case HeatFile():
            heat = HeatBounds(file.warn_tenth_c, file.trip_tenth_c, file.hard_tenth_c)
            return _profile(channel, file.set_max_tenth_c, file.rise_tenth_c_per_s, heat, file.steps)
        case UnsensedHeatFile():
            return _profile(
                channel, file.set_max_tenth_c, file.rise_tenth_c_per_s, UnsensedHeat(), file.steps
            )
        case StimulationFile():
            return _stimulation(channel, file)
        case PostureFile():
            posture = PostureBounds(file.let_up)
            return _profile(channel, file.max_permille, file.rise_permille_per_s, posture, file.steps)
        case _:
            return _profile(channel, file.max_permille, file.rise_permille_per_s, None, file.steps)


def _stimulation(channel: Channel, file: StimulationFile) -> ChannelProfile:
    full_scale = file.full_scale_tenth_ma
    bounds = StimulationBounds(
        file.max_pulse_width_us,
        file.max_rate_tenth_hz,
        file.electrode_area_mm2,
        file.beyond_caution,
        full_scale,
        file.pulses is Pulses.DEVICE,
    )
    if full_scale is None:
        return _profile(channel, file.max_tenth_ma, file.rise_tenth_ma_per_s, bounds, file.steps)
    grid = grid_of(full_scale, file.max_tenth_ma)
    return ChannelProfile(channel, file.max_tenth_ma, file.rise_tenth_ma_per_s, bounds, grid)


def _profile(
    channel: Channel, max_level: int, rise_per_s: int, bounds: Bounds, steps: int | None
) -> ChannelProfile:
    grid = tuple(max_level * step // steps for step in range(1, steps + 1)) if steps else ()
    return ChannelProfile(channel, max_level, rise_per_s, bounds, grid)
