"""A stop is on the wire before its turn is taken, once, and what its turn says of it stays the same."""

import asyncio
from contextlib import suppress

import pytest

from chairctl.control.assembly import assemble
from chairctl.control.effects import Effects
from chairctl.control.events import Event
from chairctl.domain.channels import Output
from chairctl.domain.commands import Command, Origin, SetOutput, Stop
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.time import Instant
from chairctl.profiles.loader import load_device
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.memory import MemoryTransport, memory_pair
from chairctl_simulators.devices.chairlink import SimulatedChair

PROFILE = load_device("chairlink-reference")


class LiveChair:
    """A simulated chair at the far end of a line in memory, in real time."""

    def __init__(self, far: MemoryTransport) -> None:
        self.heard: list[bytes] = []
        self.chair = SimulatedChair(1, start_ns=clock.now())
        self._far = far

    def take(self, data: bytes) -> None:
        """Obey, and answer in another turn of the loop, as on a wire."""
        self.heard.append(data)
        answer = self.chair.feed(data, clock.now())
        asyncio.get_running_loop().call_soon(self._far.write, answer)

    async def live(self) -> None:
        await self._far.open(self.take, lambda _reason: None)
        while True:
            self._far.write(self.chair.advance(clock.now()))
            await asyncio.sleep(0.005)


async def energised(host: StationHost, chair: LiveChair) -> None:
    while (await host.arm(20)).outcome is Outcome.REFUSED:
        await asyncio.sleep(0.01)
    host.ask(SetOutput("air", Output(300)))
    while chair.chair.outputs_zero:
        assert host.station.kernel.state is not SafetyState.TRIPPED, host.station.kernel.trips
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("way", ["stop", "submit"])
async def test_a_stop_ends_the_outputs_before_its_turn_is_taken_and_is_written_once(way: str) -> None:
    near, far = memory_pair()
    chair = LiveChair(far)
    living = asyncio.create_task(chair.live())
    station = assemble("test", (PROFILE,))
    step, turns = station.step, []
    with throw_away_ledger() as ledger:
        async with asyncio.timeout(60), StationHost(station, {PROFILE.name: near}, ledger) as host:
            await energised(host, chair)
            panic = station.devices[PROFILE.name].panic
            chair.heard.clear()

            def noted(event: Event, now: Instant) -> Effects:
                before = list(chair.heard), chair.chair.outputs_zero
                effects = step(event, now)
                turns.append(
                    (before, [packet.data for sent in effects.transmissions for packet in sent.packets])
                )
                return effects

            station.step = noted  # type: ignore[method-assign]
            receipt = host.stop() if way == "stop" else host.submit(Command(Origin.LOCAL, "1", Stop()))
            assert receipt.outcome is Outcome.ACCEPTED
            assert turns == [(([panic], True), [panic])]
            assert chair.heard == [panic]
            assert station.kernel.state is SafetyState.SAFE
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
