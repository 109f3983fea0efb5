"""A session on an ideal line, as fast as it can be computed: nothing between station and chair but bytes.

`virtual.py` has everything that can go wrong on a line, in a host and around it; this has nothing of it.
"""

from hashlib import sha256

from chairctl.control.events import Asked, Event, LedgerAnswered, LineUp, Received, Tick, WardenSaid
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin, Run
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl_proof.ledger import MemoryLedger
from chairctl_simulators.devices.chairlink.chair import SimulatedChair


class IdealSession:
    """One station with one simulated chair, from instant 0 on; `digest` covers every byte and its instant."""

    def __init__(self, station: Station, chair: SimulatedChair) -> None:
        self.station = station
        self.chair = chair
        self.now: Instant = 0
        self.frames_out = 0
        self.ledger = MemoryLedger()
        self._device = next(iter(station.devices))
        self._deadline: Instant | None = None
        self._receipt: Receipt | None = None
        self._wire = bytearray()

    @property
    def digest(self) -> str:
        """SHA-256 of all wire bytes with their direction and instant."""
        return sha256(self._wire).hexdigest()

    def ask(self, action: Action) -> Receipt:
        """Give a command now, as a person at the chair."""
        self._turn(Asked(Command(Origin.CHAIR, "", action)))
        assert self._receipt
        return self._receipt

    def start(self, programme: Programme) -> Receipt:
        """Plug in, arm, and start a programme."""
        self._turn(LineUp(self._device))
        self._turn(WardenSaid(self._device, WardenWord.NONE))
        self.run_for(200 * MILLISECOND)
        self.ask(Arm())  # asks the ledger as well, which answers at once
        armed = self.ask(Arm())
        return self.ask(Run(programme)) if armed.outcome is Outcome.ACCEPTED else armed

    def run_for(self, duration: Duration) -> None:
        """Let time pass, deadline by deadline."""
        chair, end = self.chair, self.now + duration
        while True:
            due = chair.next_deadline()
            if self._deadline is not None and self._deadline < due:
                due = self._deadline
            if due > end:
                break
            if due > self.now:
                self.now = due
            self._hear(chair.advance(self.now))
            if self._deadline is not None and self._deadline <= self.now:
                self._turn(Tick())
        self.now = end
        self._hear(chair.advance(end))

    def _hear(self, data: bytes) -> None:
        if data:
            self._wire += b"<%d:%s" % (self.now, data)
            self._turn(Received(self._device, data))

    def _turn(self, event: Event) -> None:
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if effects.receipt:
            self._receipt = effects.receipt
        for transmission in effects.transmissions:
            for packet in transmission.packets:
                self.frames_out += 1
                self._wire += b">%d:%s" % (self.now, packet.data)
                answer = self.chair.feed(packet.data, self.now)
                if answer:
                    self._hear(answer)
        if effects.request:
            self._turn(LedgerAnswered(self.ledger.answer(effects.request, self.now)))
