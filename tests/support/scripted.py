"""A device that reports what a test has put into its script, and notes every permit it is given."""

from tests.support.profiles import chair
from tests.support.reports import identity, telemetry

from chairctl.control.effects import Effects
from chairctl.control.events import Asked, Event, LedgerAnswered, LineUp, Received, Tick, WardenSaid
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin
from chairctl.domain.packet import Packet
from chairctl.domain.safety import Reason, Receipt, WardenWord
from chairctl.domain.telemetry import Report
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.permit import Permit
from chairctl_proof.ledger import MemoryLedger


class ScriptedDevice:
    """Bytes are numbers of reports in the script; a permit becomes one packet with its levels as text."""

    panic = b"panic"
    at_rest = None
    serial = None
    gatt = None

    def __init__(self, name: str) -> None:
        self.name = name
        self.script: list[Report] = []
        self.permits: list[Permit] = []
        self.lines: list[str] = []
        self.deadline: Instant | None = None

    def say(self, *reports: Report) -> bytes:
        """Bytes that `receive` turns into these reports."""
        first = len(self.script)
        self.script += reports
        return bytes(range(first, len(self.script)))

    def line_up(self, now: Instant) -> None:
        self.lines.append("up")

    def line_down(self, now: Instant) -> None:
        self.lines.append("down")

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        reports = [self.script[number] for number in data]
        self.script.clear()
        return reports

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        self.permits.append(permit)
        levels = ",".join(str(output.level) for output in permit.image)
        return [Packet(self.name, f"{permit.armed:d}:{levels}".encode())]

    def next_deadline(self) -> Instant | None:
        return self.deadline


class Stage:
    """A station with scripted devices, and a clock that a test moves."""

    def __init__(self, *profiles: DeviceProfile) -> None:
        self.profiles = profiles or (chair(),)
        self.devices = {profile.name: ScriptedDevice(profile.name) for profile in self.profiles}
        self.station = Station("test", tuple((each, self.devices[each.name]) for each in self.profiles))
        self.ledger = MemoryLedger()
        self.now: Instant = SECOND
        self.asked = 0
        self.effects: Effects = self.step(Tick())

    def step(self, event: Event) -> Effects:
        """One turn; what it asks of the ledger is answered at once, in turns that count for nothing here."""
        effects = self.effects = self.station.step(event, self.now)
        while effects.request:
            answer = LedgerAnswered(self.ledger.answer(effects.request, self.now))
            effects = self.station.step(answer, self.now)
        return self.effects

    def ask(self, action: Action, origin: Origin = Origin.CHAIR) -> Receipt:
        self.asked += 1
        receipt = self.step(Asked(Command(origin, f"c{self.asked}", action))).receipt
        assert receipt is not None
        assert receipt.command_id == f"c{self.asked}"
        if receipt.reasons == (Reason("ledger_pending"),):
            return self.ask(action, origin)  # the answer is there by now
        return receipt

    def report(self, profile: DeviceProfile, applied: tuple[int, ...] = (), **bent: object) -> Effects:
        report = telemetry(profile, self.now, applied, **bent)  # type: ignore[arg-type]
        return self.step(Received(profile.name, self.devices[profile.name].say(report)))

    def connect(self) -> "Stage":
        for profile in self.profiles:
            self.step(LineUp(profile.name))
            self.step(WardenSaid(profile.name, WardenWord.READY))
            self.step(Received(profile.name, self.devices[profile.name].say(identity(profile))))
            self.report(profile)
        return self

    def arm(self) -> "Stage":
        """Connected, armed, and confirmed."""
        self.connect()
        assert self.ask(Arm()).reasons == ()
        for profile in self.profiles:
            self.report(profile, armed=True)
        return self

    def run(self, duration: Duration, turn: Duration = 50 * MILLISECOND) -> "Stage":
        """Telemetry every turn from devices that do as they are permitted."""
        for _ in range(duration // turn):
            self.now += turn
            for profile in self.profiles:
                last = self.devices[profile.name].permits[-1]
                self.report(profile, tuple(output.level for output in last.image), armed=last.armed)
        return self

    @property
    def sent(self) -> list[bytes]:
        """What the last turn handed to the lines."""
        return [packet.data for each in self.effects.transmissions for packet in each.packets]

    @property
    def levels(self) -> list[int]:
        return [output.level for output in self.station.decision.image]
