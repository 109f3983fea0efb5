"""The same line over another radio: bleak with virtual controllers that speak real ATT."""

import pytest
from bumble.att import ErrorCode
from bumble.gatt import Characteristic
from tests.support.bumble_radio import CHAIR, bumble_radio, until
from tests.transports.far_end import Listener

from chairctl.protocols.chairlink.device import NORDIC_UART
from chairctl.transports.ble import BleTransport
from chairctl.transports.ble_scan import Backends, scan

ACKNOWLEDGED = NORDIC_UART._replace(acknowledged=True)


def line_over(backends: Backends, gatt: object = NORDIC_UART) -> BleTransport:
    assert isinstance(gatt, type(NORDIC_UART))
    return BleTransport(f"ble:{CHAIR}", CHAIR, gatt, backends)


@pytest.mark.parametrize("gatt", [NORDIC_UART, ACKNOWLEDGED])
async def test_bytes_go_both_ways_in_packets_of_the_agreed_size(gatt: object) -> None:
    async with bumble_radio(NORDIC_UART) as (chair, backends):
        near, line = Listener(), line_over(backends, gatt)
        await line.open(near.on_bytes, near.on_lost)
        assert line.write(bytes(200))
        await until(lambda: len(chair.told) == 2)
        assert [len(told) for told in chair.told] == [182, 18]
        await chair.say(b"hello")
        await near.until(lambda: near.data == b"hello")
        assert line.guard(b"stop") is None  # no Bluetooth daemon, so no warden
        await line.close()
        assert not chair.device.connections
        assert near.lost == []


async def test_a_device_that_vanishes_from_the_air_is_a_lost_link() -> None:
    async with bumble_radio(NORDIC_UART) as (chair, backends):
        near, line = Listener(), line_over(backends)
        await line.open(near.on_bytes, near.on_lost)
        (connection,) = chair.device.connections.values()
        await connection.disconnect()
        await near.until(lambda: near.lost == ["hangup"])
        await line.close()


async def test_an_error_of_the_device_ends_the_link() -> None:
    async with bumble_radio(NORDIC_UART) as (chair, backends):
        near, line = Listener(), line_over(backends, ACKNOWLEDGED)
        await line.open(near.on_bytes, near.on_lost)
        chair.refuse_with = ErrorCode.INVALID_ATTRIBUTE_LENGTH
        line.write(b"image")
        await near.until(lambda: near.lost == ["hangup"])
        await line.close()


async def test_a_device_that_refuses_strangers_is_paired_with_on_the_next_try() -> None:
    secret = Characteristic.Permissions.WRITEABLE | Characteristic.Permissions.WRITE_REQUIRES_ENCRYPTION
    async with bumble_radio(NORDIC_UART, secret) as (chair, backends):
        near, line = Listener(), line_over(backends, ACKNOWLEDGED)
        await line.open(near.on_bytes, near.on_lost)
        line.write(b"image")
        await near.until(lambda: near.lost == ["hangup"])
        assert chair.told == []
        await line.open(near.on_bytes, near.on_lost)
        line.write(b"image")
        await until(lambda: chair.told == [b"image"])
        await line.close()


async def test_the_second_radio_is_scanned_as_the_first() -> None:
    async with bumble_radio(NORDIC_UART) as (_, backends):
        heard = [one async for one in scan(0.3, name="Chair", backends=backends)]
        assert heard[0].address == CHAIR
