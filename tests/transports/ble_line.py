"""A line over Bluetooth to a simulated radio: opened, refused, lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.support.radio import Radio, ble
from tests.transports.far_end import Listener

from chairctl.transports.ble import BleTransport
from chairctl.transports.transport import TransportError


@asynccontextmanager
async def linked(
    far: Radio, line: BleTransport | None = None
) -> AsyncIterator[tuple[BleTransport, Listener]]:
    near, line = Listener(), line or ble()
    await line.open(near.on_bytes, near.on_lost)
    assert far.connected
    try:
        yield line, near
    finally:
        await line.close()


async def refused(line: BleTransport) -> str:
    with pytest.raises(TransportError) as caught:
        await line.open(lambda _data: None, lambda _reason: None)
    assert caught.value.address == line.address
    return caught.value.code


async def lost(near: Listener) -> str:
    await near.until(lambda: bool(near.lost))
    await near.settle()
    (reason,) = near.lost
    return reason
