"""A second radio: two virtual controllers in the air of one process (bumble), behind bleak's `backend=`.

Where the fake BlueZ plays what a daemon says, this one has real ATT: error codes, the exchange of the
MTU, notifications as packets, a link that a supervision ends.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import att
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData, ProtocolError
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from chairctl.domain.packet import Gatt
from chairctl.transports.ble_scan import Backends

CHAIR = "C0:DE:00:00:00:02"
_NAMES = {"write": Characteristic.WRITE, "write-without-response": Characteristic.WRITE_WITHOUT_RESPONSE}


class BumbleChair:
    """A device of one service; what it was told, and how to make it notify."""

    def __init__(self, device: Device, gatt: Gatt, permissions: att.Attribute.Permissions) -> None:
        self.device = device
        self.told: list[bytes] = []
        self.refuse_with: int | None = None
        writable = Characteristic.Properties.WRITE | Characteristic.Properties.WRITE_WITHOUT_RESPONSE
        value: CharacteristicValue[bytes] = CharacteristicValue(write=self._take)
        write: Characteristic[bytes] = Characteristic(gatt.write[0], writable, permissions, value)
        assert gatt.notify
        self.notify = Characteristic(
            gatt.notify, Characteristic.Properties.NOTIFY, Characteristic.Permissions(0), b""
        )
        device.add_service(Service(gatt.service, [write, self.notify]))

    def _take(self, _connection: Connection, data: bytes) -> None:
        if self.refuse_with is not None:
            raise att.ATT_Error(self.refuse_with)
        self.told.append(bytes(data))

    async def say(self, data: bytes) -> None:
        await self.device.notify_subscribers(self.notify, data)


@asynccontextmanager
async def bumble_radio(
    gatt: Gatt, permissions: att.Attribute.Permissions = Characteristic.WRITEABLE
) -> AsyncIterator[tuple[BumbleChair, Backends]]:
    """A chair that advertises, and bleak's backends of a computer in the same air."""
    link: LocalLink = LocalLink()  # type: ignore[no-untyped-call]
    chair_device, computer = (_device(link, address) for address in (CHAIR, "F0:F0:00:00:00:01"))
    chair = BumbleChair(chair_device, gatt, permissions)
    for device in (chair_device, computer):
        await device.power_on()
    said = AdvertisingData(
        [
            (AdvertisingData.COMPLETE_LOCAL_NAME, b"Chair"),
            (AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS, bytes(UUID(gatt.service))),
        ]
    )
    await chair_device.start_advertising(
        auto_restart=True,
        advertising_data=bytes(said),
        advertising_interval_min=50,
        advertising_interval_max=50,
    )
    try:
        yield chair, _backends(computer)
    finally:
        for device in (chair_device, computer):
            await device.power_off()


def _device(link: LocalLink, address: str) -> Device:
    controller = Controller(address, link=link)
    return Device(address=Address(address), host=Host(controller, AsyncPipeSink(controller)))


def _backends(computer: Device) -> Backends:
    class Scanner(_Scanner):
        device = computer

    class Client(_Client):
        device = computer

    return Backends(Scanner, Client)


class _Scanner(BaseBleakScanner):
    device: Device

    def __init__(self, detection_callback: Any, service_uuids: Any, scanning_mode: Any, **_: Any) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self.device.on("advertisement", self._hear)
        await self.device.start_scanning(filter_duplicates=False)

    async def stop(self) -> None:
        self.device.remove_listener("advertisement", self._hear)
        await self.device.stop_scanning()

    def _hear(self, heard: Advertisement) -> None:
        name = heard.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        said = AdvertisementData(
            local_name=name if isinstance(name, str) else None,
            manufacturer_data={},
            service_data={},
            service_uuids=[],
            tx_power=None,
            rssi=heard.rssi,
            platform_data=(),
        )
        address = heard.address.to_string(with_type_qualifier=False)
        device = self.create_or_update_device(address, address, said.local_name, heard.address, said)
        self.call_detection_callbacks(device, said)


class _Client(BaseBleakClient):
    device: Device

    def __init__(self, address_or_ble_device: BLEDevice | str, services: Any = None, **words: Any) -> None:
        super().__init__(address_or_ble_device, **words)
        self._connection: Connection | None = None

    @property
    def mtu_size(self) -> int:
        return self._connection.att_mtu if self._connection else 23

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **_: Any) -> None:
        connection = await self.device.connect(self.address, timeout=self._timeout)
        self._connection = connection
        connection.on("disconnection", self._gone)
        if pair:
            await self.pair()
        peer = Peer(connection)
        await peer.request_mtu(185)
        await peer.discover_services()
        self.services = BleakGATTServiceCollection()
        for found in peer.services:
            await found.discover_characteristics()
            service = BleakGATTService(found, found.handle, str(found.uuid.to_hex_str("-")).lower())
            self.services.add_service(service)
            for one in found.characteristics:
                uuid = str(one.uuid.to_hex_str("-")).lower()
                flags: Any = [name for name, flag in _NAMES.items() if one.properties & flag]
                self.services.add_characteristic(
                    BleakGATTCharacteristic(one, one.handle, uuid, flags, self._size, service)
                )

    def _size(self) -> int:
        return self.mtu_size - 3

    def _gone(self, _reason: int) -> None:
        self._connection = None
        if self._disconnected_callback:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        if self._connection:
            await self._connection.disconnect()

    async def pair(self, *_: Any, **__: Any) -> None:
        if not self._connection:
            raise BleakError("not connected")
        await self._connection.pair()

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(self, characteristic: Any, **_: Any) -> bytearray:
        raise NotImplementedError

    async def read_gatt_descriptor(self, descriptor: Any, **_: Any) -> bytearray:
        raise NotImplementedError

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        raise NotImplementedError

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: Any, response: bool
    ) -> None:
        try:
            await characteristic.obj.write_value(bytes(data), with_response=response)
        except ProtocolError as error:
            raise BleakGATTProtocolError(error.error_code or 0) from error

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_: Any
    ) -> None:
        try:
            await characteristic.obj.subscribe(lambda data: callback(bytearray(data)))
        except ProtocolError as error:
            raise BleakGATTProtocolError(error.error_code or 0) from error

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await characteristic.obj.unsubscribe()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():
            await asyncio.sleep(0.005)
