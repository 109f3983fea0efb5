"""Devices of other makers over Bluetooth, each on its own service, from the first status to the stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.runtime.test_line_loss import seen
from tests.support.chair_process import boot_clock
from tests.support.radio import bus, forget_bus, session_bus

from chairctl.control.assembly import assemble
from chairctl.domain.channels import Output, RollerMode, StimulationMode, Technique
from chairctl.domain.commands import SetOutput
from chairctl.domain.packet import Gatt
from chairctl.domain.safety import Outcome
from chairctl.domain.telemetry import Activity
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for
from chairctl_simulators.ble.bluez import Bluez
from chairctl_simulators.ble.bus import PrivateBus
from chairctl_simulators.ble.peripheral import Peripheral, Service
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator
from chairctl_simulators.devices.keeson import SimulatedBed
from chairctl_simulators.devices.rongtai import SimulatedRongTai

__all__ = ["bus", "session_bus"]

ADDRESS = "C0:DE:00:00:00:03"
KNEAD = RollerMode(Technique.KNEADING, 0, 800, 300)
DEVICES: dict[str, tuple[Callable[[int], Any], str, SetOutput]] = {
    "ergomotion-bed": (
        lambda now: SimulatedBed(1, start_ns=now),
        "0000ffe0-0000-1000-8000-00805f9b34fb",  # notifies in another service than it is written to
        SetOutput("head_massage", Output(300)),
    ),
    "beurer-em70": (
        lambda now: SimulatedStimulator(1, start_ns=now),
        "",  # notifies on the characteristic that it is written to
        SetOutput("tens", Output(60, StimulationMode(200, 500))),
    ),
    "rongtai-rt8600": (
        lambda now: SimulatedRongTai(start_ns=now),
        "",
        SetOutput("roller", Output(400, KNEAD)),
    ),
}


class OnTheAir:
    """A simulated device in reach; `zero_at` is when its outputs last became truly zero (ns)."""

    def __init__(self, device: Any, gatt: Gatt, notify_uuid: str) -> None:
        self._device = device
        self._inbox: asyncio.Queue[bytes] = asyncio.Queue()
        flag = "write" if gatt.acknowledged else "write-without-response"
        service = Service(gatt.service, ((gatt.write[-1], (flag,)),), gatt.notify, notify_uuid)
        self._peripheral = Peripheral(ADDRESS, "Device", service, self._inbox.put_nowait)
        self._bluez = Bluez()
        self._bluez.add(self._peripheral)
        self.zero_at: int | None = 0

    async def run(self, bus_address: str) -> None:
        """Live in real time."""
        await self._bluez.start(bus_address)
        try:
            while True:
                left_s = (self._device.next_deadline() - boot_clock()) / 1e9
                data = b""
                try:
                    async with asyncio.timeout(max(left_s, 0)):
                        data = await self._inbox.get()
                except TimeoutError:
                    pass
                now = boot_clock()
                said = self._device.feed(data, now) if data else self._device.advance(now)
                self.zero_at = (self.zero_at or now) if self._device.outputs_zero else None
                if said:
                    self._bluez.notify(self._peripheral, said)
        finally:
            self._bluez.stop()

    async def until(self, condition: Callable[[], bool], timeout_s: float) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(0.002)


@asynccontextmanager
async def on_the_air(bus: PrivateBus, device: Any, gatt: Gatt, notify_uuid: str) -> AsyncIterator[OnTheAir]:
    one = OnTheAir(device, gatt, notify_uuid)
    task = asyncio.create_task(one.run(bus.address))
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await forget_bus()


@pytest.mark.parametrize("name", DEVICES)
async def test_a_device_puts_out_what_is_wished_and_is_stopped_over_bluetooth(
    name: str, bus: PrivateBus
) -> None:
    make, notify_uuid, wish = DEVICES[name]
    profile = load_device(find_device(name))
    station = assemble("test", (profile,))
    device = station.devices[profile.name]
    assert device.gatt
    transport = transport_for(f"ble:{ADDRESS}", device.serial, device.gatt)
    async with on_the_air(bus, make(boot_clock()), device.gatt, notify_uuid) as simulated:
        with throw_away_ledger() as ledger:
            async with StationHost(station, {profile.name: transport}, ledger) as host:
                armed = await host.arm()
                assert armed.outcome is Outcome.ACCEPTED, armed.reasons
                assert host.ask(wish).outcome is not Outcome.REFUSED
                await simulated.until(lambda: simulated.zero_at is None, 40)
                await seen(host, lambda now: any(channel.applied for channel in now.channels))
                asked_at = boot_clock()
                host.stop()
                await simulated.until(lambda: simulated.zero_at is not None, 5)
                assert simulated.zero_at
                print(f"{name}: true zero {(simulated.zero_at - asked_at) / 1e6:.0f} ms after the stop")
                assert host.snapshot().trips == ()


async def test_a_chair_that_is_stopped_while_it_feels_along_the_back_is_not_at_rest_before_it_gives_up(
    bus: PrivateBus,
) -> None:
    profile = load_device(find_device("rongtai-rt8600"))
    station = assemble("test", (profile,))
    gatt = station.devices[profile.name].gatt
    assert gatt
    transport = transport_for(f"ble:{ADDRESS}", None, gatt)
    chair = SimulatedRongTai(start_ns=boot_clock())
    async with on_the_air(bus, chair, gatt, ""):
        with throw_away_ledger() as ledger:
            async with StationHost(station, {profile.name: transport}, ledger) as host:
                assert (await host.arm()).outcome is Outcome.ACCEPTED
                assert host.ask(DEVICES[profile.name][2]).outcome is not Outcome.REFUSED
                await seen(host, lambda now: now.links[0].activity is Activity.SCANNING)
                assert not any(channel.applied for channel in host.snapshot().channels)
                host.stop()
                async with asyncio.timeout(5):
                    while not host.at_rest():
                        await asyncio.sleep(0.005)
                assert chair.truth(boot_clock()).state in (
                    0,
                    1,
                )  # asleep or on its way home, not about to begin
