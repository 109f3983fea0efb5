"""A whole session in virtual time: station, line and simulated chair, one clock, no waiting.

Time jumps from one deadline to the next, so a session of half an hour takes as long as its bytes take.
The same station, seed and script give the same bytes on every run; `digest` proves it. Faults are data
(`injection.py`), and an oracle that trusts nobody watches if one is given.
"""

from hashlib import sha256

from chairctl.control.assembly import assemble
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin, Run, Stop
from chairctl.domain.packet import AtRest
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.safety.states import LIVE
from chairctl_proof.carrier import Carrier
from chairctl_proof.contactor import Contactor
from chairctl_proof.ledger import MemoryLedger
from chairctl_proof.line import Line
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.second_master import SecondMaster
from chairctl_proof.virtual_warden import VirtualWarden
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

TTY_BUFFER = 4096
"""Bytes that wait for a host that does not read; more are lost."""
LEAST_TIMER: Duration = MILLISECOND
"""A deadline that has passed already brings the next turn after this, as a real timer would."""


class TurnBrokeError(Exception):
    """The control turn raised, which it never may."""


class VirtualSession:
    """One station with one simulated chair, from instant 0 on."""

    def __init__(
        self,
        station: Station,
        chair: SimulatedChair,
        *,
        line: Line | None = None,
        oracle: Oracle | None = None,
        warden: bool = False,
    ) -> None:
        self.station = station
        self.chair = chair
        self.line = line or Line(0)
        self.oracle = oracle
        self.contactor = Contactor(chair)
        self.ledger = MemoryLedger()
        self.ledger_hangs = False
        """Its disk is full or does not answer."""
        self.now: Instant = 0
        self.frames_out = 0
        self.receipts: list[Receipt] = []
        self.connected = False
        self.host_runs = True
        """False while the host is dead or asleep."""
        self.warden: VirtualWarden | None = None
        self.second_master: SecondMaster | None = None
        self._has_warden = warden
        self._device = next(iter(station.devices))
        self._carrier = Carrier(station)
        self._deadline: Instant | None = None
        self._waiting = bytearray()
        self._news: list[WardenWord] = []
        self._digest = sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of all wire bytes with their direction and instant."""
        return self._digest.hexdigest()

    # --- people and cables ----------------------------------------------------------------------

    def plug(self) -> None:
        """Open the line."""
        self.connected = True
        self._turn(LineUp(self._device))
        device = self.station.devices[self._device]
        self.warden = None
        if self._has_warden and isinstance(device.at_rest, AtRest):
            self.warden = VirtualWarden(device.panic, device.at_rest.zeros)
        self._turn(WardenSaid(self._device, WardenWord.READY if self.warden else WardenWord.NONE))
        self._settle()

    def unplug(self, reason: str = "unplugged") -> None:
        """Break the line; what is under way and what the chair sends from now on is lost."""
        self.pull()
        self._turn(LineDown(self._device, reason))

    def pull(self) -> None:
        """Break the line without a word to the host."""
        self.connected = False
        self.line.to_chair.cut()
        self.line.to_host.cut()

    def ask(self, action: Action, origin: Origin = Origin.CHAIR) -> Receipt:
        """Give a command now."""
        by_person = origin is Origin.CHAIR
        if self.oracle and by_person and isinstance(action, Arm):
            self.oracle.person_asks(self.now)
        self._turn(Asked(Command(origin, str(len(self.receipts)), action)))
        if [reason.code for reason in self.receipts[-1].reasons] == ["ledger_pending"]:
            self._turn(Asked(Command(origin, str(len(self.receipts)), action)))  # it has answered by now
        receipt = self.receipts[-1]
        if self.oracle and by_person and isinstance(action, Arm):
            self.oracle.person_armed(self.now, accepted=receipt.outcome is Outcome.ACCEPTED)
        elif self.oracle and isinstance(action, Stop):
            self.oracle.person_stopped(self.now)
        self._settle()
        return receipt

    # --- the host process -----------------------------------------------------------------------

    def kill_host(self) -> None:
        """The host dies: the station and all it knew are gone."""
        self.host_runs = False
        self._waiting.clear()
        self._news.clear()
        if self.warden:
            self.warden.host_died(self.now)
        if self.oracle:
            self.oracle.host_died(self.now)

    def start_host(self) -> None:
        """The host starts anew, with nothing in its memory, and opens the line."""
        self.station = assemble(self.station.name, self.station.profiles)
        self._carrier = Carrier(self.station)
        self._deadline = None
        self.host_runs = True
        self.plug()

    def suspend_host(self) -> None:
        """The host stands still, as after SIGSTOP or while its computer sleeps."""
        self.host_runs = False

    def resume_host(self) -> None:
        """The host goes on; what has waited for it comes in one piece."""
        self.host_runs = True
        data = bytes(self._waiting)
        self._waiting.clear()
        for word in self._news:
            self._turn(WardenSaid(self._device, word))
        self._news.clear()
        if data and self.connected:
            if self.oracle:
                self.oracle.heard(data, self.now)
            self._turn(Received(self._device, data))
        self._settle()

    # --- time -----------------------------------------------------------------------------------

    def run_until(self, instant: Instant) -> None:
        """Let time pass, deadline by deadline."""
        while True:
            due = self.chair.next_deadline()
            if self.host_runs and self._deadline is not None and self._deadline < due:
                due = self._deadline
            for other in (self.line.due(), self.warden.due() if self.warden else None):
                if other is not None and other < due:
                    due = other
            if due > instant:
                break
            self.now = max(due, self.now)
            self._settle()
            if self.host_runs and self._deadline is not None and self._deadline <= self.now:
                self._turn(Tick())
                self._settle()
        self.now = instant
        self._settle()

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

    # --- parts ----------------------------------------------------------------------------------

    def _turn(self, event: Event) -> None:
        try:
            effects = self.station.step(event, self.now)
        except Exception as error:
            raise TurnBrokeError(f"{type(error).__name__}: {error}") from error
        self._deadline = effects.deadline
        if self._deadline is not None and self._deadline <= self.now:
            self._deadline = self.now + LEAST_TIMER
        if effects.receipt:
            self.receipts.append(effects.receipt)
        if getattr(effects, "cut_power", False):
            self.contactor.cut(self.now)
        for transmission in effects.transmissions:
            if self.warden:
                self.warden.feed(self.now, armed=transmission.permit.armed, heard=transmission.heard)
            for data in self._carrier.pass_on(transmission, self.line.to_chair, self.now):
                if self.connected:
                    self.frames_out += 1
                    self._note(b">", data)
                    if self.oracle:
                        self.oracle.sent(data, self.now)
                    self.line.to_chair.send(data, self.now)
        if effects.request and not self.ledger_hangs:
            self._turn(LedgerAnswered(self.ledger.answer(effects.request, self.now)))

    def _settle(self) -> None:
        """Everything that has to happen at this instant happens."""
        self._hear(self.chair.advance(self.now))
        self._let_warden_work()
        while (due := self.line.due()) is not None and due <= self.now:
            for data in self.line.to_chair.take(self.now):
                self._hear(self.chair.feed(data, self.now))
            for data in self.line.to_host.take(self.now):
                self._arrive(data)
        self.contactor.hold(self.now)
        if self.oracle:
            self.oracle.look(self.chair.truth(self.now), self.now)

    def _let_warden_work(self) -> None:
        due = self.warden.due() if self.warden else None
        if self.warden is None or due is None or due > self.now:
            return
        data, word = self.warden.work(self.now)
        if data and self.connected:
            self.line.to_chair.discard()
            self.line.to_chair.send(data, self.now)
        self._tell(word)

    def _tell(self, word: WardenWord | None) -> None:
        """News of the warden; a host that stands still reads them later."""
        if word and self.host_runs:
            self._turn(WardenSaid(self._device, word))
        elif word:
            self._news.append(word)

    def _hear(self, data: bytes) -> None:
        if data and self.connected:
            if self.second_master and (answer := self.second_master.overhear(data)):
                self.line.to_chair.inject(answer, self.now)
            self.line.to_host.send(data, self.now)

    def _arrive(self, data: bytes) -> None:
        self._note(b"<", data)
        word = self.warden.listen(data) if self.warden else None
        self._tell(word)
        if not self.host_runs:
            self._waiting += data[: max(0, TTY_BUFFER - len(self._waiting))]
            return
        if self.oracle:
            self.oracle.heard(data, self.now)
        self._turn(Received(self._device, data))

    def _note(self, direction: bytes, data: bytes) -> None:
        self._digest.update(b"%s%d:%s" % (direction, self.now, data))
