"""The host of one station: gives it time and wires, and is the API that every frontend uses.

`submit` is a plain function: when it returns, what the command changed is already on the wire.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Self

from chairctl.control.events import Asked, Event, LedgerAnswered, LineDown, LineUp, Received, Tick, WardenSaid
from chairctl.control.station import Station
from chairctl.domain.commands import Action, Arm, Command, Origin, Run, Stop
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.domain.sitter import ANYBODY, Sitter
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.time import SECOND, Instant
from chairctl.runtime import clock
from chairctl.runtime.arming import armed_in_time
from chairctl.runtime.at_chair import AtChair
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.link import Link
from chairctl.runtime.purse import Purse
from chairctl.runtime.recorder import Recorder
from chairctl.runtime.rest import at_rest, at_zero
from chairctl.runtime.timing import Timing
from chairctl.safety.account import GUEST
from chairctl.safety.allowance import Phase
from chairctl.safety.grant import Answer
from chairctl.safety.states import LIVE
from chairctl.transports.transport import Transport, TransportError

ZERO_WAIT_S = 3.0
"""How long `close` waits at most for zero from the devices, and then for the ledger's last answer."""


class StationHost:
    """Runs one station on its lines; many hosts live side by side in one process, with one ledger.

    The ledger stays open: who made it closes it, after the hosts. `person` is who uses the devices.
    """

    def __init__(
        self,
        station: Station,
        transports: Mapping[str, Transport],
        ledger: Ledger,
        person: str = GUEST,
        recorder: Recorder | None = None,
        open_contactor: Callable[[], object] | None = None,
    ) -> None:
        self.station = station
        self.recorder = recorder
        self._open_contactor = open_contactor
        """Takes the devices' power away, without waiting; None: no contactor is fitted."""
        station.second_cut = open_contactor is not None
        self._power_is_cut = False
        self.failure: BaseException | None = None
        """The error that ended the control turn for good; None: all is well."""
        self.wire_latency = Timing()
        """From the newest command until a device reports that it took it."""
        self.links = {
            profile.name: Link(
                profile.name,
                station.devices[profile.name],
                tuple(channel.channel.kind for channel in profile.channels),
                transports[profile.name],
                on_up=lambda device: self._happen(LineUp(device)),
                on_warden=lambda device, word: self._happen(WardenSaid(device, word)),
                on_bytes=lambda device, data: self._happen(Received(device, data)),
                on_down=lambda device, reason: self._happen(LineDown(device, reason)),
                latency=self.wire_latency,
            )
            for profile in station.profiles
        }
        self.at_chair = AtChair()
        self._purse = Purse(ledger, person, self._take_answer)
        self._closed = False
        self._tasks: list[asyncio.Task[None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._watchers: set[asyncio.Event] = set()
        self._asked = 0
        self._stops = 0

    async def __aenter__(self) -> Self:
        """Start to open the lines."""
        self._tasks = [asyncio.create_task(link.run()) for link in self.links.values()]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, wait for the read-back zero, release the lines."""
        await self.close()

    def submit(self, command: Command) -> Receipt:
        """Carry out a command now; the answer says what became of it."""
        if isinstance(command.action, Stop):
            self._stop_ahead()
        if self.failure is not None:
            self._panic()
        was_live = self.station.kernel.state in LIVE
        receipt = self._happen(Asked(command))
        self.at_chair.note(command, receipt, clock.now(), was_live=was_live)
        return receipt or Receipt(command.id, Outcome.REFUSED, (Reason("host_failed"),))

    def ask(self, action: Action, origin: Origin = Origin.CHAIR) -> Receipt:
        """`submit` with an id made here."""
        self._asked += 1
        return self.submit(Command(origin, f"{origin}-{self._asked}", action))

    def stop(self, origin: Origin = Origin.CHAIR, command_id: str = "") -> Receipt:
        """Everything to zero, now: on the wire before so much as its command is made."""
        self._stop_ahead()
        return self.submit(Command(origin, command_id, Stop())) if command_id else self.ask(Stop(), origin)

    def snapshot(self) -> Snapshot:
        """The station as it is now."""
        picture = self.station.snapshot(clock.now())
        links = zip(picture.links, self.links.values(), strict=True)
        return replace(picture, links=tuple(link.counted(view) for view, link in links))

    def take_turn(self) -> bool:
        """A turn for its own sake; whether the control turn works."""
        self._happen(Tick())
        return self.failure is None

    def at_rest(self) -> bool | None:
        """Whether every device says now that it is not armed and puts out nothing; None: one is not heard."""
        return at_rest(self.station.kernel.seen.values(), clock.now())

    def seat(self, person: str) -> bool:
        """From now on `person` uses the devices and pays; False: somebody's session is still being paid."""
        if self.station.kernel.state in LIVE or self.station.kernel.allowance.phase is not Phase.IDLE:
            return False
        self._purse.belongs_to(person)
        return True

    def line_problem(self) -> TransportError | None:
        """Why a line can't be opened; None: no line has trouble."""
        return next((link.problem for link in self.links.values() if link.problem), None)

    async def subscribe(self, interval_s: float = 0.25) -> AsyncIterator[Snapshot]:
        """Snapshots after changes, at most one per interval; a slow reader gets the latest only."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            while self.failure is None:
                await changed.wait()
                changed.clear()
                yield self.snapshot()
                await asyncio.sleep(interval_s)
        finally:
            self._watchers.discard(changed)

    async def arm(self, timeout_s: float | None = None, origin: Origin = Origin.CHAIR) -> Receipt:
        """Arm as soon as the devices permit it, or say why they do not within the time.

        Without a time, each device has as long as its profile says that it takes to come up.

        A stop, whoever asks for it, ends the wait: the refusal then says `stopped`.
        """
        if timeout_s is None:
            timeout_s = max(profile.boot_max_s for profile in self.station.profiles)
        stops = self._stops
        return await armed_in_time(
            lambda: self.ask(Arm(), origin),
            lambda: any(link.opening for link in self.links.values()),
            lambda: self._stops != stops,
            timeout_s,
        )

    async def run(
        self, programme: Programme, origin: Origin = Origin.CHAIR, sitter: Sitter = ANYBODY
    ) -> Receipt:
        """Arm and start a programme; the receipt of the first step that was refused, or of the start."""
        armed = await self.arm(origin=origin)
        if armed.outcome is Outcome.REFUSED:
            return armed
        return self.ask(Run(programme, sitter), origin)

    def release(self, device: str) -> "asyncio.Task[None]":
        """Stop all now; then, at zero, let a device go: its remote or app can have it until `take`.

        The task is over when the line is free.
        """
        self.links[device].released = True
        self.stop(Origin.LOCAL)
        task = asyncio.create_task(self._let_go(device))
        self._tasks = [*(other for other in self._tasks if not other.done()), task]
        return task

    def take(self, device: str) -> None:
        """Open the line to a released device again; a person has to arm."""
        self.links[device].take()
        self._wake_watchers()

    async def wait_until_ended(self) -> Snapshot:
        """Wait until the station is no longer armed; the picture of how it ended."""
        async for picture in self.subscribe(0.05):
            if picture.state not in LIVE:
                return picture
        return self.snapshot()

    async def close(self) -> None:
        """Stop first; zero is read back and the ledger told before the lines are released."""
        self.stop()
        await self.until_zero()
        loop = asyncio.get_running_loop()
        until = loop.time() + ZERO_WAIT_S
        while self.failure is None and self.station.kernel.allowance.phase is not Phase.IDLE:
            if loop.time() >= until:
                break  # what was prepaid then stays in the ledger
            await asyncio.sleep(0.01)
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for link in self.links.values():
            await link.close()
        if self._timer:
            self._timer.cancel()
        if self.recorder:
            self.recorder.close()

    async def _let_go(self, device: str) -> None:
        await self.until_zero()
        if self.links[device].released:  # nobody has taken it back meanwhile
            await self.links[device].release()
        self._wake_watchers()

    async def until_zero(self) -> None:
        """Wait until every device that can be heard is at zero, but not for ever."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ZERO_WAIT_S
        while any(link.up for link in self.links.values()) and not at_zero(self.station.kernel.seen.values()):
            if loop.time() >= until:
                break
            await asyncio.sleep(0.01)

    # --- the turn -------------------------------------------------------------------------------

    def _happen(self, event: Event) -> Receipt | None:
        if self.failure is not None:
            return None
        now = clock.now()
        try:
            effects = self.station.step(event, now)
        except Exception as error:
            self._fail(error)
            return None
        if isinstance(event, Received):
            self.links[event.device].time_echo(self.station.kernel.seen[event.device].telemetry, now)
        for transmission, link in zip(effects.transmissions, self.links.values(), strict=True):
            link.send(transmission, now)
        if effects.cut_power and not self._power_is_cut and self._open_contactor:
            self._open_contactor()
        self._power_is_cut = effects.cut_power
        if effects.request:
            self._purse.ask(effects.request, self.station.kernel.seen.values())
        if self.recorder:
            self.recorder.note(now, event, effects)
        self._set_timer(effects.deadline, now)
        self._wake_watchers()
        return effects.receipt

    def _stop_ahead(self) -> None:
        """The stop is written before its turn is taken; an arm that still waits gives up."""
        for link in self.links.values():
            link.stop_ahead()
        self._stops += 1

    def _take_answer(self, answer: Answer) -> None:
        if not self._closed:
            self._happen(LedgerAnswered(answer))

    def _set_timer(self, deadline: Instant | None, now: Instant) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if deadline is not None:
            delay_s = max(0, deadline - now) / SECOND
            self._timer = asyncio.get_running_loop().call_later(delay_s, self._happen, Tick())

    def _wake_watchers(self) -> None:
        for changed in self._watchers:
            changed.set()

    def _fail(self, error: Exception) -> None:
        self.failure = error
        self._panic()
        self._wake_watchers()
        asyncio.get_running_loop().call_exception_handler(
            {"message": "The control turn is broken; every device was told to stop.", "exception": error}
        )

    def _panic(self) -> None:
        """The turn itself is broken: nothing decides any more, so every device is told to stop."""
        for link in self.links.values():
            link.panic()
