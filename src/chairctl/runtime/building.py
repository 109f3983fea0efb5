"""Builds the host of one device at one address: what every frontend needs before it can ask anything."""

from chairctl.control.assembly import assemble
from chairctl.profiles.device import DeviceProfile
from chairctl.runtime.families import families_for
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.transports.addresses import transport_for
from chairctl.transports.transport import TransportError


class AddressError(Exception):
    """The text is no address of a line."""


def build_host(profile: DeviceProfile, address: str, ledger: Ledger) -> StationHost:
    """A host, named after its device, that has not opened its line yet.

    Raises UnsafeStationError, AddressError.
    """
    station = assemble(profile.name, (profile,), families_for(profile.family))
    try:
        transport = transport_for(address, station.devices[profile.name].serial)
    except TransportError as error:
        raise AddressError(address) from error
    return StationHost(station, {profile.name: transport}, ledger)
