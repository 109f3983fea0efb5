"""A session that was played once in virtual time, so that its turns can be played again and timed.

The same events at the same instants give the same turns on every station of the same devices.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol

from chairctl.control.assembly import assemble
from chairctl.control.effects import Effects
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
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin
from chairctl.domain.safety import Outcome, Receipt, WardenWord
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl_proof.bench.wishes import wishes
from chairctl_proof.ledger import MemoryLedger
from chairctl_simulators.devices.chairlink.chair import SimulatedChair
from chairctl_simulators.devices.chairlink.setup import REFERENCE_LAYOUT, ChairSetup

START: Duration = 200 * MILLISECOND
"""From the open line to a chair that can be armed."""


class Simulated(Protocol):
    """What every simulator is like."""

    def feed(self, data: bytes, now_ns: int) -> bytes:
        """Take bytes; give what it sends by now."""

    def advance(self, now_ns: int) -> bytes:
        """Let time pass; give what it sends."""

    def next_deadline(self) -> int:
        """When it wants to be asked again."""


class Script(NamedTuple):
    """Devices, and all that happened to their station."""

    profiles: tuple[DeviceProfile, ...]
    events: tuple[tuple[Instant, Event], ...]
    begun: int
    """Number of the first event after everything was asked for."""

    def station(self) -> Station:
        """A new one, before the first event."""
        return assemble("bench", self.profiles)

    def begin(self) -> Station:
        """One that has come up to `begun`."""
        station = self.station()
        for now, event in self.events[: self.begun]:
            station.step(event, now)
        return station


class Stage:
    """One station with its simulated devices, on lines without flaws; every event is kept."""

    def __init__(self, profiles: tuple[DeviceProfile, ...], devices: Mapping[str, Simulated]) -> None:
        self.station = assemble("bench", profiles)
        self.now: Instant = 0
        self.events: list[tuple[Instant, Event]] = []
        self.receipts: list[Receipt] = []
        self._devices = devices
        self._ledger = MemoryLedger()
        self._deadline: Instant | None = None

    def plug(self, boot: Duration) -> None:
        """Open the lines and let the devices come up."""
        for name in self._devices:
            self.turn(LineUp(name))
            self.turn(WardenSaid(name, WardenWord.NONE))
        self.run_for(boot)

    def sleep(self, duration: Duration, devices: Mapping[str, Simulated]) -> None:
        """The devices are switched off for so long; then these are there, as from their mains switch."""
        for name in self._devices:
            self.turn(LineDown(name, "off"))
        self.now += duration
        self._devices = devices
        self.plug(START)

    def ask(self, action: Action) -> Receipt:
        """As a person at the chair. Raises RuntimeError if it is refused."""
        self.turn(Asked(Command(Origin.CHAIR, "", action)))
        if [reason.code for reason in self.receipts[-1].reasons] == ["ledger_pending"]:
            self.turn(Asked(Command(Origin.CHAIR, "", action)))  # it has answered by now
        receipt = self.receipts[-1]
        if receipt.outcome is Outcome.REFUSED:
            raise RuntimeError(f"{action}: {receipt.reasons}")
        return receipt

    def forget_ledger(self) -> None:
        """For the ledger it is as if nobody had used the devices yet."""
        self._ledger = MemoryLedger()

    def run_for(self, duration: Duration) -> None:
        """Let time pass, deadline by deadline."""
        end = self.now + duration
        while True:
            due = min(device.next_deadline() for device in self._devices.values())
            if self._deadline is not None:
                due = min(due, self._deadline)
            if due > end:
                break
            self.now = max(due, self.now)
            self._advance()
            if self._deadline is not None and self._deadline <= self.now:
                self._deadline = self.now + MILLISECOND
                self.turn(Tick())
        self.now = end
        self._advance()

    def turn(self, event: Event) -> Effects:
        """One turn, and what follows from it at once."""
        self.events.append((self.now, event))
        effects = self.station.step(event, self.now)
        self._deadline = effects.deadline
        if self._deadline is not None and self._deadline <= self.now:
            self._deadline = self.now + MILLISECOND
        if effects.receipt:
            self.receipts.append(effects.receipt)
        for transmission, (name, device) in zip(effects.transmissions, self._devices.items(), strict=True):
            for packet in transmission.packets:
                self._hear(name, device.feed(packet.data, self.now))
        if effects.request:
            self.turn(LedgerAnswered(self._ledger.answer(effects.request, self.now)))
        return effects

    def _advance(self) -> None:
        for name, device in self._devices.items():
            self._hear(name, device.advance(self.now))

    def _hear(self, name: str, data: bytes) -> None:
        if data:
            self.turn(Received(name, data))


def chairs(count: int, channels: int = 4) -> tuple[tuple[DeviceProfile, ...], dict[str, Simulated]]:
    """So many reference chairs for one person, each with the first channels of its kind."""
    reference = load_device("chairlink-reference")
    profiles: list[DeviceProfile] = []
    for number in range(count):
        name = _name(number)
        owned = tuple(
            replace(one, channel=one.channel._replace(name=f"{one.channel.name}{number}", device=name))
            for one in reference.channels[:channels]
        )
        profiles.append(replace(reference, name=name, channels=owned))
    return tuple(profiles), switched_on(count, channels)


def switched_on(count: int, channels: int = 4, start: Instant = 0) -> dict[str, Simulated]:
    """The devices of `chairs`, on since `start`."""
    setup = ChairSetup(channels=REFERENCE_LAYOUT[:channels])
    return {_name(number): SimulatedChair(number + 1, setup, start_ns=start) for number in range(count)}


def _name(number: int) -> str:
    return f"chair{number}"


def play(
    profiles: tuple[DeviceProfile, ...],
    devices: Mapping[str, Simulated],
    duration: Duration,
    boot: Duration = START,
) -> Script:
    """Arm, ask for something of every channel, and go on for so long."""
    stage = Stage(profiles, devices)
    stage.plug(boot)
    stage.ask(Arm())
    for profile in profiles:
        for wish in wishes(profile):
            stage.ask(wish)
    begun = len(stage.events)
    stage.run_for(duration)
    return Script(profiles, tuple(stage.events), begun)
