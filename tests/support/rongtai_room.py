"""A station and a simulated RongTai chair in virtual time: gate and ledger between them, nothing else."""

from chairctl.control.assembly import assemble
from chairctl.control.effects import Transmission
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.domain.channels import Output, RollerMode, Technique
from chairctl.domain.commands import Action, Arm, Command, Origin, Run, SetOutput, Stop
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.telemetry import Activity
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.protocols.rongtai.device import RongTai
from chairctl.safety.gate import objection
from chairctl_proof.ledger import MemoryLedger
from chairctl_simulators.devices.rongtai import RongTaiSetup, RongTaiTruth, SimulatedRongTai
from chairctl_simulators.devices.rongtai.frames import KeyReader

POWER = 0x01
STOP_KEYS = frozenset((0x61, 0x63, 0x65, 0x67, 0x69, 0x6B, 0x6D, 0x6F))
KNEAD = Output(400, RollerMode(Technique.KNEADING, 0, 800, 500))
HEAT = Output(410)


class Room:
    """Time moves from deadline to deadline. `pressed` are the host's keys that reached the line."""

    def __init__(self, setup: RongTaiSetup | None = None, profile: DeviceProfile | None = None) -> None:
        self.profile = profile or load_device("rongtai-rt8600")
        self.chair = SimulatedRongTai(setup or RongTaiSetup(frame_ms=150))
        self.station = assemble("test", (self.profile,))
        device = self.station.devices[self.profile.name]
        assert isinstance(device, RongTai)
        self.device = device
        self.ledger = MemoryLedger()
        self.now: Instant = 0
        self.connected = False
        self.pressed: list[tuple[Instant, int]] = []
        self.kept_back: list[str] = []
        self.woken: list[Instant] = []
        """When a power key of the host woke the chair."""
        self.first_stop: int | None = None
        """How many keys had been pressed when a person first said stop."""
        self._kinds = tuple(each.channel.kind for each in self.profile.channels)
        self._last_number = 0
        self._deadline: Instant | None = None
        self._receipt: Receipt | None = None

    @property
    def truth(self) -> RongTaiTruth:
        return self.chair.truth(self.now)

    @property
    def activity(self) -> Activity | None:
        telemetry = self.station.kernel.seen[self.profile.name].telemetry
        return telemetry.activity if telemetry else None

    @property
    def powers(self) -> int:
        """How often the host has pressed power."""
        return sum(key == POWER for _, key in self.pressed)

    @property
    def trips(self) -> list[str]:
        return [trip.reason.code for trip in self.station.kernel.trips]

    def plug(self) -> "Room":
        self.connected = True
        self._turn(LineUp(self.profile.name))
        self._turn(WardenSaid(self.profile.name, WardenWord.NONE))
        return self

    def unplug(self) -> "Room":
        self.connected = False
        self._turn(LineDown(self.profile.name, "unplugged"))
        return self

    def ask(self, action: Action, origin: Origin = Origin.CHAIR) -> Receipt:
        self._turn(Asked(Command(origin, "", action)))
        assert self._receipt
        if [reason.code for reason in self._receipt.reasons] == ["ledger_pending"]:
            return self.ask(action, origin)
        return self._receipt

    def stop(self) -> "Room":
        if self.first_stop is None:
            self.first_stop = len(self.pressed)
        self.ask(Stop())
        return self

    def arm(self) -> "Room":
        """Connected and armed."""
        if not self.connected:
            self.plug().run(SECOND)
        receipt = self.ask(Arm())
        assert receipt.outcome is Outcome.ACCEPTED, receipt
        self.run(SECOND)
        return self

    def hold(self, channel: str, output: Output) -> "Room":
        receipt = self.ask(SetOutput(channel, output))
        assert receipt.outcome is not Outcome.REFUSED, receipt
        return self

    def play(self, programme: Programme) -> "Room":
        self.arm()
        receipt = self.ask(Run(programme))
        assert receipt.outcome is not Outcome.REFUSED, receipt
        return self

    def fault(self, **changes: object) -> "Room":
        self.chair.set_faults(self.chair.faults.changed(changes), self.now)
        return self

    def reboot(self) -> "Room":
        self.chair.reboot(self.now)
        return self

    def remote(self, key: int) -> "Room":
        self.chair.remote(key, self.now)
        return self

    def run(self, duration: Duration) -> "Room":
        end = self.now + duration
        while True:
            due = self.chair.next_deadline()
            if self._deadline is not None and self._deadline < due:
                due = max(self._deadline, self.now + MILLISECOND)
            if due > end:
                break
            self.now = max(due, self.now)
            self._hear(self.chair.advance(self.now))
            if self._deadline is not None and self._deadline <= self.now:
                self._turn(Tick())
        self.now = end
        self._hear(self.chair.advance(end))
        return self

    def until(self, state: int, within: Duration = 200 * SECOND) -> "Room":
        """Let time pass until the chair really is in this state."""
        end = self.now + within
        while self.truth.state != state:
            assert self.now < end, (self.truth, self.trips)
            self.run(50 * MILLISECOND)
        return self

    def _hear(self, data: bytes) -> None:
        if data and self.connected:
            self._turn(Received(self.profile.name, data))

    def _turn(self, event: Event) -> None:
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if effects.receipt:
            self._receipt = effects.receipt
        for transmission in effects.transmissions:
            self._send(transmission)
        if effects.request:
            self._turn(LedgerAnswered(self.ledger.answer(effects.request, self.now)))

    def _send(self, transmission: Transmission) -> None:
        permit, packets = transmission.permit, transmission.packets
        objected = objection(permit, self._kinds, self._last_number, self.now) if packets else ""
        if objected or not self.connected:
            self.kept_back += [objected or "line_down"] * len(packets)
            return
        for packet in packets:
            self.pressed += [(self.now, press.key) for press in KeyReader().feed(packet.data)]
            starts = self.truth.starts
            heard = self.chair.feed(packet.data, self.now)
            if self.truth.starts > starts:
                self.woken.append(self.now)
            self._hear(heard)


def kneading(setup: RongTaiSetup | None = None) -> Room:
    """A room with a chair that kneads at the profile's highest strength."""
    room = Room(setup).arm().hold("roller", KNEAD).until(3).run(13 * SECOND)
    assert room.truth.technique == 1
    return room


def keys(room: Room) -> list[int]:
    """What the host has pressed, in order."""
    return [key for _, key in room.pressed]
