"""A transport with a listener on it."""

import asyncio

import pytest
from tests.transports.far_end import Listener

from chairctl.transports.memory import memory_pair
from chairctl.transports.tap import Tap
from chairctl.transports.transport import Transport, TransportError


async def test_all_that_passes_is_told_in_its_order() -> None:
    near, far = memory_pair()
    passed: list[tuple[str, bytes]] = []
    listener = Listener()
    tap: Transport = Tap(near, lambda word, data: passed.append((word, data)))
    assert tap.address == near.address
    await tap.open(listener.on_bytes, listener.on_lost)
    far.attach(lambda data: None, lambda reason: None)
    far.write(b"hello")
    assert tap.write(b"who?")
    far.write(b"me")
    assert passed == [("in", b"hello"), ("out", b"who?"), ("in", b"me")]
    assert listener.data == b"hellome"
    await tap.close()
    far.write(b"too late")
    assert len(passed) == 3


async def test_what_the_line_did_not_take_is_not_told() -> None:
    near, _ = memory_pair()
    passed: list[bytes] = []
    tap = Tap(near, lambda word, data: passed.append(data))
    assert not tap.write(b"nobody is there")
    assert passed == []


async def test_the_rest_is_the_line_itself() -> None:
    near, _ = memory_pair()
    tap = Tap(near, lambda word, data: None)
    await tap.open(lambda data: None, lambda reason: None)
    with pytest.raises(TransportError, match="busy"):
        near.attach(lambda data: None, lambda reason: None)
    tap.discard_output()
    assert (tap.backlog(), tap.descriptor) == (0, None)
    await asyncio.sleep(0)
