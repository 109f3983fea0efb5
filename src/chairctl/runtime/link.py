"""A link is the sole owner of the line to one device: it opens, keeps, and reopens it, and is the last gate.

Lines that break are opened again after a pause that doubles from 0.25 s to 8 s. After each opening the
device starts from nothing: the kernel has tripped or is safe, and a person has to arm again.
"""

import asyncio
from collections.abc import Callable

from chairctl.control.effects import Transmission
from chairctl.domain.channels import ChannelKind
from chairctl.domain.time import Instant
from chairctl.safety.gate import objection
from chairctl.transports.transport import Transport, TransportError

FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 8.0

BACKLOG_BYTES = 256
"""More than one frame that has not left yet: the line is slow, and a newer image will follow."""


class Link:
    """The line to one device."""

    def __init__(
        self,
        device: str,
        kinds: tuple[ChannelKind, ...],
        transport: Transport,
        *,
        on_up: Callable[[str], object],
        on_bytes: Callable[[str, bytes], object],
        on_down: Callable[[str, str], object],
    ) -> None:
        self.device = device
        self.transport = transport
        self.up = False
        self.problem: TransportError | None = None
        """Why the line can't be opened; None: it was not tried, or it is open."""
        self.sent = 0
        self.kept_back: dict[str, int] = {}
        self._kinds = kinds
        self._on_up = on_up
        self._on_bytes = on_bytes
        self._on_down = on_down
        self._lost = asyncio.Event()
        self._last_number = 0

    async def run(self) -> None:
        """Keep the line open until cancelled."""
        pause_s = FIRST_PAUSE_S
        while True:
            self._lost.clear()
            try:
                await self.transport.open(self._take_bytes, self._take_loss)
            except TransportError as problem:
                if self.problem is None:
                    self._on_down(self.device, problem.code)
                self.problem = problem
            else:
                self.problem = None
                self.up = True
                pause_s = FIRST_PAUSE_S
                self._on_up(self.device)
                await self._lost.wait()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def send(self, transmission: Transmission, now: Instant) -> None:
        """Hand packets to the line if their permit still holds; never waits, never raises."""
        permit, packets = transmission
        if not packets:
            return
        objected = objection(permit, self._kinds, self._last_number, now)
        if objected or not self.up:
            self._keep_back(objected or "line_down", len(packets))
            return
        self._last_number = permit.number
        for packet in packets:
            if packet.urgent:
                self.transport.discard_output()
            elif self.transport.backlog() > BACKLOG_BYTES:
                self._keep_back("line_slow", 1)
                continue
            if self.transport.write(packet.data):
                self.sent += 1
            else:
                self._keep_back("line_full", 1)

    def panic(self, data: bytes) -> None:
        """Write stop bytes past everything that waits."""
        if self.up:
            self.transport.discard_output()
            self.transport.write(data)

    async def close(self) -> None:
        """Release the line."""
        self.up = False
        await self.transport.close()

    def _keep_back(self, why: str, count: int) -> None:
        self.kept_back[why] = self.kept_back.get(why, 0) + count

    def _take_bytes(self, data: bytes) -> None:
        self._on_bytes(self.device, data)

    def _take_loss(self, reason: str) -> None:
        if self.up:
            self.up = False
            self._on_down(self.device, reason)
        self._lost.set()
