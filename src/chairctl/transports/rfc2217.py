"""A serial port of another computer by RFC 2217: pyserial's blocking client behind two threads.

One thread waits for bytes, the other writes from a bounded queue, because pyserial's `write` may wait
for the network and must hold up neither the reader nor the event loop.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from serial import Serial, serial_for_url

from chairctl.domain.packet import SerialSettings
from chairctl.transports.line import refusal
from chairctl.transports.serial import SERIAL, close_late

WAITING_MOST = 64
"""Writes that may wait; one more is refused."""
_WAKE_S = 0.1
"""How often the threads look whether the session is over."""


class _Session:
    """One connection and its two threads; the reading one closes the port at the end."""

    def __init__(
        self, port: Serial, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]
    ) -> None:
        self._port = port
        self._on_bytes = on_bytes
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.Queue[bytes] = queue.Queue(WAITING_MOST)
        self._leaving = 0
        self._is_over = threading.Event()
        self._is_silent = False
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._read, self._write)]
        for thread in self._threads:
            thread.start()

    def _read(self) -> None:
        try:
            while not self._is_over.is_set():
                data = self._port.read(1)
                if data:
                    data += self._port.read(self._port.in_waiting)
                    self._loop.call_soon_threadsafe(self._report_bytes, data)
        except (OSError, RuntimeError):  # the network's, or a loop that is closed
            self._end()
        finally:
            self._port.close()

    def _write(self) -> None:
        while not self._is_over.is_set():
            try:
                data = self._waiting.get(timeout=_WAKE_S)
            except queue.Empty:
                continue
            self._leaving = len(data)
            try:
                self._port.write(data)
            except OSError:
                self._end()
            self._leaving = 0

    def _end(self) -> None:
        self._is_over.set()
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._report_lost)

    def _report_bytes(self, data: bytes) -> None:
        if not self._is_silent:
            self._on_bytes(data)

    def _report_lost(self) -> None:
        if not self._is_silent:
            self._is_silent = True
            self._on_lost("hangup")

    def write(self, data: bytes) -> bool:
        """Queue bytes; False if too much waits or the connection is over."""
        if self._is_over.is_set():
            return False
        try:
            self._waiting.put_nowait(data)
        except queue.Full:
            return False
        return True

    def discard_output(self) -> None:
        """Empty the queue."""
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()

    def backlog(self) -> int:
        """Bytes in the queue and in the write that is under way."""
        with self._waiting.mutex:
            return self._leaving + sum(map(len, self._waiting.queue))

    async def close(self) -> None:
        """End both threads and wait for them."""
        self._is_silent = True
        self._is_over.set()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)


class Rfc2217Transport:
    """`write` only queues: True means that the bytes will be sent unless discarded, or the line lost."""

    def __init__(self, address: str, host: str, port: int, settings: SerialSettings = SERIAL) -> None:
        self._address = address
        self._url = f"rfc2217://{f'[{host}]' if ':' in host else host}:{port}"
        self._settings = settings
        self._session: _Session | None = None

    @property
    def address(self) -> str:
        """Where the line goes, as the person wrote it."""
        return self._address

    @property
    def descriptor(self) -> None:
        """None: the bytes pass through threads of this process, which no warden can share."""
        return

    def guard(self, stop: bytes) -> None:  # noqa: ARG002  # the contract has it
        """None, for the same reason."""
        return

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Connect and agree on the port's settings; takes up to some seconds. Raises TransportError."""
        await self.close()
        opening = asyncio.get_running_loop().run_in_executor(None, self._open_port)
        try:
            port = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(close_late)
            raise
        self._session = _Session(port, on_bytes, on_lost)

    def _open_port(self) -> Serial:
        try:
            baud_rate, parity = self._settings
            return serial_for_url(self._url, baud_rate, parity=parity, timeout=_WAKE_S)
        except OSError as error:
            cause = error.__context__  # pyserial keeps the errno only there
            raise refusal(self._address, cause if isinstance(cause, OSError) else error) from error

    def write(self, data: bytes) -> bool:
        """Queue bytes; False if too much waits or there is no connection."""
        return self._session is not None and self._session.write(data)

    def discard_output(self) -> None:
        """Throw away what waits in this computer."""
        if self._session:
            self._session.discard_output()

    def backlog(self) -> int:
        """Bytes that wait in this computer; what is on its way nobody knows."""
        return self._session.backlog() if self._session else 0

    async def close(self) -> None:
        """Release the connection; takes about half a second, which pyserial grants the server."""
        session, self._session = self._session, None
        if session:
            await session.close()
