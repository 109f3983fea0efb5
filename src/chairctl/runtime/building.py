"""Builds the host of one device at one address: what every frontend needs before it can ask anything."""

from chairctl.control.assembly import assemble
from chairctl.control.station import Station
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime.families import families_for
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.safety.account import GUEST
from chairctl.transports.addresses import transport_for
from chairctl.transports.transport import Transport, TransportError


class AddressError(Exception):
    """The text is no address of a line to such a device; `code` says why (`line` in the catalogue)."""

    def __init__(self, address: str, code: str) -> None:
        super().__init__(address)
        self.code = code


def build_host(
    profile: DeviceProfile, address: str, ledger: Ledger, person: str = GUEST, name: str = ""
) -> StationHost:
    """A host that has not opened its line yet; `person` is who uses it. Without a name it has its device's.

    Raises UnsafeStationError, AddressError.
    """
    station, transport = build_station(profile, address, name)
    return StationHost(station, {profile.name: transport}, ledger, person)


def build_station(profile: DeviceProfile, address: str, name: str = "") -> tuple[Station, Transport]:
    """The station of one device and its line, not opened. Raises UnsafeStationError, AddressError."""
    station = assemble(name or profile.name, (profile,), families_for(profile.family))
    try:
        device = station.devices[profile.name]
        return station, transport_for(address, device.serial, device.gatt)
    except TransportError as error:
        raise AddressError(address, error.code) from error
