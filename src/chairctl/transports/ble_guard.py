"""What the warden gets to stop a device over Bluetooth: a connection of its own, and messages made ready.

The warden knows no D-Bus. It writes these messages, and finds the notified bytes in what comes back
(`warden/bluetooth.py`). The serial number of a message says when it is for.
"""

import asyncio
import socket
from collections.abc import Iterable

from chairctl.transports import dbus
from chairctl.transports.transport import Guard
from chairctl.warden import bluetooth

BLUEZ = "org.bluez"
_CHARACTERISTIC = "org.bluez.GattCharacteristic1"
_OPEN_S = 1.0
_NOTIFY = 2  # a serial number like any other


class BluetoothGuard:
    """One second connection to the Bluetooth daemon, for the time of one link."""

    def __init__(
        self, line: socket.socket, device: str, write: str, notify: str, *, acknowledged: bool
    ) -> None:
        self._line = line
        self._device = device
        self._write = write
        self._notify = notify
        self._kind = "request" if acknowledged else "command"

    @property
    def descriptor(self) -> int:
        """The connection's socket."""
        return self._line.fileno()

    def words(self, chunks: Iterable[bytes]) -> Guard:
        """How a warden stops the device with these bytes, each piece fit for one write."""
        rules = (
            f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',path='{self._notify}'",
            f"type='signal',sender='{BLUEZ}',member='PropertiesChanged',path='{self._device}'",
        )
        ready = [_to_bus(bluetooth.LISTEN, "AddMatch", rule) for rule in rules]
        for chunk in chunks:
            body = dbus.bytes_and_option(chunk, "type", self._kind)
            ready.append(
                dbus.call(bluetooth.STOP, BLUEZ, self._write, _CHARACTERISTIC, "WriteValue", "aya{sv}", body)
            )
        ready += [_to_bus(bluetooth.HUSH, "RemoveMatch", rule) for rule in rules]
        ready.append(dbus.call(bluetooth.LEAVE, BLUEZ, self._device, "org.bluez.Device1", "Disconnect"))
        return Guard(self.descriptor, b"".join(ready), over_bluetooth=True)

    def close(self) -> None:
        """Give up this end; a warden that still fights keeps its own."""
        self._line.close()


async def open_guard(device: str, write: str, notify: str, *, acknowledged: bool) -> BluetoothGuard | None:
    """A guard for a link that is up, by its object paths; None where the daemon has no local socket.

    It asks for the notifications itself: the daemon ends them when the last one who asked is gone, and
    the host may be the one that dies.
    """
    try:
        async with asyncio.timeout(_OPEN_S):
            line = await dbus.connected()
            ask = dbus.call(_NOTIFY, BLUEZ, notify, _CHARACTERISTIC, "StartNotify")
            await asyncio.get_running_loop().sock_sendall(line, ask)
    except (OSError, AttributeError):  # no such sockets on this system
        return None
    return BluetoothGuard(line, device, write, notify, acknowledged=acknowledged)


def _to_bus(serial: int, member: str, rule: str) -> bytes:
    return dbus.call(serial, dbus.BUS, "/org/freedesktop/DBus", dbus.BUS, member, "s", dbus.text(rule))
