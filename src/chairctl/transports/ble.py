"""A device on Bluetooth LE, through bleak: its GATT service carries the same bytes as a wire would.

    closed ──open──► found (linked already, or heard) ──► claimed ──► connected ──► subscribed ──► open
      ▲                                                                                             │
      └───── close (the device is free for its remote or app), link lost, or a write that hangs ◄───┘

bleak is imported late: it takes a tenth of a second that only those should pay who use it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from chairctl.domain.packet import Gatt
from chairctl.transports.ble_claim import claim
from chairctl.transports.ble_errors import refusal, wants_pairing
from chairctl.transports.ble_guard import BluetoothGuard, open_guard
from chairctl.transports.ble_scan import Backends, find
from chairctl.transports.ble_writer import Writer, pieces
from chairctl.transports.transport import Guard, TransportError

if TYPE_CHECKING:
    import socket

    from bleak import BleakClient
    from bleak.backends.characteristic import BleakGATTCharacteristic

CONNECT_S = 8.0
DISCONNECT_S = 2.0


class _Session:
    """One link that is up."""

    def __init__(
        self,
        client: "BleakClient",
        write: "BleakGATTCharacteristic",
        gatt: Gatt,
        on_broken: Callable[[Exception], None],
    ) -> None:
        self.client = client
        self.write = write
        flags = write.properties
        self.acknowledged = "write" in flags if gatt.acknowledged else "write-without-response" not in flags
        self.writer = Writer(self._send, self.size, on_broken)
        self.guard: BluetoothGuard | None = None

    def size(self) -> int:
        """Greatest write in bytes: what the link has agreed on (its MTU), less three."""
        return self.write.max_write_without_response_size

    async def _send(self, piece: bytes) -> None:
        await self.client.write_gatt_char(self.write, piece, response=self.acknowledged)


class BleTransport:
    """`target` is the device's address or its name; `gatt` says where in it to write and to listen.

    `write` only hands over to the writer (`ble_writer.py`): True means that the bytes will be sent unless
    something newer replaces them, or the link breaks. A link that looks alive and brings nothing is not
    noticed here: telemetry that grows old trips.
    """

    def __init__(self, address: str, target: str, gatt: Gatt, backends: Backends | None = None) -> None:
        self._address = address
        self._target = target
        self._gatt = gatt
        self._backends = backends
        self._session: _Session | None = None
        self._client: BleakClient | None = None
        self._claim: socket.socket | None = None
        self._ending: asyncio.Task[None] | None = None
        self._on_lost: Callable[[str], None] = lambda _reason: None
        self._pair_first = False
        """The device refused a write of a computer that it does not know."""

    @property
    def address(self) -> str:
        """Where the line goes, as the person wrote it."""
        return self._address

    @property
    def descriptor(self) -> int | None:
        """The warden's own connection to the Bluetooth daemon; None while closed, or where it has none."""
        return self._session.guard.descriptor if self._session and self._session.guard else None

    def guard(self, stop: bytes) -> Guard | None:
        """How a warden stops the device over its own connection to the Bluetooth daemon."""
        session = self._session
        if session is None or session.guard is None:
            return None
        return session.guard.words(pieces(stop, session.size()))

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Find the device, connect, subscribe; takes up to some seconds. Raises TransportError."""
        await self.close()
        try:
            await self._open(on_bytes)
        except TransportError:
            await self.close()
            raise
        except Exception as error:
            await self.close()
            raise refusal(self._address, error) from error
        except BaseException:
            await self.close()
            raise
        if self._session is None:  # it broke at once
            await self.close()
            raise TransportError("no_link", self._address)
        self._on_lost = on_lost

    async def _open(self, on_bytes: Callable[[bytes], None]) -> None:
        from bleak import BleakClient

        device = await find(self._target, self._gatt.service, self._backends)
        if device is None:
            raise TransportError("unheard", self._address)
        self._claim = claim(self._address, device.address)
        client = self._client = BleakClient(
            device,
            disconnected_callback=self._take_disconnect,
            services=[self._gatt.service, *self._gatt.also],
            timeout=CONNECT_S,
            pair=self._pair_first,
            backend=self._backends.client if self._backends else None,
        )
        await client.connect()
        session = self._session = _Session(client, self._writable(client), self._gatt, self._take_broken)
        if self._gatt.notify:
            await self._subscribe(session, self._gatt.notify, on_bytes)
        self._pair_first = False

    def _writable(self, client: "BleakClient") -> "BleakGATTCharacteristic":
        """The first characteristic to write to that the device has. Raises TransportError "other_device"."""
        service = client.services.get_service(self._gatt.service)
        for uuid in self._gatt.write if service else ():
            found = service.get_characteristic(uuid) if service else None
            if found:
                return found
        raise TransportError("other_device", self._address)

    async def _subscribe(self, session: _Session, uuid: str, on_bytes: Callable[[bytes], None]) -> None:
        """Hear the device before anything is written to it; pair where it insists."""
        client = session.client
        notify = client.services.get_characteristic(uuid)
        if notify is None:
            raise TransportError("other_device", self._address)

        def take(_sender: object, data: bytearray) -> None:
            if self._session is session:
                on_bytes(bytes(data))

        try:
            await client.start_notify(notify, take)
        except Exception as error:
            if not wants_pairing(error):
                raise
            await client.pair()
            await client.start_notify(notify, take)
        if self._backends is None and isinstance(notify.obj, tuple):  # BlueZ: object path and properties
            paths = (
                str(notify.obj[0]).rpartition("/service")[0],
                str(session.write.obj[0]),
                str(notify.obj[0]),
            )
            session.guard = await open_guard(*paths, acknowledged=session.acknowledged)

    def write(self, data: bytes) -> bool:
        """Hand bytes to the writer; False while there is no link."""
        return self._session is not None and self._session.writer.put(data)

    def discard_output(self) -> None:
        """Throw away what waits in this process; what is written next goes first."""
        if self._session:
            self._session.writer.discard()

    def backlog(self) -> int:
        """Bytes that wait in this process or that the Bluetooth daemon has not confirmed."""
        return self._session.writer.backlog() if self._session else 0

    async def close(self) -> None:
        """Disconnect, so that the device is free for others: it has only one place for a computer."""
        self._on_lost = lambda _reason: None
        self._end()
        if self._ending:
            await asyncio.shield(self._ending)
            self._ending = None

    def _take_disconnect(self, client: "BleakClient") -> None:
        if self._session and self._session.client is client:
            self._lose("hangup")

    def _take_broken(self, error: Exception) -> None:
        self._pair_first = wants_pairing(error)
        self._lose("stuck" if isinstance(error, TimeoutError) else "hangup")

    def _lose(self, reason: str) -> None:
        on_lost, self._on_lost = self._on_lost, lambda _reason: None
        self._end()
        on_lost(reason)

    def _end(self) -> None:
        """Leave the link now and let go of it in the background."""
        session, self._session = self._session, None
        client, self._client = self._client, None
        held, self._claim = self._claim, None
        if session:
            session.writer.end()
        if client or held:
            guard = session.guard if session else None
            self._ending = asyncio.create_task(_let_go(client, guard, held))


async def _let_go(
    client: "BleakClient | None", guard: BluetoothGuard | None, held: "socket.socket | None"
) -> None:
    """Disconnect within `DISCONNECT_S`, then let others claim the device."""
    try:
        if client:
            with suppress(Exception):
                async with asyncio.timeout(DISCONNECT_S):
                    await client.disconnect()
    finally:
        if guard:
            guard.close()
        if held:
            held.close()
