"""The host, a real line, and a simulated openEMSstim board."""

import asyncio

from tests.runtime.test_p24_line import seen
from tests.support.pty_device import boot_clock, on_a_pty

from chairctl.control.assembly import assemble
from chairctl.domain.channels import Output, StimulationMode
from chairctl.domain.commands import SetOutput
from chairctl.domain.safety import Outcome, SafetyState, WardenWord
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for
from chairctl_simulators.devices.openemsstim import SimulatedBoard

PROFILE = load_device(find_device("openemsstim"))
WISH = SetOutput("channel_0", Output(60, StimulationMode(100, 500)))


async def test_a_session_on_a_real_line_ends_at_true_zero() -> None:
    station = assemble("test", (PROFILE,))
    device = station.devices[PROFILE.name]
    with on_a_pty(lambda now: SimulatedBoard(0, now)) as served, throw_away_ledger() as ledger:
        transport = transport_for(served.url, device.serial)
        async with StationHost(station, {PROFILE.name: transport}, ledger) as host:
            await seen(host, lambda now: now.links[0].identity is not None)
            assert station.kernel.seen[PROFILE.name].warden is WardenWord.NONE
            assert (await host.arm()).outcome is Outcome.ACCEPTED
            assert host.ask(WISH).outcome is not Outcome.REFUSED
            await seen(host, lambda now: now.channels[0].applied >= 50, 12)
            assert served.truth().stimulations[0].current_ma >= 4.9
            began = boot_clock()
            host.stop()
            await asyncio.to_thread(served.wait_until, lambda truth: truth.outputs_zero)
            print(f"\nstop to true zero: {(boot_clock() - began) / 1e6:.0f} ms")
            await seen(host, lambda now: now.channels[0].applied == 0 and now.state is SafetyState.SAFE)
            assert host.snapshot().trips == ()
            assert host.snapshot().links[0].garbled == 0
