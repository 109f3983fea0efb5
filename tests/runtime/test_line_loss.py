"""The line is pulled in mid-session and plugged in again (H21, H30)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.oracle import judged_chair_process

from chairctl.control.assembly import assemble
from chairctl.domain.commands import Acknowledge, Arm, SkipStep
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.profiles.loader import find_device, find_programme, load_device, load_programme
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for


@asynccontextmanager
async def hosted(url: str) -> AsyncIterator[StationHost]:
    profile = load_device(find_device("chairlink-reference"))
    station = assemble("test", (profile,))
    with throw_away_ledger() as ledger:
        async with StationHost(station, {profile.name: transport_for(url)}, ledger) as host:
            yield host


async def seen(host: StationHost, condition: Callable[[Snapshot], bool], timeout_s: float = 5.0) -> Snapshot:
    async with asyncio.timeout(timeout_s):
        while not condition(host.snapshot()):
            await asyncio.sleep(0.01)
    return host.snapshot()


def energised(snapshot: Snapshot) -> bool:
    return any(channel.applied for channel in snapshot.channels)


async def test_a_pulled_line_trips_and_after_replug_a_person_has_to_acknowledge_and_arm(
    tmp_path: Path,
) -> None:
    with judged_chair_process(tmp_path) as chair:
        async with hosted(chair.url) as host:
            assert (await host.run(load_programme(find_programme("demo")))).outcome is Outcome.ACCEPTED
            await seen(host, energised)

            chair.tell(unplug=True)
            tripped = await seen(host, lambda now: now.state is SafetyState.TRIPPED)
            assert tripped.trips[0].reason.code in {"line_lost", "stale_telemetry"}
            assert tripped.session is None
            assert all(channel.permitted.level == 0 for channel in tripped.channels)
            await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["outputs_zero"])

            chair.tell(plug=True)
            await seen(host, lambda now: now.links[0].connected and now.links[0].identity is not None)
            assert host.ask(SkipStep()).outcome is Outcome.REFUSED
            assert host.ask(Arm()).outcome is Outcome.REFUSED
            await asyncio.sleep(0.5)
            assert chair.truth()[-1]["outputs_zero"]

            assert host.ask(Acknowledge()).outcome is Outcome.ACCEPTED
            assert (await host.run(load_programme(find_programme("demo")))).outcome is Outcome.ACCEPTED
            await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["rollers"][0]["force_n"] > 0)


async def test_stop_reaches_the_true_outputs_at_once(tmp_path: Path) -> None:
    with judged_chair_process(tmp_path) as chair:
        async with hosted(chair.url) as host:
            await host.run(load_programme(find_programme("demo")))
            await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["rollers"][0]["force_n"] > 1)
            host.stop()
            await seen(host, lambda now: host.at_rest() is True, timeout_s=1)
            assert await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["outputs_zero"], 1)


async def test_a_reboot_of_the_device_trips_and_nothing_comes_back_by_itself(tmp_path: Path) -> None:
    with judged_chair_process(tmp_path) as chair:
        async with hosted(chair.url) as host:
            await host.run(load_programme(find_programme("demo")))
            await seen(host, energised)
            chair.tell(reboot=True)
            tripped = await seen(host, lambda now: now.state is SafetyState.TRIPPED)
            assert "rebooted" in {trip.reason.code for trip in tripped.trips}
            await asyncio.sleep(1)
            assert chair.truth()[-1]["outputs_zero"]
            assert not chair.truth()[-1]["armed"]
