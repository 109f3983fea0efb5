"""Builds a station from profiles; refuses to build an unsafe one."""

from collections.abc import Callable, Mapping

from chairctl.control.station import Station
from chairctl.domain.ceilings import LEASE_MS, SESSION_S, TELEMETRY_AGE_MS
from chairctl.profiles.device import DeviceProfile
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
