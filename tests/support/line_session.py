"""A station and one simulated device of any family, on a line without flaws, in virtual time."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from chairctl.control.assembly import assemble
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.families import FAMILIES, Family
from chairctl.domain.commands import Action, Arm, Command, Origin, SetOutput
from chairctl.domain.safety import Outcome, Receipt, SafetyState, WardenWord
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety import gate
from chairctl.safety.states import LIVE
from chairctl_proof.ledger import MemoryLedger


class Simulated(Protocol):
    """What every simulator is like."""

    @property
    def outputs_zero(self) -> bool: ...
    def reboot(self, now_ns: int) -> None: ...
    def feed(self, data: bytes, now_ns: int) -> bytes: ...
    def advance(self, now_ns: int) -> bytes: ...
    def next_deadline(self) -> int: ...
    def truth(self, now_ns: int) -> Any: ...


class LineSession:
    """`loses` says of each packet to the device whether it gets lost, `hides` of each answer."""

    def __init__(
        self, profile: DeviceProfile, device: Simulated, families: Mapping[str, Family] = FAMILIES
    ) -> None:
        self.profile = profile
        self.device = device
        self.station = assemble(profile.name, (profile,), families)
        self.ledger = MemoryLedger()
        self.now: Instant = 0
        self.sent: list[tuple[Instant, bytes]] = []
        self.heard: list[tuple[Instant, bytes]] = []
        self.connected = False
        self.host_runs = True
        self.loses: Callable[[bytes], bool] = lambda data: False
        self.hides: Callable[[bytes], bool] = lambda data: False
        self._deadline: Instant | None = None
        self._receipt: Receipt | None = None
        self._last_number = 0

    # --- people and cables ----------------------------------------------------------------------

    def plug(self) -> None:
        self.connected = True
        self.turn(LineUp(self.profile.name))
        self.turn(WardenSaid(self.profile.name, WardenWord.NONE))

    def unplug(self) -> None:
        self.connected = False
        self.turn(LineDown(self.profile.name, "hangup"))

    def kill_host(self) -> None:
        self.host_runs = False

    def ask(self, action: Action) -> Receipt:
        self.turn(Asked(Command(Origin.CHAIR, "", action)))
        assert self._receipt
        if [reason.code for reason in self._receipt.reasons] == ["ledger_pending"]:
            return self.ask(action)
        return self._receipt

    def start(self, *wishes: SetOutput, boot: Duration = 200 * MILLISECOND) -> "LineSession":
        """Plug in, arm, and hold these outputs."""
        self.plug()
        self.run_for(boot)
        return self.arm(*wishes)

    def arm(self, *wishes: SetOutput) -> "LineSession":
        receipt = self.ask(Arm())
        assert receipt.outcome is Outcome.ACCEPTED, receipt.reasons
        for wish in wishes:
            assert self.ask(wish).outcome is not Outcome.REFUSED
        return self

    # --- time -----------------------------------------------------------------------------------

    def run_for(self, duration: Duration) -> None:
        end = self.now + duration
        while True:
            due = self.device.next_deadline()
            if self.host_runs and self._deadline is not None:
                due = min(due, self._deadline)
            if due > end:
                break
            self.now = max(due, self.now)
            self.hear(self.device.advance(self.now))
            if self.host_runs and self._deadline is not None and self._deadline <= self.now:
                self._deadline = self.now + MILLISECOND
                self.turn(Tick())
        self.now = end
        self.hear(self.device.advance(end))

    def run_until(self, done: Callable[[], bool], limit: Duration) -> Duration:
        """How long it took, to the millisecond."""
        began = self.now
        while not done():
            assert self.now - began < limit, "it never came"
            self.run_for(MILLISECOND)
        return self.now - began

    # --- what is seen ---------------------------------------------------------------------------

    @property
    def state(self) -> SafetyState:
        return self.station.kernel.state

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def trips(self) -> list[str]:
        return [trip.reason.code for trip in self.station.kernel.trips]

    @property
    def truth(self) -> Any:
        return self.device.truth(self.now)

    @property
    def applied(self) -> list[int]:
        return [readback.applied for readback in self.station.readbacks()]

    @property
    def permitted(self) -> list[int]:
        return [output.level for output in self.station.decision.image]

    # --- parts ----------------------------------------------------------------------------------

    def hear(self, data: bytes) -> None:
        if data and self.connected and not self.hides(data):
            self.heard.append((self.now, data))
            if self.host_runs:
                self.turn(Received(self.profile.name, data))

    def turn(self, event: Event) -> None:
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if effects.receipt:
            self._receipt = effects.receipt
        kinds = tuple(channel.channel.kind for channel in self.profile.channels)
        answers = []
        for transmission in effects.transmissions:
            permit, packets = transmission.permit, transmission.packets
            if not packets:
                continue
            assert gate.objection(permit, kinds, self._last_number, self.now) == ""
            self._last_number = permit.number
            for packet in packets:
                assert self.connected, "a packet for a line that is down"
                self.sent.append((self.now, packet.data))
                if not self.loses(packet.data):
                    answers.append(self.device.feed(packet.data, self.now))
        for answer in answers:
            self.hear(answer)
        if effects.request:
            self.turn(LedgerAnswered(self.ledger.answer(effects.request, self.now)))
