"""A fake `org.bluez` on a D-Bus: one adapter, some devices in reach, and what BlueZ 5.66 does with them.

Written from BlueZ's own D-Bus reference. A characteristic notifies for as long as one client that asked
for it lives, objects below a device exist while it is connected, and a client that vanishes leaves the
link as it is: all as in the real one. Not there: other radios' noise, encryption, L2CAP, classic.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from dbus_fast.aio import MessageBus
from dbus_fast.constants import MessageType
from dbus_fast.message import Message
from dbus_fast.signature import Variant

from chairctl_simulators.ble.objects import (
    ADAPTER,
    ADAPTER_1,
    CHARACTERISTIC_1,
    DEVICE_1,
    NO,
    PROPERTIES,
    YES,
    Objects,
    device_of,
    device_path,
    heard,
)
from chairctl_simulators.ble.peripheral import Peripheral

_ERROR: Final = "org.bluez.Error."
_ADVERTISE_S: Final = 0.1

_Body = tuple[str, list[Any]]
_NOTHING: Final[_Body] = ("", [])
_PENDING: Final[_Body] = ("pending", [])
"""The answer comes later, or never."""


class RefusedError(Exception):
    """A call is answered with this error of BlueZ."""


class Bluez:
    """The fake daemon. All of it happens in the event loop that started it."""

    def __init__(self) -> None:
        self._devices: dict[str, Peripheral] = {}
        self._objects = Objects(self._send)
        self._notified: dict[str, set[str]] = {}
        """Who wants the notifications of a characteristic."""
        self._bonded: set[str] = set()
        self._scanning: set[str] = set()
        self._bus: MessageBus | None = None
        self._advertiser: asyncio.TimerHandle | None = None
        self.calls: list[tuple[str, str]] = []
        """Every call that came: object path and member."""

    async def start(self, bus_address: str) -> None:
        """Become `org.bluez` on this bus."""
        self._objects = Objects(self._send)
        bus = MessageBus(bus_address=bus_address)
        await bus.connect()
        bus.add_message_handler(self._handle)
        await bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=["type='signal',member='NameOwnerChanged'"],
            )
        )
        self._bus = bus
        await bus.request_name("org.bluez")

    def stop(self) -> None:
        """Vanish as a daemon that crashes: no signal, no answer, the name is free."""
        if self._advertiser:
            self._advertiser.cancel()
        if self._bus:
            self._bus.disconnect()
        self._bus = None

    def add(self, peripheral: Peripheral) -> None:
        """One more device in reach."""
        self._devices[device_path(peripheral)] = peripheral

    # --- what the world does ----------------------------------------------------------------------

    def is_connected(self, peripheral: Peripheral) -> bool:
        """Whether the computer has a link to it."""
        return bool(self._objects.value(device_path(peripheral), DEVICE_1, "Connected"))

    def is_bonded(self, peripheral: Peripheral) -> bool:
        """Whether the computer has paired with it."""
        return device_path(peripheral) in self._bonded

    def notify(self, peripheral: Peripheral, data: bytes) -> None:
        """The device says something: in pieces that fit its link, to whoever has asked for it."""
        path = device_path(peripheral)
        notifying = self._objects.characteristic(path, peripheral.service.notify)
        if not notifying or not self._notified.get(notifying) or peripheral.faults.mute:
            return
        size = peripheral.mtu - 3
        for at in range(0, len(data), size):
            value = {"Value": Variant("ay", data[at : at + size])}
            self._later(peripheral, partial(self._objects.change, notifying, CHARACTERISTIC_1, value))

    def lose_link(self, peripheral: Peripheral) -> None:
        """The link breaks."""
        path = device_path(peripheral)
        if not self.is_connected(peripheral):
            return
        self._objects.change(path, DEVICE_1, {"Connected": NO, "ServicesResolved": NO})
        for below in self._objects.remove_below(path):
            self._notified.pop(below, None)

    def set_powered(self, *, powered: bool) -> None:
        """Switch the adapter on or off."""
        if not powered:
            for peripheral in self._devices.values():
                self.lose_link(peripheral)
        self._objects.change(ADAPTER, ADAPTER_1, {"Powered": Variant("b", powered)})

    # --- what clients ask -------------------------------------------------------------------------

    def _handle(self, message: Message) -> Message | bool:
        if message.message_type is MessageType.SIGNAL:
            if message.member == "NameOwnerChanged" and not message.body[2]:
                self._forget_client(message.body[0])
            return False
        if message.message_type is not MessageType.METHOD_CALL or not message.path:
            return False
        self.calls.append((message.path, message.member or ""))
        try:
            answer = self._answer(message)
        except RefusedError as refused:
            return Message.new_error(message, _ERROR + str(refused.args[0]), str(refused.args[-1]))
        if answer is None:
            return False
        return True if answer is _PENDING else Message.new_method_return(message, *answer)

    def _answer(self, message: Message) -> _Body | None:
        """What to answer; None: no such method."""
        path, member, sender = str(message.path), message.member, message.sender or ""
        if member == "GetManagedObjects":
            return "a{oa{sa{sv}}}", [self._objects.tree]
        interfaces = self._objects.tree.get(path, {})
        peripheral = self._devices.get(device_of(path))
        if ADAPTER_1 in interfaces:
            return self._answer_adapter(message, sender)
        if peripheral is None or not interfaces:
            return None
        if DEVICE_1 in interfaces:
            return self._answer_device(message, peripheral)
        if CHARACTERISTIC_1 in interfaces:
            return self._answer_characteristic(message, peripheral, sender)
        return None

    def _answer_adapter(self, message: Message, sender: str) -> _Body | None:
        member = message.member
        if member == "SetDiscoveryFilter":
            return _NOTHING
        if not self._objects.value(ADAPTER, ADAPTER_1, "Powered"):
            raise RefusedError("NotReady", "Resource Not Ready")
        if member == "StartDiscovery":
            if sender in self._scanning:
                raise RefusedError("InProgress", "Operation already in progress")
            self._scanning.add(sender)
            self._advertise()
            return _NOTHING
        if member == "StopDiscovery":
            self._scanning.discard(sender)
            return _NOTHING
        return None

    def _answer_device(self, message: Message, peripheral: Peripheral) -> _Body | None:
        path, member = str(message.path), message.member
        if member == "Connect":
            if peripheral.faults.refuse or peripheral.faults.hidden:
                raise RefusedError("Failed", "le-connection-refused")
            self._later(peripheral, lambda: self._connect(message, peripheral))
            return _PENDING
        if member == "Disconnect":
            self._later(peripheral, partial(self._disconnect, message, peripheral))
            return _PENDING
        if member == "Pair":
            self._bonded.add(path)
            self._objects.change(path, DEVICE_1, {"Paired": YES, "Bonded": YES})
            self._connect(message, peripheral)
            return _PENDING
        return _NOTHING if message.interface == PROPERTIES and member == "Set" else None

    def _answer_characteristic(self, message: Message, peripheral: Peripheral, sender: str) -> _Body | None:
        path, member = str(message.path), message.member
        if member not in {"WriteValue", "StartNotify", "StopNotify"}:
            return None
        if peripheral.needs_bond and device_of(path) not in self._bonded:
            raise RefusedError("Failed", "Operation failed with ATT error: 0x05")
        if member == "StopNotify":
            self._notified.get(path, set()).discard(sender)
        elif member == "StartNotify":
            self._notified.setdefault(path, set()).add(sender)
        elif peripheral.faults.hang:
            return _PENDING
        else:
            data = bytes(message.body[0])
            acknowledged = message.body[1].get("type", Variant("s", "request")).value == "request"
            if len(data) > peripheral.mtu - 3:
                raise RefusedError("InvalidArguments", "Invalid Length")
            self._later(peripheral, lambda: self._write(message, peripheral, data, acknowledged=acknowledged))
            return _PENDING if acknowledged else _NOTHING
        return _NOTHING

    def _write(self, message: Message, peripheral: Peripheral, data: bytes, *, acknowledged: bool) -> None:
        if self.is_connected(peripheral) and not peripheral.faults.deaf:
            peripheral.take(data)
        if acknowledged:
            self._return(message)

    # --- how it goes on ----------------------------------------------------------------------

    def _advertise(self) -> None:
        """Let everybody who scans hear every device that is there and has no link."""
        if self._advertiser:
            self._advertiser.cancel()
        if not self._scanning or not self._bus:
            return
        for path, peripheral in self._devices.items():
            if peripheral.faults.hidden or self.is_connected(peripheral):
                continue
            if path in self._objects.tree:
                self._objects.change(path, DEVICE_1, {"RSSI": Variant("n", -50)})
            else:
                self._objects.add(path, DEVICE_1, heard(peripheral, bonded=path in self._bonded))
        self._advertiser = asyncio.get_running_loop().call_later(_ADVERTISE_S, self._advertise)

    def _disconnect(self, message: Message, peripheral: Peripheral) -> None:
        self.lose_link(peripheral)
        self._return(message)

    def _connect(self, message: Message, peripheral: Peripheral) -> None:
        if not self.is_connected(peripheral):
            path = device_path(peripheral)
            self._objects.change(path, DEVICE_1, {"Connected": YES})
            self._objects.add_services(path, peripheral)
            uuids = Variant("as", [peripheral.service.uuid])
            self._objects.change(path, DEVICE_1, {"UUIDs": uuids, "ServicesResolved": YES})
        self._return(message)

    def _forget_client(self, name: str) -> None:
        self._scanning.discard(name)
        for clients in self._notified.values():
            clients.discard(name)

    def _return(self, message: Message) -> None:
        self._send(Message.new_method_return(message))

    def _send(self, message: Message) -> None:
        if self._bus and self._bus.connected:
            self._bus.send(message).add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def _later(self, peripheral: Peripheral, act: Callable[[], object]) -> None:
        """Do it now, or after the latency of the link."""
        if peripheral.faults.latency_ms:
            asyncio.get_running_loop().call_later(peripheral.faults.latency_ms / 1000, act)
        else:
            act()
