import asyncio
import socket
import struct
from collections.abc import Iterator

import pytest
from tests.transports.far_end import Listener

from chairctl.transports.tcp import TcpTransport
from chairctl.transports.transport import Transport, TransportError


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


async def opened(server: socket.socket, listener: Listener) -> tuple[TcpTransport, socket.socket]:
    port = server.getsockname()[1]
    transport = TcpTransport(f"socket://127.0.0.1:{port}", "127.0.0.1", port)
    await transport.open(listener.on_bytes, listener.on_lost)
    far, _ = server.accept()
    return transport, far


async def test_bytes_go_both_ways_unchanged_and_without_delay(server: socket.socket) -> None:
    listener = Listener()
    transport, far = await opened(server, listener)
    line: Transport = transport
    with far:
        every_byte = bytes(range(256))
        assert line.write(every_byte)
        assert far.recv(1000) == every_byte
        far.sendall(every_byte)
        await listener.until(lambda: listener.data == every_byte)
        assert transport.descriptor is not None
        with socket.socket(fileno=socket.dup(transport.descriptor)) as same:
            assert same.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    await line.close()


async def test_the_end_of_the_far_end_is_reported_once(server: socket.socket) -> None:
    listener = Listener()
    transport, far = await opened(server, listener)
    far.close()
    await listener.until(lambda: bool(listener.lost))
    assert transport.write(b"x") is False
    await listener.settle()
    await transport.close()
    assert listener.lost == ["hangup"]


async def test_a_reset_by_the_far_end_is_a_hang_up_too(server: socket.socket) -> None:
    listener = Listener()
    transport, far = await opened(server, listener)
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()
    await listener.until(lambda: bool(listener.lost))
    await transport.close()
    assert listener.lost == ["hangup"]


async def test_a_full_line_takes_no_more_and_knows_its_backlog(server: socket.socket) -> None:
    transport, far = await opened(server, Listener())
    assert transport.backlog() == 0
    with far:
        taken = 0
        while taken < 10**9 and transport.write(b"\x55" * 65_536):
            taken += 65_536
        assert taken < 10**9
        assert transport.backlog() > 0
        transport.discard_output()
        assert transport.backlog() > 0
        await transport.close()
        assert transport.backlog() == 0
        arrived = 0
        while data := await asyncio.to_thread(far.recv, 1_000_000):
            arrived += len(data)
        # what was called taken has arrived, and the part of the last write that the system could take
        assert taken <= arrived < taken + 65_536


async def test_a_port_where_nobody_listens_is_missing(server: socket.socket) -> None:
    port = server.getsockname()[1]
    server.close()
    with pytest.raises(TransportError) as caught:
        await TcpTransport("x", "127.0.0.1", port).open(print, print)
    assert caught.value.code == "missing"


async def test_a_name_that_nobody_has_is_missing() -> None:
    with pytest.raises(TransportError) as caught:
        await TcpTransport("x", "no-such-chair.invalid", 1).open(print, print)
    assert caught.value.code == "missing"


async def test_a_connection_that_is_given_up_leaves_no_socket(server: socket.socket) -> None:
    connecting = asyncio.create_task(
        TcpTransport("x", "127.0.0.1", server.getsockname()[1]).open(print, print)
    )
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting


async def test_a_line_can_be_opened_again(server: socket.socket) -> None:
    listener = Listener()
    transport, far = await opened(server, listener)
    await transport.close()
    assert transport.write(b"x") is False
    assert far.recv(10) == b""
    far.close()
    await transport.open(listener.on_bytes, listener.on_lost)
    again, _ = server.accept()
    with again:
        again.sendall(b"hi")
        await listener.until(lambda: listener.data == b"hi")
    await transport.close()
