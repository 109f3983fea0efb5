"""Builds the host of one device at one address: what every frontend needs before it can ask anything."""

from chairctl.control.assembly import assemble
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime.families import families_for
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.safety.account import GUEST
from chairctl.transports.addresses import transport_for
from chairctl.transports.transport import TransportError


class AddressError(Exception):
    """The text is no address of a line to such a device; `code` says why (`line` in the catalogue)."""

    def __init__(self, address: str, code: str) -> None:
        super().__init__(address)
        self.code = code


def build_host(profile: DeviceProfile, address: str, ledger: Ledger, person: str = GUEST) -> StationHost:
    """A host, named after its device, that has not opened its line yet; `person` is who uses it.

    Raises UnsafeStationError, AddressError.
    """
    station = assemble(profile.name, (profile,), families_for(profile.family))
    try:
        device = station.devices[profile.name]
        transport = transport_for(address, device.serial, device.gatt)
    except TransportError as error:
        raise AddressError(address, error.code) from error
    return StationHost(station, {profile.name: transport}, ledger, person)
