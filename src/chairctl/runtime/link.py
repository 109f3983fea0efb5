"""A link is the sole owner of the line to one device: it opens, keeps, and reopens it, and is the last gate.

Lines that break are opened again after a pause that doubles from 0.25 s to 8 s. After each opening the
device starts from nothing: the kernel has tripped or is safe, and a person has to arm again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from chairctl.control.effects import Transmission
from chairctl.domain.channels import ChannelKind
from chairctl.domain.packet import Packet
from chairctl.domain.safety import WardenWord
from chairctl.domain.snapshot import LinkView
from chairctl.domain.telemetry import Telemetry
from chairctl.domain.time import Instant
from chairctl.protocols.family import Device
from chairctl.runtime.stall import STALL
from chairctl.runtime.timing import Timing
from chairctl.runtime.warden import WardenClient
from chairctl.safety.gate import objection
from chairctl.safety.permit import Permit
from chairctl.transports.transport import Transport, TransportError

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 8.0

BACKLOG_BYTES = 256
"""More than one frame that has not left yet: the line is slow, and a newer image will follow."""


class Link:
    """The line to one device."""

    def __init__(
        self,
        name: str,
        device: Device,
        kinds: tuple[ChannelKind, ...],
        transport: Transport,
        *,
        on_up: Callable[[str], object],
        on_warden: Callable[[str, WardenWord], object],
        on_bytes: Callable[[str, bytes], object],
        on_down: Callable[[str, str], object],
        latency: Timing | None = None,
    ) -> None:
        self.name = name
        self.transport = transport
        self.up = False
        self.problem: TransportError | None = None
        """Why the line can't be opened; None: it was not tried, or it is open."""
        self.sent = 0
        self.sent_at: Instant | None = None
        self.latency = latency or Timing()
        """From the newest command until the device reports that it took it."""
        """When something was last handed to the line that the device has not confirmed yet."""
        self.kept_back: dict[str, int] = {}
        self.warden: WardenClient | None = None
        """Watches this line; None: the line is closed, or of a kind that can't have one."""
        self.stalled_in = ""
        """What kept the control turn waiting when the warden fired last: a file, line and function."""
        self.released = False
        """Let go by a person, who has stopped it before or is about to, until `take`."""
        self._device = device
        self._kinds = kinds
        self._on_warden = on_warden
        self._watched = False
        self._on_up = on_up
        self._on_bytes = on_bytes
        self._on_down = on_down
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._lost_warden = asyncio.Event()
        """The warden has died, or its line has."""
        self._last_number = 0
        self._stop_waits = False
        """What was written last is a stop; while it waits in the terminal, another one helps nobody."""
        self._stop_bytes = device.panic if device.at_rest is not None else b""
        """What may go ahead of a turn: a watched device takes them at any moment, as from its warden."""
        self._is_armed = False
        """Whether the newest permit was armed; then the turn of a stop sends exactly `_stop_bytes` first."""
        self._is_ahead = False
        """The stop of the turn that is being taken has been written already."""

    @property
    def opening(self) -> bool:
        """Whether it is still open whether the line can be opened."""
        return not self.up and self.problem is None and self._wanted.is_set()

    async def run(self) -> None:
        """Keep the line open until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            await self._wanted.wait()
            try:
                await self.transport.open(self._take_bytes, self._take_loss)
            except TransportError as problem:
                if self.problem is None:
                    self._on_down(self.name, problem.code)
                self.problem = problem
            else:
                self.problem = None
                if not self._wanted.is_set():  # released while it was being opened
                    await self.transport.close()
                    continue
                self.up = True
                pause_s = FIRST_PAUSE_S
                self._on_up(self.name)
                while self.up:
                    self._lost_warden.clear()
                    self._post_warden()
                    await self._lost_warden.wait()
                    await self._dismiss_warden()
                    if self.up:  # it died, the line lives: post another, but not in a frenzy
                        await asyncio.sleep(FIRST_PAUSE_S)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def send(self, transmission: Transmission, now: Instant) -> None:
        """Hand packets to the line if their permit still holds; never waits, never raises."""
        permit = transmission.permit
        self._is_armed = permit.armed
        if transmission.packets:
            self._send(permit, transmission.packets, now)
        self._is_ahead = False
        self._feed_warden(now, armed=permit.armed, heard=transmission.heard)

    def stop_ahead(self) -> None:
        """Write the stop that the turn now to be taken will send; the turn then writes it no more.

        To zero is the only way on which nothing has to be decided: the gate never holds a stop back either.
        """
        if self._is_armed and self._stop_bytes and self.up and not self._is_ahead:
            self.transport.discard_output()
            self._is_ahead = self._stop_waits = self.transport.write(self._stop_bytes)

    def panic(self) -> None:
        """Write stop bytes past everything that waits."""
        if self.up:
            self.transport.discard_output()
            self.transport.write(self._device.panic)

    async def release(self) -> None:
        """Let the device go, for its remote or the maker's app, and leave it alone until `take`.

        Whoever releases has stopped it before; what it does from now on is not ours.
        """
        self.released = True
        self._wanted.clear()
        if self.up:
            self.up = False
            await self._dismiss_warden()  # it says its last stop while there is a line
            self._on_down(self.name, "released")
            self._lost_warden.set()
        await self.transport.close()

    def take(self) -> None:
        """Open the line again; the device starts from nothing, and a person has to arm."""
        self.released = False
        self._wanted.set()

    def time_echo(self, said: Telemetry | None, now: Instant) -> None:
        """The device has reported: has it taken the newest command?"""
        if said is None or self.sent_at is None or said.received_at != now or said.echo_sequence is None:
            return
        if said.echo_sequence == said.sent_sequence:
            self.latency.note(now - self.sent_at)
            self.sent_at = None

    def counted(self, view: LinkView) -> LinkView:
        """What the station sees of this line, with what only the line knows."""
        return replace(
            view,
            sent=self.sent,
            kept_back=sum(self.kept_back.values()),
            stalled_in=self.stalled_in,
            released=self.released,
        )

    async def close(self) -> None:
        """Release the line."""
        self.up = False
        await self._dismiss_warden()
        await self.transport.close()

    def _send(self, permit: Permit, packets: tuple[Packet, ...], now: Instant) -> None:
        objected = objection(permit, self._kinds, self._last_number, now)
        if objected or not self.up:
            self._keep_back(objected or "line_down", len(packets))
            return
        self._last_number = max(self._last_number, permit.number)
        waits = self._stop_waits and self.transport.backlog() > 0
        for packet in packets:
            if self._is_ahead and packet.urgent and packet.data == self._stop_bytes:
                self._is_ahead = False
                self.sent += 1
                self.sent_at = now
                continue
            if packet.urgent:
                if waits:
                    continue  # on a slow line, flushing a stop for the next one would let none arrive
                self.transport.discard_output()
            elif self.transport.backlog() > BACKLOG_BYTES:
                self._keep_back("line_slow", 1)
                continue
            written = self.transport.write(packet.data)
            self._stop_waits = written and packet.urgent
            if written:
                self.sent += 1
                self.sent_at = now
            else:
                self._keep_back("line_full", 1)

    def _keep_back(self, why: str, count: int) -> None:
        self.kept_back[why] = self.kept_back.get(why, 0) + count

    def _feed_warden(self, now: Instant, *, armed: bool, heard: bool) -> None:
        """A beat means: this turn has seen fresh telemetry. Nothing else may send one."""
        if self.warden is None:
            return
        if armed:
            STALL.beat(now)  # a turn in which nothing was heard proves that the loop goes on
        elif self._watched:
            STALL.rest()
        if armed and not self._watched:
            self.warden.arm()
        elif armed and heard:
            self.warden.beat()
        elif self._watched and not armed:
            self.warden.stand_down()
        self._watched = armed

    def _post_warden(self) -> None:
        guard, at_rest = self.transport.guard(self._device.panic), self._device.at_rest
        self._watched = False
        if guard is None or at_rest is None:
            self._on_warden(self.name, WardenWord.NONE)
        else:
            self.warden = WardenClient(guard, at_rest, self._take_word)

    async def _dismiss_warden(self) -> None:
        warden, self.warden = self.warden, None
        if warden:
            await warden.close()

    def _take_word(self, word: WardenWord) -> None:
        if word is WardenWord.FIRED:
            self.stalled_in = STALL.culprit()
        self._on_warden(self.name, word)
        if word is WardenWord.GONE:
            self._lost_warden.set()

    def _take_bytes(self, data: bytes) -> None:
        if self.warden and self._watched:  # at rest it says nothing that could not wait for its own reader
            self.warden.hear()  # after a freeze, its firing comes before the telemetry that has queued up
        self._on_bytes(self.name, data)

    def _take_loss(self, reason: str) -> None:
        if self.up:
            self.up = False
            self._on_down(self.name, reason)
        self._lost_warden.set()
