"""What could be a device here: serial ports, looked at again and again, and what advertises by Bluetooth."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import NamedTuple

from serial.tools.list_ports import comports

from chairctl.control.signs import UsbId, families_of_port, families_of_radio
from chairctl.runtime.listening import LineError

PORTS_EVERY_S = 1.0


class Port(NamedTuple):
    """A serial port."""

    address: str
    description: str
    usb: UsbId | None
    """None: no USB device, or it does not say."""
    serial_number: str

    @property
    def families(self) -> tuple[str, ...]:
        """What it may lead to, by its signs; empty: anything."""
        return families_of_port(self.usb)


class Radio(NamedTuple):
    """A Bluetooth LE device that advertises."""

    address: str
    name: str
    rssi_dbm: int
    services: tuple[str, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """What it may be, by its signs; empty: none that we know."""
        return families_of_radio(self.name, self.services)


Sighting = Port | Radio


def ports() -> list[Port]:
    """The serial ports of this computer."""
    return [
        Port(
            port.device,
            port.description if port.description and port.description != "n/a" else "",
            UsbId(port.vid, port.pid) if port.vid is not None and port.pid is not None else None,
            port.serial_number or "",
        )
        for port in sorted(comports())
    ]


async def radios(seconds: float) -> AsyncGenerator[Radio, None]:
    """Bluetooth LE devices, as often as they are heard, for so long. Raises LineError."""
    from chairctl.transports import ble_errors, ble_scan

    try:
        async for heard in ble_scan.scan(seconds):
            yield Radio(f"ble:{heard.address}", heard.name, heard.rssi_dbm, heard.services)
    except Exception as error:
        raise LineError(ble_errors.refusal("ble", error).code, "ble") from error


class Sightings:
    """All that is here now, by its address, and why Bluetooth can't be listened to (None: it can)."""

    def __init__(self) -> None:
        self.here: dict[str, Sighting] = {}
        self.bluetooth_problem: LineError | None = None


async def scan(
    seconds: float,
    on_change: Callable[[Sightings], None],
    listen: Callable[[float], AsyncGenerator[Radio, None]] = radios,
) -> None:
    """Look for so long; `on_change` is told whenever what is here has changed."""
    sightings = Sightings()
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_hear(seconds, sightings, on_change, listen))
        while True:
            compare(await asyncio.to_thread(ports), sightings, on_change)
            left = until - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(min(left, PORTS_EVERY_S))


def compare(found: list[Port], sightings: Sightings, on_change: Callable[[Sightings], None]) -> None:
    """Take over what ports there are now; what is gone is forgotten."""
    new = {port.address: port for port in found}
    old = {address: one for address, one in sightings.here.items() if isinstance(one, Port)}
    if new != old:
        for address in old.keys() - new.keys():
            del sightings.here[address]
        sightings.here.update(new)
        on_change(sightings)


async def _hear(
    seconds: float,
    sightings: Sightings,
    on_change: Callable[[Sightings], None],
    listen: Callable[[float], AsyncGenerator[Radio, None]],
) -> None:
    try:
        async for heard in listen(seconds):
            radio, known = heard, sightings.here.get(heard.address)
            if isinstance(known, Radio):  # an advertisement may leave out what an earlier one said
                services = tuple(dict.fromkeys((*known.services, *heard.services)))
                radio = heard._replace(name=heard.name or known.name, services=services)
            if radio != known:
                sightings.here[radio.address] = radio
                on_change(sightings)
    except LineError as problem:
        sightings.bluetooth_problem = problem
        on_change(sightings)
