"""Builds a station from profiles; refuses to build an unsafe one."""

from collections.abc import Callable, Mapping

from chairctl.control.station import Station
from chairctl.domain.ceilings import (
    HEAT_HARD,
    HEAT_TRIP,
    LEASE_MS,
    LEVEL,
    LEVEL_RISE,
    SESSION_S,
    STIMULATION_RATE,
    STIMULATION_WIDTH,
    TELEMETRY_AGE_MS,
)
from chairctl.domain.channels import ChannelKind
from chairctl.profiles.device import (
    ChannelProfile,
    DeviceProfile,
    HeatBounds,
    RollerBounds,
    StimulationBounds,
)
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.protocols.family import Device

FAMILIES: Mapping[str, Callable[[DeviceProfile], Device]] = {
    "chairlink": lambda profile: Chairlink(profile.name, profile.channels),
}
"""How a device of each family is made from its profile."""


class UnsafeStationError(Exception):
    """A station can't be built safely; the code says why, the detail names the culprit."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def assemble(name: str, profiles: tuple[DeviceProfile, ...]) -> Station:
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
        if profile.family not in FAMILIES:
            raise UnsafeStationError("unknown_family", profile.family)
        for code, value, highest in (
            ("lease_too_long", profile.lease_ms, LEASE_MS.value),
            ("telemetry_age_too_long", profile.telemetry_age_ms, TELEMETRY_AGE_MS.value),
            ("session_too_long", profile.session_max_s, SESSION_S.value),
        ):
            if not 0 < value <= highest:
                raise UnsafeStationError(code, profile.name)
    return Station(name, tuple((profile, FAMILIES[profile.family](profile)) for profile in profiles))


_BOUNDS: dict[ChannelKind, type] = {
    ChannelKind.ROLLER: RollerBounds,
    ChannelKind.HEAT: HeatBounds,
    ChannelKind.STIMULATION: StimulationBounds,
}


def _flaw(profile: ChannelProfile, device: str) -> str:
    """What makes a channel unsafe: a profile made in code is not believed more than one from a file."""
    kind, bounds = profile.channel.kind, profile.bounds
    if profile.channel.device != device:
        return "foreign_channel"
    if type(bounds) is not _BOUNDS.get(kind, type(None)):
        return "wrong_bounds"
    pairs = [(profile.max_level, LEVEL[kind].value), (profile.rise_per_s, LEVEL_RISE[kind].value)]
    if isinstance(bounds, HeatBounds):
        pairs += [(bounds.trip_tenth_c, HEAT_TRIP.value), (bounds.hard_tenth_c, HEAT_HARD.value)]
    elif isinstance(bounds, StimulationBounds):
        pairs += [(bounds.max_pulse_width_us, STIMULATION_WIDTH.value)]
        pairs += [(bounds.max_rate_tenth_hz, STIMULATION_RATE.value)]
    return "" if all(0 < value <= highest for value, highest in pairs) else "above_ceiling"
