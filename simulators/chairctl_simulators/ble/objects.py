"""BlueZ's objects on the D-Bus: names, what they say of themselves, and who is told of changes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dbus_fast.message import Message
from dbus_fast.signature import Variant

from chairctl_simulators.ble.peripheral import Peripheral

ADAPTER: Final = "/org/bluez/hci0"
ADAPTER_1: Final = "org.bluez.Adapter1"
DEVICE_1: Final = "org.bluez.Device1"
SERVICE_1: Final = "org.bluez.GattService1"
CHARACTERISTIC_1: Final = "org.bluez.GattCharacteristic1"
PROPERTIES: Final = "org.freedesktop.DBus.Properties"
YES: Final = Variant("b", value=True)
NO: Final = Variant("b", value=False)
_MANAGER: Final = "org.freedesktop.DBus.ObjectManager"

Properties = dict[str, Variant]


class Objects:
    """The tree. `send` takes the signals that tell of every change."""

    def __init__(self, send: Callable[[Message], object]) -> None:
        self._send = send
        self.tree: dict[str, dict[str, Properties]] = {
            "/org/bluez": {"org.bluez.AgentManager1": {}},
            ADAPTER: {
                ADAPTER_1: {
                    "Address": Variant("s", "00:00:00:00:00:01"),
                    "Name": Variant("s", "simulated"),
                    "Alias": Variant("s", "simulated"),
                    "Powered": YES,
                    "Discovering": NO,
                    "Roles": Variant("as", ["central"]),
                    "UUIDs": Variant("as", []),
                }
            },
        }

    def add(self, path: str, interface: str, properties: Properties) -> None:
        """A new object."""
        self.tree[path] = {interface: properties}
        body = [path, self.tree[path]]
        self._send(Message.new_signal("/", _MANAGER, "InterfacesAdded", "oa{sa{sv}}", body))

    def change(self, path: str, interface: str, changes: Properties) -> None:
        """New values of an object's properties; nothing if there is no such object."""
        if path in self.tree:
            self.tree[path][interface].update(changes)
            body = [interface, changes, []]
            self._send(Message.new_signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body))

    def remove_below(self, path: str) -> Iterator[str]:
        """Remove all objects below one; their paths as they go."""
        for below in sorted((one for one in self.tree if one.startswith(path + "/")), reverse=True):
            body = [below, list(self.tree.pop(below))]
            self._send(Message.new_signal("/", _MANAGER, "InterfacesRemoved", "oas", body))
            yield below

    def value(self, path: str, interface: str, name: str) -> Any:
        """A property; None if there is no such object."""
        found = self.tree.get(path, {}).get(interface)
        return found[name].value if found else None

    def characteristic(self, device: str, uuid: str | None) -> str:
        """Path of a characteristic of a connected device; empty if there is none."""
        for path in self.tree:
            if path.startswith(device + "/") and self.value(path, CHARACTERISTIC_1, "UUID") == uuid:
                return path
        return ""

    def add_services(self, path: str, peripheral: Peripheral) -> None:
        """What a computer finds in a device that it has just connected to."""
        service = peripheral.service
        here = dict(service.write)
        if service.notify and not service.notify_uuid:
            here[service.notify] = (*here.get(service.notify, ()), "notify")
        self._add_service(path, 10, service.uuid, here, peripheral.mtu)
        if service.notify and service.notify_uuid:
            self._add_service(path, 30, service.notify_uuid, {service.notify: ("notify",)}, peripheral.mtu)

    def _add_service(
        self, device: str, handle: int, uuid: str, found: Mapping[str, tuple[str, ...]], mtu: int
    ) -> None:
        at = f"{device}/service{handle:04x}"
        self.add(at, SERVICE_1, {"UUID": Variant("s", uuid), "Primary": YES, "Device": Variant("o", device)})
        for number, (one, flags) in enumerate(found.items()):
            self.add(
                f"{at}/char{handle + 1 + 3 * number:04x}",
                CHARACTERISTIC_1,
                {
                    "UUID": Variant("s", one),
                    "Service": Variant("o", at),
                    "Flags": Variant("as", list(flags)),
                    "Notifying": NO,
                    "MTU": Variant("q", mtu),
                },
            )


def device_path(peripheral: Peripheral) -> str:
    """Where a device is in the tree."""
    return f"{ADAPTER}/dev_{peripheral.address.replace(':', '_')}"


def device_of(path: str) -> str:
    """The device that an object belongs to."""
    return "/".join(path.split("/")[:5])


def heard(peripheral: Peripheral, *, bonded: bool) -> Properties:
    """What is known of a device that advertises."""
    return {
        "Address": Variant("s", peripheral.address),
        "AddressType": Variant("s", "random"),
        "Name": Variant("s", peripheral.name),
        "Alias": Variant("s", peripheral.name),
        "Adapter": Variant("o", ADAPTER),
        "Paired": Variant("b", bonded),
        "Bonded": Variant("b", bonded),
        "Trusted": NO,
        "Connected": NO,
        "ServicesResolved": NO,
        "UUIDs": Variant("as", [peripheral.service.uuid] if peripheral.advertises_service else []),
        "RSSI": Variant("n", -50),
    }
