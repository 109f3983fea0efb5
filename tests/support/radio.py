"""A fake BlueZ on the bus of the test session, with devices in reach that a test plays by hand."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from chairctl.domain.packet import Gatt
from chairctl.protocols.chairlink.device import NORDIC_UART as GATT
from chairctl.transports.ble import BleTransport
from chairctl_simulators.ble.bluez import Bluez
from chairctl_simulators.ble.bus import ENVIRONMENT, BusMissingError, PrivateBus
from chairctl_simulators.ble.peripheral import NORDIC_UART, Peripheral, RadioFaults

ADDRESS = "C0:DE:00:00:00:01"


@pytest.fixture(scope="session")
def session_bus() -> Iterator[PrivateBus]:
    """One dbus-daemon for all tests of a session."""
    bus = private_bus()
    with bus:
        yield bus


@pytest.fixture
def bus(session_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> PrivateBus:
    """The bus, and bleak sent to it."""
    monkeypatch.setenv(ENVIRONMENT, session_bus.address)
    return session_bus


def private_bus() -> PrivateBus:
    """A bus, or a skipped test."""
    try:
        return PrivateBus()
    except BusMissingError:
        pytest.skip("no dbus-daemon; on Debian: apt install dbus-daemon")


class Radio:
    """The daemon and one device; what the device was told, and with which calls."""

    def __init__(self, mtu: int, *, needs_bond: bool) -> None:
        self.told: list[bytes] = []
        self.device = Peripheral(ADDRESS, "Chair", NORDIC_UART, self._take, needs_bond)
        self.device.faults = RadioFaults(mtu=mtu)
        self.bluez = Bluez()
        self.bluez.add(self.device)
        self._changed = asyncio.Event()

    def _take(self, data: bytes) -> None:
        self.told.append(data)
        self._changed.set()

    def say(self, data: bytes) -> None:
        """The device notifies."""
        self.bluez.notify(self.device, data)

    def fault(self, **changes: object) -> None:
        """From now on these faults."""
        self.device.faults = self.device.faults.changed(changes)

    @property
    def connected(self) -> bool:
        return self.bluez.is_connected(self.device)

    async def until_told(self, count: int) -> None:
        """Wait for so many writes."""
        async with asyncio.timeout(3):
            while len(self.told) < count:
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def radio(bus: PrivateBus, mtu: int = 247, *, needs_bond: bool = False) -> AsyncIterator[Radio]:
    """A radio in reach of bleak."""
    assert os.environ[ENVIRONMENT] == bus.address
    one = Radio(mtu, needs_bond=needs_bond)
    await one.bluez.start(bus.address)
    try:
        yield one
    finally:
        one.bluez.stop()
        await forget_bus()


async def forget_bus() -> None:
    """bleak keeps a connection per event loop; close it, for the loop ends with the test."""
    from bleak.backends.bluezdbus import manager

    instance = manager._global_instances.pop(asyncio.get_running_loop(), None)
    if instance and instance._bus:
        instance._bus.disconnect()
        if instance._bus_watcher_task:
            await asyncio.wait([instance._bus_watcher_task])


def ble(target: str = ADDRESS, gatt: Gatt = GATT) -> BleTransport:
    """A closed transport to the device."""
    return BleTransport(f"ble:{target}", target, gatt)


__all__ = ["ADDRESS", "GATT", "Radio", "ble", "bus", "forget_bus", "radio", "session_bus"]
