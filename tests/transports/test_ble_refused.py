"""Bluetooth that can not be had, or ends: each has its word, and nothing is left behind."""

import pytest
from tests.support.radio import ADDRESS, GATT, ble, bus, private_bus, radio, session_bus

from chairctl.transports import ble_scan
from chairctl.transports.ble_errors import refusal
from chairctl_simulators.ble.bus import ENVIRONMENT, PrivateBus

__all__ = ["bus", "session_bus"]


from tests.transports.ble_line import linked, lost, refused


async def test_a_device_that_is_not_there_is_unheard(
    bus: PrivateBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ble_scan, "FIND_S", 0.3)
    async with radio(bus) as far:
        assert await refused(ble("Nobody")) == "unheard"
        far.fault(hidden=True)
        assert await refused(ble()) == "unheard"


async def test_a_refused_connection_is_said_and_leaves_nothing_behind(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        far.fault(refuse=True)
        line = ble()
        assert await refused(line) == "no_link"
        far.fault(refuse=False)
        async with linked(far, line):
            pass


async def test_a_device_of_another_kind_is_let_go(bus: PrivateBus) -> None:
    async with radio(bus) as far:
        for gatt in (
            GATT._replace(service="0000180a-0000-1000-8000-00805f9b34fb"),
            GATT._replace(write=("00002a00-0000-1000-8000-00805f9b34fb",)),
            GATT._replace(notify="00002a00-0000-1000-8000-00805f9b34fb"),
        ):
            assert await refused(ble(gatt=gatt)) == "other_device"
            assert not far.connected


async def test_an_adapter_that_is_switched_off_ends_the_link_and_says_so(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, near):
        far.bluez.set_powered(powered=False)
        assert await lost(near) == "hangup"
        assert await refused(line) == "bluetooth_off"


async def test_a_daemon_that_dies_ends_the_link_with_the_next_write(bus: PrivateBus) -> None:
    async with radio(bus) as far, linked(far) as (line, near):
        far.bluez.stop()
        line.write(b"image")
        assert await lost(near) == "hangup"
        assert await refused(line) == "no_bluetooth"


async def test_a_bus_that_dies_ends_the_link_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with private_bus() as dying:
        monkeypatch.setenv(ENVIRONMENT, dying.address)
        async with radio(dying) as far, linked(far) as (line, near):
            dying.kill()
            assert await lost(near) == "hangup"
            assert not line.write(b"image")
            assert await refused(line) == "no_bluetooth"


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", "unix:path=/dev/null"])
async def test_a_computer_without_bluetooth_is_told_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, address)
    assert await refused(ble()) == "no_bluetooth"


async def test_a_bus_without_a_bluetooth_daemon_is_no_bluetooth(bus: PrivateBus) -> None:
    assert await refused(ble()) == "no_bluetooth"


async def test_a_scan_names_what_it_hears(bus: PrivateBus) -> None:
    async with radio(bus):
        heard = [one async for one in ble_scan.scan(0.25)]
        assert heard[0] == ble_scan.Heard(ADDRESS, "Chair", -50, (GATT.service,))
        assert [one async for one in ble_scan.scan(0.15, service=GATT.service, name="Chair")]
        assert not [one async for one in ble_scan.scan(0.15, name="Table")]
        assert not [one async for one in ble_scan.scan(0.15, service="other")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("org.bluez.Error.AuthenticationFailed", "unpaired"),
        ("org.freedesktop.DBus.Error.AccessDenied", "bluetooth_denied"),
        ("org.bluez.Error.Failed", "no_link"),
    ],
)
def test_errors_of_the_daemon_have_codes(name: str, code: str) -> None:
    from bleak.exc import BleakDBusError

    assert refusal("ble:Chair", BleakDBusError(name, ["words"])).code == code


def test_other_errors_have_codes() -> None:
    from bleak.exc import BleakError, BleakGATTProtocolError, BleakGATTProtocolErrorCode

    wants_pairing = BleakGATTProtocolError(BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION)
    assert refusal("", wants_pairing).code == "unpaired"
    assert refusal("", PermissionError()).code == "bluetooth_denied"
    assert refusal("", TimeoutError()).code == "no_link"
    assert refusal("", BleakError("whatever")).code == "no_link"
