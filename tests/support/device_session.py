"""A station with one simulated device of any family, in virtual time; the line can be pulled."""

from typing import Protocol

from chairctl.control.assembly import assemble
from chairctl.control.events import (
    Asked,
    Event,
    LedgerAnswered,
    LineDown,
    LineUp,
    Received,
    Tick,
    WardenSaid,
)
from chairctl.domain.channels import Output
from chairctl.domain.commands import Acknowledge, Action, Arm, Command, Origin, SetOutput
from chairctl.domain.safety import Receipt, WardenWord
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.safety.gate import objection
from chairctl_proof.ledger import MemoryLedger


class Simulated(Protocol):
    """What every simulated device can do."""

    @property
    def outputs_zero(self) -> bool: ...

    def feed(self, data: bytes, now_ns: int) -> bytes: ...

    def advance(self, now_ns: int) -> bytes: ...

    def next_deadline(self) -> int: ...


class DeviceSession:
    """From instant 0 on; what the last gate objects to does not leave, as in the real link."""

    def __init__(self, profile: DeviceProfile, device: Simulated) -> None:
        self.profile, self.device = profile, device
        self.station = assemble("test", (profile,))
        self.now: Instant = 0
        self.sent: list[tuple[Instant, bytes]] = []
        self.kept_back: list[str] = []
        self.is_plugged = False
        self._ledger = MemoryLedger()
        self._deadline: Instant | None = None
        self._receipt: Receipt | None = None
        self._last_number = 0

    def plug(self) -> None:
        """The line comes up."""
        self.is_plugged = True
        self._turn(LineUp(self.profile.name))
        self._turn(WardenSaid(self.profile.name, WardenWord.NONE))

    def unplug(self) -> None:
        """The line is gone."""
        self.is_plugged = False
        self._turn(LineDown(self.profile.name, "device_gone"))

    def ask(self, action: Action) -> Receipt:
        """Give a command now, as a person at the chair."""
        self._turn(Asked(Command(Origin.CHAIR, "", action)))
        assert self._receipt
        return self._receipt

    def arm(self) -> Receipt:
        """Arm; the ledger answers the first time."""
        self.ask(Arm())
        receipt = self.ask(Arm())
        self.run_for(500 * MILLISECOND)
        return receipt

    def start(self) -> Receipt:
        """Plug in, listen, arm."""
        self.plug()
        self.run_for(500 * MILLISECOND)
        return self.arm()

    def hold(self, channel: str, output: Output) -> Receipt:
        """Want a level on a channel, by hand."""
        return self.ask(SetOutput(channel, output))

    def acknowledge(self) -> Receipt:
        """The trips have been read."""
        return self.ask(Acknowledge())

    def trips(self) -> list[str]:
        """Codes of the trips."""
        return [trip.reason.code for trip in self.station.kernel.trips]

    def applied(self) -> list[int]:
        """The newest readbacks."""
        return [readback.applied for readback in self.station.readbacks()]

    def until_zero(self, longest: Duration) -> Duration:
        """Let time pass until nothing is put out any more; how long that took."""
        began = self.now
        while not self.device.outputs_zero:
            assert self.now - began < longest, "not at zero"
            self.run_for(10 * MILLISECOND)
        return self.now - began

    def run_for(self, duration: Duration) -> None:
        """Let time pass, deadline by deadline."""
        end = self.now + duration
        while True:
            due = self.device.next_deadline()
            if self._deadline is not None:
                due = min(due, max(self._deadline, self.now))
            if due > end:
                break
            self.now = max(due, self.now)
            self._hear(self.device.advance(self.now))
            if self._deadline is not None and self._deadline <= self.now:
                before = self._deadline
                self._turn(Tick())
                if self._deadline == before:
                    self._deadline = None  # nothing new to wait for
        self.now = end
        self._hear(self.device.advance(end))

    def _hear(self, data: bytes) -> None:
        if data and self.is_plugged:
            self._turn(Received(self.profile.name, data))

    def _turn(self, event: Event) -> None:
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if effects.receipt:
            self._receipt = effects.receipt
        kinds = tuple(one.channel.kind for one in self.profile.channels)
        for transmission in effects.transmissions:
            for packet in transmission.packets:
                objected = objection(transmission.permit, kinds, self._last_number, self.now)
                if objected or not self.is_plugged:
                    self.kept_back.append(objected or "line_down")
                    continue
                self._last_number = max(self._last_number, transmission.permit.number)
                self.sent.append((self.now, packet.data))
                self._hear(self.device.feed(packet.data, self.now))
        if effects.request:
            self._turn(LedgerAnswered(self._ledger.answer(effects.request, self.now)))
