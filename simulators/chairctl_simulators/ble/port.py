"""Serves simulated devices over the fake BlueZ: each is a port like a pseudo-terminal, for `serve`.

The radio lives in a thread with an event loop of its own; between it and a port lies a socket pair
that keeps the borders of writes, so that the loop which serves never waits.
"""

import asyncio
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self

from chairctl_simulators.ble.bluez import Bluez
from chairctl_simulators.ble.bus import ENVIRONMENT, PrivateBus
from chairctl_simulators.ble.peripheral import Peripheral, Service

ACTS: Final = ("lose_link", "powered", "daemon_dies", "bus_dies")
"""What can happen to the link, the adapter, the daemon and the bus."""
_CHUNK: Final = 65_536
_FIRST_ADDRESS: Final = 0xC0DE_0000_0001


class BlePort:
    """One device's end of its radio link. Bytes that nobody has asked for are lost."""

    def __init__(self, radio: "Radio", number: int, name: str, service: Service) -> None:
        self._radio = radio
        self._near, self._far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (self._near, self._far):
            end.settimeout(0)
        raw = (_FIRST_ADDRESS + number).to_bytes(6).hex(":").upper()
        self.peripheral = Peripheral(raw, name, service, self._take)
        self.url = f"ble:{raw}"
        self.environment = radio.environment

    def fileno(self) -> int:
        """What to wait for."""
        return self._near.fileno()

    def read(self) -> bytes:
        """The bytes of one write; empty if there are none."""
        try:
            return self._near.recv(_CHUNK)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """Notify; what the radio does not take is lost."""
        try:
            self._near.send(data)
        except OSError:
            return

    def plug(self) -> None:
        """Come into reach."""
        self.upset({"hidden": False})

    def unplug(self) -> None:
        """Go out of reach: the link breaks, and nobody hears it."""
        self.upset({"hidden": True, "lose_link": True})

    def upset(self, changes: Mapping[str, Any]) -> None:
        """Radio faults by name, or what is in `ACTS`. ValueError if unknown."""
        changes = dict(changes)
        acts = {name: changes.pop(name) for name in ACTS if name in changes}
        self.peripheral.faults = self.peripheral.faults.changed(changes)
        for name, value in acts.items():
            self._radio.act(self.peripheral, name, value=bool(value))

    def _take(self, data: bytes) -> None:
        try:
            self._far.send(data)
        except OSError:
            return

    def forward(self, bluez: Bluez) -> None:
        """What the device has written becomes notifications; in the radio's thread."""
        try:
            data = self._far.recv(_CHUNK)
        except OSError:
            return
        if data:
            bluez.notify(self.peripheral, data)

    def listen(self, loop: asyncio.AbstractEventLoop, bluez: Bluez) -> None:
        """Begin to forward."""
        loop.add_reader(self._far, self.forward, bluez)


class Radio:
    """A private bus, the fake BlueZ on it, and a thread in which it lives. Raises BusMissingError."""

    def __init__(self) -> None:
        self.bus = PrivateBus()
        self.environment = f"{ENVIRONMENT}={self.bus.address}"
        """What a client's environment has to hold."""
        self._bluez = Bluez()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def port(self, number: int, name: str, service: Service) -> BlePort:
        """A place for one more device, in reach at once."""
        port = BlePort(self, number, name, service)
        self._loop.call_soon_threadsafe(self._bluez.add, port.peripheral)
        self._loop.call_soon_threadsafe(port.listen, self._loop, self._bluez)
        return port

    def __enter__(self) -> Self:
        """On the air."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._bluez.start(self.bus.address), self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Off."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self.bus.close()

    def act(self, peripheral: Peripheral, name: str, *, value: bool) -> None:
        """Something happens to the link, the adapter, the daemon or the bus."""
        acts = {
            "lose_link": lambda: self._bluez.lose_link(peripheral),
            "powered": lambda: self._bluez.set_powered(powered=value),
            "daemon_dies": self._bluez.stop,
            "bus_dies": self.bus.kill,
        }
        self._loop.call_soon_threadsafe(acts[name])
