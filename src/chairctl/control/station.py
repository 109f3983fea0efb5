"""A station: one person, one kernel, n devices. `step` is one turn of the scan cycle.

The kernel sees telemetry first, then what is wanted; what it permits is encoded in the same turn.
There is no other way from a command to a byte.
"""

from typing import assert_never

from chairctl.control.effects import Effects, Transmission
from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.orders import Orders
from chairctl.control.view import snapshot_of
from chairctl.domain.channels import OFF, OutputImage
from chairctl.domain.safety import Reason, Receipt
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import Readback
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.domain.trace import SessionTrace
from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.family import Device
from chairctl.safety.kernel import Decision, Kernel
from chairctl.safety.states import LIVE
from chairctl.session.player import Player
from chairctl.session.setpoints import Setpoints
from chairctl.session.tally import Tally
from chairctl.session.trace import Trace

UNKNOWN = Readback(0, None)
TAIL: Duration = 3 * SECOND
"""How long the trace goes on after the end, to show how everything falls."""
TRACE_EVERY: Duration = 500 * MILLISECOND


class Station:
    """Turns events into packets; built by `control/assembly.py`."""

    def __init__(self, name: str, devices: tuple[tuple[DeviceProfile, Device], ...]) -> None:
        self.name = name
        self.profiles = tuple(profile for profile, _ in devices)
        self.devices = {profile.name: device for profile, device in devices}
        self.kernel = Kernel(self.profiles)
        self._pairs = tuple(zip(self.devices.values(), self.kernel.seen.values(), strict=True))
        self._channels = tuple(profile.channel for profile in self.kernel.channels)
        self._channel_names = tuple(channel.name for channel in self._channels)
        self.setpoints = Setpoints(self._channel_names)
        self.tally = Tally(self._channel_names)
        self.trace = Trace(self._channels)
        """Of the session that runs, or else of the last one."""
        self.wanted: OutputImage = (OFF,) * len(self._channel_names)
        self.decision = Decision((), self.wanted, ())
        self._orders = Orders(self.profiles, self.kernel, self.setpoints)
        self.second_cut = False
        """Something is fitted that takes the devices' power away."""
        self._stepped_at: Instant | None = None
        self._counted: Player | None = None
        self._traced_until: Instant = 0
        self._trace_at: Instant = 0
        self._traced_trips = 0

    def step(self, event: Event, now: Instant) -> Effects:
        """One turn. Never raises for anything that comes from outside."""
        receipt = self._take(event, now)
        kernel, setpoints = self.kernel, self.setpoints
        player = setpoints.player
        if player and player.finished(now):
            self._orders.end(Reason("finished"))
        elif setpoints.is_wound_down(now):
            self._orders.end(Reason("wound_down"))
        self.wanted = setpoints.image(now)
        valid_until = setpoints.next_deadline(now)
        self.decision = kernel.decide(self.wanted, valid_until, now)
        self._count(now)
        if kernel.state not in LIVE:
            setpoints.clear()
        transmissions = []
        for permit, (device, seen) in zip(self.decision.permits, self._pairs, strict=True):
            packets = tuple(device.transmit(permit, now))
            transmissions.append(Transmission(permit, packets, seen.heard_at(now)))
        trips = kernel.trips
        cut_power = bool(trips) and any(trip.cuts_power for trip in trips)
        request = kernel.allowance.request_due(now)
        return Effects(tuple(transmissions), receipt, self._next_deadline(valid_until), cut_power, request)

    def snapshot(self, now: Instant) -> Snapshot:
        """The station as people see it."""
        return snapshot_of(self, now)

    def session_trace(self) -> SessionTrace:
        """The channels over time, of the session that runs or else of the last one."""
        return self.trace.view(self.kernel.trips)

    def readbacks(self) -> list[Readback]:
        """The newest readback of every channel; level 0 where nothing is known."""
        found: list[Readback] = []
        for seen in self.kernel.seen.values():
            found += seen.telemetry.readbacks if seen.telemetry else [UNKNOWN] * len(seen.profile.channels)
        return found

    def _take(self, event: Event, now: Instant) -> Receipt | None:
        match event:
            case Received():
                device, data, kernel = event.device, event.data, self.kernel
                kernel.hear(device, len(data), now)
                for report in self.devices[device].receive(data, now):
                    kernel.observe(report, now)
            case Asked():
                return self._orders.obey(event.command, now)
            case LineUp():
                self.kernel.line_up(event.device)
                self.devices[event.device].line_up(now)
            case LineDown():
                self.kernel.line_down(event.device, event.reason)
                self.devices[event.device].line_down(now)
            case WardenSaid():
                self.kernel.seen[event.device].warden = event.word
            case LedgerAnswered():
                self.kernel.allowance.answered(event.answer, now)
            case Tick():
                pass
            case _:
                assert_never(event)
        return None

    def _count(self, now: Instant) -> None:
        elapsed = now - self._stepped_at if self._stepped_at is not None else 0
        self._stepped_at = now
        player = self.setpoints.player
        if player is None:
            if now < self._traced_until:
                self._trace(now)
            return
        if player is not self._counted:  # begins now: the time before was not its own
            self._counted = player
            self.tally = Tally(self._channel_names)
            self.trace = Trace(self._channels, now, player.plan.duration)
            self._trace_at = now
        else:
            self.tally.add(elapsed, self.wanted, self.kernel.applied())
        self._traced_until = now + TAIL
        self._trace(now)

    def _trace(self, now: Instant) -> None:
        """Twice a second, and whenever something trips: a curve needs no more, and the turn is dear."""
        trips = len(self.kernel.trips)
        if now < self._trace_at and trips == self._traced_trips:
            return
        self._trace_at, self._traced_trips = now + TRACE_EVERY, trips
        limits = [self.kernel.limiter.limit_of(index) for index in range(len(self._channels))]
        self.trace.add(now, self.wanted, self.decision.image, self.readbacks(), limits)

    def _next_deadline(self, valid_until: Instant | None) -> Instant | None:
        soonest = self.kernel.next_deadline()
        if valid_until is not None and (soonest is None or valid_until < soonest):
            soonest = valid_until
        for device, _ in self._pairs:
            deadline = device.next_deadline()
            if deadline is not None and (soonest is None or deadline < soonest):
                soonest = deadline
        return soonest
