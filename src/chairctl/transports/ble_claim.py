"""One program of this machine, one link: what a lock on a serial port is, for a Bluetooth device.

The Bluetooth daemon would share a link among programs, and two masters of one device are a hazard. The
claim is the name of a socket: the system ends it with its owner, however that ends.
"""

import errno
import hashlib
import os
import socket
import sys

from chairctl.transports.transport import TransportError


def claim(address: str, device: str) -> socket.socket:
    """Claim a device, for as long as the socket is open. Raises TransportError "busy"."""
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if sys.platform == "linux" else socket.socket()
    if sys.platform == "linux":
        bus = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
        name = hashlib.sha256(f"{bus} {device.upper()}".encode()).hexdigest()
        try:
            held.bind(f"\0chairctl-ble-{name[:32]}")
        except OSError as error:
            held.close()
            raise TransportError("busy" if error.errno == errno.EADDRINUSE else "no_link", address) from error
    return held
