"""From an address that a person wrote to the transport that goes there."""

from urllib.parse import urlsplit

from chairctl.transports.rfc2217 import Rfc2217Transport
from chairctl.transports.serial import SerialTransport
from chairctl.transports.tcp import TcpTransport
from chairctl.transports.transport import Transport, TransportError


def transport_for(address: str) -> Transport:
    """A closed transport for `address`. Raises TransportError "address" for anything else than

    - a path such as `/dev/ttyUSB0`, also written `serial:/dev/ttyUSB0`,
    - `socket://host:port`: raw bytes over TCP,
    - `rfc2217://host:port`: a serial port of another computer.
    """
    path = address.removeprefix("serial:")
    if path.startswith("/"):
        return SerialTransport(address, path)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise TransportError("address", address, str(error)) from error
    if host and port and not (parts.path or parts.query or parts.fragment or parts.username):
        if parts.scheme == "socket":
            return TcpTransport(address, host, port)
        if parts.scheme == "rfc2217":
            return Rfc2217Transport(address, host, port)
    raise TransportError("address", address)
