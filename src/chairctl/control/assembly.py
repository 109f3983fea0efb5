"""Builds a station from profiles; refuses to build an unsafe one."""

from collections.abc import Mapping

from chairctl.control.families import FAMILIES, Family
from chairctl.control.station import Station
from chairctl.domain.ceilings import (
    HEAT_HARD,
    HEAT_TRIP,
    LEASE_MS,
    LEVEL,
    LEVEL_RISE,
    SESSION_S,
    SETTLE_MS,
    SLOW_SETTLE_MS,
    SLOW_TELEMETRY_AGE_MS,
    STIMULATION_CAUTION,
    STIMULATION_RATE,
    STIMULATION_WIDTH,
    TELEMETRY_AGE_MS,
)
from chairctl.domain.channels import ChannelKind
from chairctl.profiles import attenuator
from chairctl.profiles.device import (
    OWN_FAMILY,
    ChannelProfile,
    DeviceProfile,
    HeatBounds,
    PostureBounds,
    RollerBounds,
    StimulationBounds,
    UnsensedHeat,
)
from chairctl.protocols.family import Device


class UnsafeStationError(Exception):
    """A station can't be built safely; the code says why, the detail names the culprit."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def assemble(
    name: str, profiles: tuple[DeviceProfile, ...], families: Mapping[str, Family] = FAMILIES
) -> Station:
    """A station of these devices. Raises UnsafeStationError."""
    if not profiles:
        raise UnsafeStationError("no_device", name)
    names = [channel.channel.name for profile in profiles for channel in profile.channels]
    devices = [profile.name for profile in profiles]
    for words in (devices, names):
        for word in words:
            if words.count(word) > 1:
                raise UnsafeStationError("name_twice", word)
    for profile in profiles:
        if not profile.channels:
            raise UnsafeStationError("no_channel", profile.name)
        for channel in profile.channels:
            code = _flaw(channel, profile.name)
            if code:
                raise UnsafeStationError(code, channel.channel.name)
        if profile.family not in families:
            raise UnsafeStationError("unknown_family", profile.family)
        _refuse_too_strong(profile)
        quick = profile.failsafe.is_lease
        oldest = TELEMETRY_AGE_MS if quick else SLOW_TELEMETRY_AGE_MS
        for code, value, least, highest in (
            ("lease_too_long", profile.lease_ms, 1, LEASE_MS.value),
            ("telemetry_age_too_long", profile.telemetry_age_ms, 1, oldest.value),
            ("settle_too_long", profile.settle_ms, 0, (SETTLE_MS if quick else SLOW_SETTLE_MS).value),
            ("session_too_long", profile.session_max_s, 1, SESSION_S.value),
        ):
            if not least <= value <= highest:
                raise UnsafeStationError(code, profile.name)
    return Station(name, tuple((profile, _device(profile, families)) for profile in profiles))


def _device(profile: DeviceProfile, families: Mapping[str, Family]) -> Device:
    try:
        return families[profile.family](profile)
    except ValueError as error:
        raise UnsafeStationError("family_misfit", profile.name) from error


_NONE = type(None)
_BOUNDS: dict[ChannelKind, tuple[type, ...]] = {
    ChannelKind.ROLLER: (RollerBounds,),
    ChannelKind.HEAT: (HeatBounds, UnsensedHeat),
    ChannelKind.AIR: (_NONE,),
    ChannelKind.VIBRATION: (_NONE,),
    ChannelKind.STIMULATION: (StimulationBounds,),
    ChannelKind.POSTURE: (PostureBounds, _NONE),
}


def _flaw(profile: ChannelProfile, device: str) -> str:
    """What makes a channel unsafe: a profile made in code is not believed more than one from a file."""
    kind, bounds = profile.channel.kind, profile.bounds
    if profile.channel.device != device:
        return "foreign_channel"
    if type(bounds) not in _BOUNDS[kind]:
        return "wrong_bounds"
    if profile.grid and not 0 < profile.grid[0] <= profile.grid[-1] <= profile.max_level:
        return "wrong_grid"
    pairs = [(profile.max_level, LEVEL[kind].value), (profile.rise_per_s, LEVEL_RISE[kind].value)]
    if isinstance(bounds, HeatBounds):
        pairs += [(bounds.trip_tenth_c, HEAT_TRIP.value), (bounds.hard_tenth_c, HEAT_HARD.value)]
    elif isinstance(bounds, StimulationBounds):
        pairs += [(bounds.max_pulse_width_us, STIMULATION_WIDTH.value)]
        pairs += [(bounds.max_rate_tenth_hz, STIMULATION_RATE.value)]
    return "" if all(0 < value <= highest for value, highest in pairs) else "above_ceiling"


def _refuse_too_strong(profile: DeviceProfile) -> None:
    """Stimulation outputs too strong for their family, or with levels that mean nothing in it."""
    for channel in profile.channels:
        bounds = channel.bounds
        if not isinstance(bounds, StimulationBounds):
            continue
        if profile.family in attenuator.FAMILIES and (bounds.full_scale_tenth_ma or 0) < channel.max_level:
            raise UnsafeStationError("no_full_scale", channel.channel.name)
        strongest = bounds.strongest(channel.max_level)
        if strongest > STIMULATION_CAUTION.value and not (
            bounds.beyond_caution or profile.family == OWN_FAMILY
        ):
            raise UnsafeStationError("beyond_caution", channel.channel.name)
