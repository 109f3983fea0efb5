"""The host, a real line, and a P24: our simulated one, and one whose code others wrote."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.support.peer_p24 import PeerP24
from tests.support.pty_device import boot_clock, on_a_pty

from chairctl.control.assembly import assemble
from chairctl.domain.channels import Output, StimulationMode
from chairctl.domain.commands import Acknowledge, SetOutput
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for
from chairctl_simulators.devices.sciencemode4 import SimulatedP24

PROFILE = load_device(find_device("hasomed-p24"))
RED = SetOutput("red", Output(50, StimulationMode(200, 500)))


@asynccontextmanager
async def hosted(url: str) -> AsyncIterator[StationHost]:
    station = assemble("test", (PROFILE,))
    transport = transport_for(url, station.devices[PROFILE.name].serial)
    with throw_away_ledger() as ledger:
        async with StationHost(station, {PROFILE.name: transport}, ledger) as host:
            yield host


async def seen(host: StationHost, condition: Callable[[Snapshot], bool], timeout_s: float = 8.0) -> Snapshot:
    async with asyncio.timeout(timeout_s):
        while not condition(host.snapshot()):
            await asyncio.sleep(0.01)
    return host.snapshot()


async def test_a_session_on_a_real_line_ends_at_true_zero() -> None:
    with on_a_pty(lambda now: SimulatedP24(5, now)) as served:
        async with hosted(served.url) as host:
            assert (await host.arm()).outcome is Outcome.ACCEPTED
            assert host.ask(RED).outcome is not Outcome.REFUSED
            await seen(host, lambda now: now.channels[0].applied >= 20)
            assert served.truth().stimulations[0].current_ma >= 2.0
            began = boot_clock()
            host.stop()
            await asyncio.to_thread(served.wait_until, lambda truth: truth.outputs_zero)
            print(f"\nstop to true zero: {(boot_clock() - began) / 1e6:.1f} ms")
            await seen(host, lambda now: now.channels[0].applied == 0 and now.state is SafetyState.SAFE)
            assert host.snapshot().trips == ()


async def test_a_host_that_hangs_is_stopped_by_the_warden_and_the_device_reads_back_zero() -> None:
    with on_a_pty(lambda now: SimulatedP24(5, now)) as served:
        async with hosted(served.url) as host:
            assert (await host.arm()).outcome is Outcome.ACCEPTED
            host.ask(RED)
            await seen(host, lambda now: now.channels[0].applied >= 10)
            hung = boot_clock()
            time.sleep(0.6)  # noqa: ASYNC251  # the hang itself
            assert served.zero_at is not None
            print(f"\nhang to true zero: {(served.zero_at - hung) / 1e6:.0f} ms")
            assert served.zero_at - hung < 500_000_000
            tripped = await seen(host, lambda now: now.state is SafetyState.TRIPPED)
            assert "warden_fired" in [trip.reason.code for trip in tripped.trips]
            await asyncio.sleep(0.3)
            assert host.ask(Acknowledge()).outcome is Outcome.ACCEPTED
            assert (await host.arm()).outcome is Outcome.ACCEPTED


async def test_a_device_made_of_other_peoples_code_obeys_the_driver() -> None:
    with PeerP24() as peer:
        async with hosted(peer.url) as host:
            assert (await host.arm()).outcome is Outcome.ACCEPTED
            link = host.snapshot().links[0]
            assert link.identity
            assert (link.identity.serial_number, link.identity.firmware) == ("P24-PEER01", "1.2.3")
            host.ask(RED)
            await seen(host, lambda now: now.channels[0].applied == 30)
            assert peer.running == 1
            host.stop()
            await seen(host, lambda now: now.channels[0].applied == 0)
            assert (peer.running, peer.status) == (0, 0)
            assert [data[4:8].hex() for data in peer.updates()] == [
                f"{200 << 20 | (half_ma + 300) << 10:08x}" for half_ma in range(1, len(peer.updates()) + 1)
            ]
            assert host.snapshot().trips == ()
            assert host.snapshot().links[0].garbled == 0
