"""A heater that heats although nobody asks it to: the host takes the power away (H40)."""

import asyncio
from pathlib import Path

from tests.support.chair_process import chair_process

from chairctl.control.assembly import assemble
from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import DeviceClass
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.transports.addresses import transport_for


async def test_a_welded_heater_makes_the_host_open_the_contactor_within_ten_seconds(tmp_path: Path) -> None:
    profile = load_device(find_device("chairlink-reference"))
    with chair_process(tmp_path, "--ambient", "41") as chair:  # a pad warmer than any body
        opened = []

        def open_contactor() -> None:
            opened.append(True)
            chair.tell(fault={"supply_mv": 0})

        station = assemble("test", (profile,))
        transports = {profile.name: transport_for(chair.url)}
        ledger = Ledger(LedgerPaths(tmp_path / "ledger" / "ledger.sqlite", tmp_path / "witness"))
        async with StationHost(station, transports, ledger, open_contactor=open_contactor) as host:
            await asyncio.sleep(0.5)
            assert host.snapshot().links[0].device_class is DeviceClass.S3
            chair.tell(fault={"heater": "stuck_on"})
            async with asyncio.timeout(10):
                while not opened:
                    await asyncio.sleep(0.05)
            assert host.snapshot().state is SafetyState.TRIPPED
            cold = await asyncio.to_thread(
                chair.wait_for_truth, lambda truth: truth["pads"][0]["power_w"] == 0
            )
            assert cold["pads"][0]["skin_c"] < 45
        assert opened == [True]
        assert ledger.close()
