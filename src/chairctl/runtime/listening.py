"""Two ways to learn of a device without ever driving it.

`Listening` speaks to it through a station that nobody can arm: the only permits are those that say stop,
so the device is asked who it is, and nothing that energises can leave. `overhear` does not say a word.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from chairctl.control.assembly import assemble
from chairctl.control.events import Event, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.finding import Found, found
from chairctl.domain.packet import Gatt, SerialSettings
from chairctl.domain.time import SECOND, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.family import Device
from chairctl.runtime import clock
from chairctl.runtime.families import families_for
from chairctl.runtime.link import Link
from chairctl.transports.addresses import transport_for
from chairctl.transports.tap import Tap
from chairctl.transports.transport import Transport, TransportError

Note = Callable[[str, bytes], None]
"""Is told what passes: "in", "out", "up" or "down" with its bytes."""


class LineError(Exception):
    """A line can't be opened; `code` is one of the texts' `line`."""

    def __init__(self, code: str, address: str) -> None:
        super().__init__(f"{address}: {code}")
        self.code = code
        self.address = address


def _unheeded(_word: str, _data: bytes) -> None:
    """Nobody wants to know."""


class Listening:
    """One device on one line, asked what it is.

    Raises LineError where `address` is none, UnsafeStationError.
    """

    def __init__(self, profile: DeviceProfile, address: str, note: Note = _unheeded) -> None:
        name = profile.name
        self._station = assemble(name, (profile,), families_for(profile.family))
        self._note = note
        device = self._device = self._station.devices[name]
        self._link = Link(
            name,
            device,
            tuple(channel.channel.kind for channel in profile.channels),
            Tap(_transport(address, device.serial, device.gatt), note),
            on_up=self._up,
            on_warden=lambda name, word: self._happen(WardenSaid(name, word)),
            on_bytes=lambda name, data: self._happen(Received(name, data)),
            on_down=self._down,
        )
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        """Begin to open the line."""
        self._task = asyncio.create_task(self._link.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the line."""
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._timer:
            self._timer.cancel()
        await self._link.close()

    def found(self) -> Found:
        """What it has said so far."""
        return found(self._station, clock.now())

    def first_word_at(self) -> Instant | None:
        """When the device will be told its first word; None: it has been, or it will not be."""
        due = self._device.next_deadline()
        return due if self._link.up and not self._link.sent else None

    def problem(self) -> LineError | None:
        """Why the line can't be opened; None: it is open or being opened."""
        problem = self._link.problem
        return LineError(problem.code, problem.address) if problem else None

    def _up(self, name: str) -> None:
        self._note("up", b"")
        self._happen(LineUp(name))

    def _down(self, name: str, reason: str) -> None:
        self._note("down", reason.encode())
        self._happen(LineDown(name, reason))

    def _happen(self, event: Event) -> None:
        if self._task is None:
            return
        now = clock.now()
        effects = self._station.step(event, now)
        for transmission in effects.transmissions:
            self._link.send(transmission, now)
        self._wake_at(effects.deadline, now)

    def _wake_at(self, deadline: Instant | None, now: Instant) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if deadline is not None:
            delay_s = max(0, deadline - now) / SECOND
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._happen, Tick())


@asynccontextmanager
async def overhear(
    address: str, serial: SerialSettings | None, gatt: Gatt | None, note: Note
) -> AsyncIterator[asyncio.Event]:
    """Hold a line open and say nothing on it; the event is set when the line is lost. Raises LineError."""
    lost = asyncio.Event()

    def lose(reason: str) -> None:
        note("down", reason.encode())
        lost.set()

    line = _transport(address, serial, gatt)
    try:
        try:
            await line.open(lambda data: note("in", data), lose)
        except TransportError as error:
            raise LineError(error.code, address) from error
        note("up", b"")
        yield lost
    finally:
        await line.close()


def device_of(profile: DeviceProfile) -> Device:
    """The device as its family makes it. Raises UnsafeStationError."""
    return assemble(profile.name, (profile,), families_for(profile.family)).devices[profile.name]


def check_address(profile: DeviceProfile, address: str) -> None:
    """Raise LineError where `address` can't be one of such a device; opens nothing. UnsafeStationError."""
    device = device_of(profile)
    _transport(address, device.serial, device.gatt)


def _transport(address: str, serial: SerialSettings | None, gatt: Gatt | None) -> Transport:
    try:
        return transport_for(address, serial, gatt)
    except TransportError as error:
        raise LineError(error.code, address) from error
