"""Whole sessions over Bluetooth: unmodified bleak, a chair in a process of its own, and the warden."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.runtime.test_host_death import energised_host
from tests.runtime.test_line_loss import energised, seen
from tests.runtime.test_warden_on_the_line import tripped_for
from tests.support.chair_process import ChairProcess
from tests.support.oracle import judged_chair_process
from tests.support.radio import forget_bus

from chairctl.control.assembly import assemble
from chairctl.domain.commands import Acknowledge, Arm
from chairctl.domain.safety import Outcome, SafetyState, WardenWord
from chairctl.profiles.loader import find_device, find_programme, load_device, load_programme
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for
from chairctl.transports.ble_scan import scan

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="no dbus-daemon; on Debian: apt install dbus-daemon"
)

PROFILE = load_device(find_device("chairlink-reference"))
DEMO = load_programme(find_programme("demo"))


@asynccontextmanager
async def session(
    folder: Path, monkeypatch: pytest.MonkeyPatch, **radio: object
) -> AsyncIterator[tuple[ChairProcess, StationHost]]:
    """A chair under the eyes of the judge, and a host that has it energised over Bluetooth."""
    with judged_chair_process(folder, over="--ble") as chair:
        monkeypatch.setenv(*chair.environment.split("=", 1))
        chair.tell(radio=radio)
        station = assemble("test", (PROFILE,))
        device = station.devices[PROFILE.name]
        transport = transport_for(chair.url, device.serial, device.gatt)
        try:
            with throw_away_ledger() as ledger:
                async with StationHost(station, {PROFILE.name: transport}, ledger) as host:
                    assert (await host.run(DEMO)).outcome is Outcome.ACCEPTED
                    await seen(host, energised)
                    yield chair, host
        finally:
            await forget_bus()


async def truly_zero(chair: ChairProcess) -> None:
    await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["outputs_zero"])


async def nothing_comes_back_until_a_person_arms(chair: ChairProcess, host: StationHost) -> None:
    """The link is there again; the chair starts at zero and stays there."""
    await seen(host, lambda now: now.links[0].connected and now.links[0].identity is not None)
    assert host.ask(Arm()).outcome is Outcome.REFUSED
    await asyncio.sleep(0.5)
    assert chair.truth()[-1]["outputs_zero"]
    assert host.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    assert (await host.run(DEMO)).outcome is Outcome.ACCEPTED
    await seen(host, energised)


async def test_a_lost_link_trips_and_after_the_reconnect_a_person_has_to_arm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"lose_link": True})
        tripped = await seen(host, lambda now: now.state is SafetyState.TRIPPED)
        assert tripped.trips[0].reason.code == "line_lost"
        await truly_zero(chair)
        await nothing_comes_back_until_a_person_arms(chair, host)


async def test_with_the_smallest_packets_a_chair_runs_and_its_warden_sees_it_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch, mtu=23) as (chair, host):
        (link,) = host.links.values()
        link.send = lambda *_: None  # type: ignore[method-assign]  # its warden is no longer fed
        await seen(host, lambda now: tripped_for(now, "warden_fired"))
        await truly_zero(chair)
        await seen(host, lambda _: host.station.kernel.seen[PROFILE.name].warden is WardenWord.ZERO)
        assert link.up


async def test_a_link_that_only_looks_alive_trips_on_the_age_of_telemetry_and_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"mute": True})
        tripped = await seen(host, lambda now: now.state is SafetyState.TRIPPED)
        assert tripped.trips[0].reason.code in {"warden_fired", "stale_telemetry"}
        await truly_zero(chair)
        await seen(host, lambda now: not now.links[0].connected)  # the warden has seen no rest
        chair.tell(radio={"mute": False})
        await nothing_comes_back_until_a_person_arms(chair, host)


async def test_a_reboot_of_the_device_trips_and_nothing_comes_back_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(reboot=True)
        await seen(host, lambda now: tripped_for(now, "rebooted"))
        await truly_zero(chair)
        await nothing_comes_back_until_a_person_arms(chair, host)


async def test_a_write_that_hangs_drops_the_link_within_the_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"hang": True})
        await seen(host, lambda now: now.state is SafetyState.TRIPPED)
        await seen(host, lambda now: not now.links[0].connected)
        await truly_zero(chair)
        chair.tell(radio={"hang": False})
        await nothing_comes_back_until_a_person_arms(chair, host)


async def test_an_adapter_that_is_switched_off_trips_and_says_so_until_it_is_on_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"powered": False})
        await seen(host, lambda now: now.state is SafetyState.TRIPPED)
        await truly_zero(chair)
        async with asyncio.timeout(5):
            while (problem := host.line_problem()) is None:
                await asyncio.sleep(0.05)
        assert problem.code == "bluetooth_off"
        chair.tell(radio={"powered": True})
        await nothing_comes_back_until_a_person_arms(chair, host)


async def test_a_bluetooth_daemon_that_dies_trips_and_the_lease_ends_the_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"daemon_dies": True})
        await seen(host, lambda now: now.state is SafetyState.TRIPPED)
        await truly_zero(chair)


async def test_a_bus_that_dies_trips_and_the_lease_ends_the_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        chair.tell(radio={"bus_dies": True})
        await seen(host, lambda now: tripped_for(now, "line_lost"))
        await truly_zero(chair)


async def test_a_released_device_is_stopped_first_free_for_others_and_can_be_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as (chair, host):
        await host.release(PROFILE.name)
        assert chair.truth()[-1]["outputs_zero"]
        snapshot = host.snapshot()
        assert not snapshot.links[0].connected
        assert host.station.kernel.seen[PROFILE.name].lost_reason == "released"
        assert snapshot.trips == ()
        assert host.ask(Arm()).outcome is Outcome.REFUSED
        await asyncio.sleep(0.6)
        assert not host.snapshot().links[0].connected

        device = host.station.devices[PROFILE.name]
        other = transport_for(chair.url, device.serial, device.gatt)  # the maker's app, as it were
        await other.open(lambda _data: None, lambda _reason: None)
        await other.close()

        host.take(PROFILE.name)
        await seen(host, lambda now: now.links[0].connected and now.links[0].identity is not None)
        assert (await host.run(DEMO)).outcome is Outcome.ACCEPTED
        await seen(host, energised)


async def test_the_warden_of_a_killed_host_ends_the_link_so_that_the_device_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with judged_chair_process(tmp_path, over="--ble") as chair:
        monkeypatch.setenv(*chair.environment.split("=", 1))
        with energised_host(chair, tmp_path) as host:
            assert not [one async for one in scan(0.3)]  # a connected device does not advertise
            host.kill()
            await truly_zero(chair)
            assert [one.address async for one in scan(1)]
    await forget_bus()
