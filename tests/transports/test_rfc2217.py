import asyncio
import contextlib
import os
import socket
import threading
import tty
from collections.abc import Iterator
from typing import Any, cast

import pytest
import serial
from serial.rfc2217 import PortManager
from tests.transports.far_end import Listener

from chairctl.transports.rfc2217 import WAITING_MOST, Rfc2217Transport
from chairctl.transports.transport import Transport, TransportError

# pyserial's client names its thread in a way that Python has deprecated
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name)\\(\\) is deprecated:DeprecationWarning")


class PortWithoutModemLines(serial.Serial):
    """A pty as a server's serial port: asking it for modem lines would fail."""

    cts = dsr = ri = cd = True

    def _update_dtr_state(self) -> None:
        return None

    def _update_rts_state(self) -> None:
        return None


class Client:
    """What pyserial's PortManager writes to."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._connection.sendall(data)


class Server:
    """pyserial's own RFC 2217 server around a pty: one client at a time."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self._port = PortWithoutModemLines(os.ttyname(slave), timeout=0.05)
        os.close(slave)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.client: socket.socket | None = None
        self.running = threading.Event()
        self.running.set()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                self.client, _ = self._listening.accept()
            except OSError:
                return
            client = Client(self.client)
            manager: Any = PortManager(cast("Any", self._port), cast("Any", client))
            over = threading.Event()
            reader = threading.Thread(target=self._from_port, args=(manager, client, over))
            reader.start()
            with contextlib.suppress(OSError):
                while data := self.client.recv(1024):
                    self._port.write(b"".join(manager.filter(data)))
                    self.running.wait()
            over.set()
            reader.join()
            self.client.close()

    def _from_port(self, manager: Any, client: Client, over: threading.Event) -> None:
        while not over.is_set():
            try:
                data = self._port.read(self._port.in_waiting or 1)
            except OSError:
                return
            if data:
                client.write(b"".join(manager.escape(data)))

    def hang_up(self) -> None:
        if self.client:
            with contextlib.suppress(OSError):
                self.client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        os.close(self.master)  # ends whatever waits for the pty
        self.running.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.hang_up()
        self._thread.join()
        self._port.close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


async def opened(server: Server, listener: Listener) -> Rfc2217Transport:
    transport = Rfc2217Transport(f"rfc2217://127.0.0.1:{server.port}", "127.0.0.1", server.port)
    await transport.open(listener.on_bytes, listener.on_lost)
    return transport


async def test_bytes_go_both_ways_unchanged(server: Server) -> None:
    listener = Listener()
    transport: Transport = await opened(server, listener)
    every_byte = bytes(range(256))
    assert transport.write(every_byte)
    got = b""
    while len(got) < 256:
        got += await asyncio.to_thread(os.read, server.master, 1000)
    assert got == every_byte
    os.write(server.master, every_byte)
    await listener.until(lambda: len(listener.data) >= 256)
    assert listener.data == every_byte
    await transport.close()
    assert listener.lost == []


async def test_the_end_of_the_connection_is_reported_once(server: Server) -> None:
    listener = Listener()
    transport = await opened(server, listener)
    server.hang_up()
    await listener.until(lambda: bool(listener.lost))
    assert transport.write(b"x") is False
    await listener.settle()
    await transport.close()
    assert listener.lost == ["hangup"]


async def test_writing_never_blocks_and_what_waits_is_bounded_and_can_be_discarded(server: Server) -> None:
    transport = await opened(server, Listener())
    server.running.clear()
    taken = 0
    while taken < 1000 and transport.write(b"\x55" * 1_000_000):
        taken += 1
    assert taken < 1000
    assert transport.backlog() >= WAITING_MOST * 1_000_000
    transport.discard_output()
    assert transport.backlog() <= 1_000_000
    assert transport.write(b"stop")
    await transport.close()


async def test_a_port_where_nobody_listens_is_missing(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        await Rfc2217Transport("x", "127.0.0.1", port).open(print, print)
    assert caught.value.code == "missing"


async def test_a_closed_line_takes_nothing_and_can_be_opened_again(server: Server) -> None:
    listener = Listener()
    transport = await opened(server, listener)
    await transport.close()
    await transport.close()
    assert transport.write(b"x") is False
    assert transport.backlog() == 0
    transport.discard_output()
    await transport.open(listener.on_bytes, listener.on_lost)
    os.write(server.master, b"hi")
    await listener.until(lambda: listener.data == b"hi")
    await transport.close()
