"""Looks for Bluetooth LE devices: one by its address or name, or all that can be heard."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

FIND_S = 5.0
"""Devices advertise at least every 1.28 s as a rule."""

logging.getLogger("bleak").addHandler(logging.NullHandler())  # its warnings are no text for people

_scans: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""A Bluetooth daemon refuses a second scan of the same program while one runs."""


class Backends(NamedTuple):
    """Other radios than the system's, by bleak's own `backend=` argument."""

    scanner: "type[BaseBleakScanner]"
    client: "type[BaseBleakClient]"


class Heard(NamedTuple):
    """A device that advertises."""

    address: str
    name: str
    rssi_dbm: int
    services: tuple[str, ...]


async def scan(
    seconds: float, service: str | None = None, name: str | None = None, backends: Backends | None = None
) -> AsyncIterator[Heard]:
    """Advertisements as they come, for so long; only of this service and name where given.

    Raises what bleak raises; `ble_errors.refusal` makes a TransportError of it.
    """
    heard: asyncio.Queue[Heard] = asyncio.Queue(256)

    def take(device: "BLEDevice", said: "AdvertisementData") -> None:
        services = tuple(said.service_uuids)
        known = said.local_name or device.name or ""
        if (service is None or service in services) and name in (None, known) and not heard.full():
            heard.put_nowait(Heard(device.address, known, said.rssi, services))

    from bleak import BleakScanner

    loop = asyncio.get_running_loop()
    async with _scan_lock(), BleakScanner(take, backend=backends.scanner if backends else None):
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            try:
                async with asyncio.timeout(left):
                    one = await heard.get()
            except TimeoutError:
                return
            yield one


async def find(target: str, service: str, backends: Backends | None = None) -> "BLEDevice | None":
    """The device of this address or name; None if it is not heard within `FIND_S`.

    A device that this computer is linked to does not advertise: a program that was killed has left
    such a link, and it is taken over.
    """
    from bleak import BleakScanner
    from bleak.backends.device import BLEDevice

    def fits(device: BLEDevice) -> bool:
        return target.upper() == device.address.upper() or target == device.name

    if backends is None:
        linked = next((one for one in await _linked(service) if fits(one)), None)
        if linked:
            return linked
    found: asyncio.Future[BLEDevice] = asyncio.get_running_loop().create_future()

    def take(device: BLEDevice, said: "AdvertisementData") -> None:
        if not found.done() and (fits(device) or said.local_name == target):
            found.set_result(device)

    async with _scan_lock(), BleakScanner(take, backend=backends.scanner if backends else None):
        await asyncio.wait([found], timeout=FIND_S)
    return found.result() if found.done() else None


async def _linked(service: str) -> "list[BLEDevice]":
    from bleak import BleakAdapter

    adapter = await BleakAdapter.get()
    return list(await adapter.get_connected_devices([service]))


def _scan_lock() -> asyncio.Lock:
    return _scans.setdefault(asyncio.get_running_loop(), asyncio.Lock())
