"""A whole session in virtual time: station and simulated chair on an ideal line, one clock, no waiting.

Time jumps from one deadline to the next, so a session of half an hour takes as long as its bytes take.
The same station, seed and script give the same bytes on every run; `digest` proves it.
"""

from collections.abc import Iterable
from hashlib import sha256

from chairctl.control.events import Asked, Event, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin, Run
from chairctl.domain.packet import Packet
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.states import LIVE
from chairctl_simulators.devices.chairlink.chair import SimulatedChair


class VirtualSession:
    """One station with one simulated chair, from instant 0 on."""

    def __init__(self, station: Station, chair: SimulatedChair) -> None:
        self.station = station
        self.chair = chair
        self.now: Instant = 0
        self.frames_out = 0
        self.bytes_in = 0
        self.receipts: list[Receipt] = []
        self.connected = False
        self._device = next(iter(station.devices))
        self._deadline: Instant | None = None
        self._digest = sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of all wire bytes with their direction and instant."""
        return self._digest.hexdigest()

    def plug(self) -> None:
        """Open the line."""
        self.connected = True
        self._turn(LineUp(self._device))
        self._turn(WardenSaid(self._device, WardenWord.NONE))

    def unplug(self, reason: str = "unplugged") -> None:
        """Break the line; what the chair sends from now on is lost."""
        self.connected = False
        self._turn(LineDown(self._device, reason))

    def ask(self, action: Action, origin: Origin = Origin.CHAIR) -> Receipt:
        """Give a command now."""
        self._turn(Asked(Command(origin, str(len(self.receipts)), action)))
        return self.receipts[-1]

    def run_until(self, instant: Instant) -> None:
        """Let time pass, deadline by deadline."""
        while True:
            due = self.chair.next_deadline()
            if self._deadline is not None and self._deadline < due:
                due = self._deadline
            if due > instant:
                break
            self.now = max(due, self.now)
            self._hear(self.chair.advance(self.now))
            if self._deadline is not None and self._deadline <= self.now:
                self._turn(Tick())
        self.now = instant
        self._hear(self.chair.advance(instant))

    def run_for(self, duration: Duration) -> None:
        """Let this much time pass."""
        self.run_until(self.now + duration)

    def start(self, programme: Programme) -> Receipt:
        """Plug in, arm as a person at the chair would, and start a programme."""
        self.plug()
        self.run_for(200 * MILLISECOND)
        armed = self.ask(Arm())
        return self.ask(Run(programme)) if armed.outcome is Outcome.ACCEPTED else armed

    def play(self, programme: Programme) -> Receipt:
        """`start`, then let time pass until the session has ended, and a second more."""
        receipt = self.start(programme)
        while self.station.kernel.state in LIVE:
            self.run_for(SECOND)
        self.run_for(SECOND)
        return receipt

    def _turn(self, event: Event) -> None:
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if effects.receipt:
            self.receipts.append(effects.receipt)
        for transmission in effects.transmissions:
            self._carry(transmission.packets)

    def _carry(self, packets: Iterable[Packet]) -> None:
        for packet in packets:
            if not self.connected:
                continue
            self.frames_out += 1
            self._note(b">", packet.data)
            self._hear(self.chair.feed(packet.data, self.now))

    def _hear(self, data: bytes) -> None:
        if data and self.connected:
            self.bytes_in += len(data)
            self._note(b"<", data)
            self._turn(Received(self._device, data))

    def _note(self, direction: bytes, data: bytes) -> None:
        self._digest.update(b"%s%d:%s" % (direction, self.now, data))
