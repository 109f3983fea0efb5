"""The warden on a line that the host has opened: it fights on, says cut power, and keeps the line (H39)."""

import asyncio
import time
from pathlib import Path

from tests.runtime.test_line_loss import energised, hosted, seen
from tests.support.chair_process import chair_process

from chairctl.domain.commands import Acknowledge
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.profiles.loader import find_programme, load_programme


def tripped_for(snapshot: Snapshot, code: str) -> bool:
    return code in {trip.reason.code for trip in snapshot.trips}


def never_let_go() -> None:
    time.sleep(0.3)


async def test_h03_what_blocks_the_loop_is_stopped_and_then_named(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        async with hosted(chair.url) as host:
            await host.run(load_programme(find_programme("demo")))
            await seen(host, energised)
            never_let_go()
            tripped = await seen(host, lambda now: tripped_for(now, "warden_fired"), timeout_s=2)
            assert tripped.links[0].stalled_in.startswith("test_warden_on_the_line.py:")
            assert tripped.links[0].stalled_in.endswith(" never_let_go")


async def test_h39_a_device_that_hangs_with_its_output_on_ends_in_cut_power_and_recovers_only_by_hand(
    tmp_path: Path,
) -> None:
    with chair_process(tmp_path) as chair:
        async with hosted(chair.url) as host:
            await host.run(load_programme(find_programme("demo")))
            await seen(host, energised)
            chair.tell(fault={"firmware_hang": True})
            await seen(host, lambda now: tripped_for(now, "warden_fired"), timeout_s=2)
            await seen(host, lambda now: tripped_for(now, "cut_power"), timeout_s=5)
            assert host.snapshot().links[0].connected
            assert host.snapshot().links[0].stalled_in == ""  # it is the device that was silent
            assert host.ask(Acknowledge()).outcome is Outcome.REFUSED

            chair.tell(fault={"firmware_hang": False})
            await asyncio.to_thread(chair.wait_for_truth, lambda truth: truth["outputs_zero"])
            async with asyncio.timeout(3):
                while host.ask(Acknowledge()).outcome is Outcome.REFUSED:
                    await asyncio.sleep(0.05)
            assert host.snapshot().state is SafetyState.SAFE
            assert host.snapshot().links[0].connected
            assert chair.truth()[-1]["outputs_zero"]
