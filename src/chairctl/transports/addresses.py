"""From an address that a person wrote to the transport that goes there."""

from urllib.parse import urlsplit

from chairctl.domain.packet import Gatt, SerialSettings
from chairctl.transports.rfc2217 import Rfc2217Transport
from chairctl.transports.serial import SERIAL, SerialTransport
from chairctl.transports.tcp import TcpTransport
from chairctl.transports.transport import Transport, TransportError


def transport_for(address: str, serial: SerialSettings | None = None, gatt: Gatt | None = None) -> Transport:
    """A closed transport for `address`. Raises TransportError "address" for anything else than

    - a path such as `/dev/ttyUSB0`, also written `serial:/dev/ttyUSB0`,
    - `socket://host:port`: raw bytes over TCP,
    - `rfc2217://host:port`: a serial port of another computer,
    - `ble:AA:BB:CC:DD:EE:FF` or `ble:NAME`: a Bluetooth LE device by its address or name.

    `serial`: how the device is spoken to on a serial line; None: 115200 baud, no parity.
    `gatt`: where it is spoken to over Bluetooth; without it such an address raises "not_over_ble".
    """
    scheme, _, target = address.partition(":")
    if scheme == "ble" and target:
        if gatt is None:
            raise TransportError("not_over_ble", address)
        from chairctl.transports.ble import BleTransport  # late: most stations have a wire

        return BleTransport(address, target, gatt)
    path = address.removeprefix("serial:")
    if path.startswith("/"):
        return SerialTransport(address, path, serial or SERIAL)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise TransportError("address", address, str(error)) from error
    if host and port and not (parts.path or parts.query or parts.fragment or parts.username):
        if parts.scheme == "socket":
            return TcpTransport(address, host, port)
        if parts.scheme == "rfc2217":
            return Rfc2217Transport(address, host, port, serial or SERIAL)
    raise TransportError("address", address)
