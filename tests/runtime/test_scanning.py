"""What is here, as it comes and goes."""

from collections.abc import AsyncGenerator

import pytest

from chairctl.control.signs import UsbId
from chairctl.runtime import scanning
from chairctl.runtime.listening import LineError
from chairctl.runtime.scanning import Port, Radio, Sightings, radios, scan

UART = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
NAMELESS = Radio("ble:AA:BB:CC:DD:EE:FF", "", -70, (UART,))


async def three_words(_seconds: float) -> AsyncGenerator[Radio, None]:
    yield NAMELESS
    yield NAMELESS
    yield Radio(NAMELESS.address, "Chair", -60, ())


async def none_here(seconds: float) -> AsyncGenerator[Radio, None]:
    if seconds > 0:
        raise LineError("no_bluetooth", "ble")
    yield NAMELESS


async def test_what_a_radio_says_in_several_advertisements_is_put_together() -> None:
    seen: list[Radio] = []

    def show(sightings: Sightings) -> None:
        seen.extend(one for one in sightings.here.values() if isinstance(one, Radio))

    await scan(0.2, show, three_words)
    assert seen[-1] == Radio(NAMELESS.address, "Chair", -60, (UART,))
    assert seen[-1].families == ("chairlink",)


async def test_without_bluetooth_ports_are_still_looked_for() -> None:
    newest = Sightings()

    def show(sightings: Sightings) -> None:
        nonlocal newest
        newest = sightings

    await scan(0.2, show, none_here)
    assert newest.bluetooth_problem
    assert newest.bluetooth_problem.code == "no_bluetooth"
    assert {one.address for one in newest.here.values()} == {port.address for port in scanning.ports()}


async def test_this_computer_without_bluetooth_says_so_in_a_word_of_the_catalogue() -> None:
    with pytest.raises(LineError) as refused:
        async for _ in radios(0.2):
            pass
    assert refused.value.code == "no_bluetooth"


def test_a_port_that_is_pulled_is_gone_and_radios_stay() -> None:
    changes: list[set[str]] = []
    sightings = Sightings()
    sightings.here[NAMELESS.address] = NAMELESS
    usb = Port("/dev/ttyACM0", "STM32", UsbId(0x0483, 0x5740), "205A")
    built_in = Port("/dev/ttyS0", "", None, "")
    for found in ([usb, built_in], [usb, built_in], [built_in]):
        scanning.compare(found, sightings, lambda now: changes.append(set(now.here)))
    radio = NAMELESS.address
    assert changes == [{radio, "/dev/ttyACM0", "/dev/ttyS0"}, {radio, "/dev/ttyS0"}]
