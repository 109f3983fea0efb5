"""A control turn that raises decides nothing: every device is told to stop, at once and at each STOP."""

import asyncio
from pathlib import Path
from typing import Any

from chairctl.control.assembly import assemble
from chairctl.domain.commands import Arm, Stop
from chairctl.domain.safety import Outcome
from chairctl.profiles.loader import load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.transports.memory import memory_pair

PROFILE = load_device("chairlink-reference")


async def test_a_turn_that_raises_stops_every_device_and_a_stop_still_does(tmp_path: Path) -> None:
    near, far = memory_pair()
    heard: list[bytes] = []
    reports: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reports.append(context))
    await far.open(heard.append, lambda _reason: None)
    station = assemble("test", (PROFILE,))
    panic = station.devices[PROFILE.name].panic
    ledger = Ledger(LedgerPaths(tmp_path / "ledger" / "ledger.sqlite", tmp_path / "witness"))
    async with StationHost(station, {PROFILE.name: near}, ledger) as host:
        while not host.links[PROFILE.name].up:
            await asyncio.sleep(0)
        error = ZeroDivisionError()

        def step(*_: object) -> None:
            raise error

        heard.clear()
        station.step = step  # type: ignore[assignment]
        far.write(b"telemetry")
        assert host.failure is error
        assert heard == [panic]
        assert reports[0]["exception"] is error
        for action in (Arm(), Stop()):
            heard.clear()
            receipt = host.ask(action)
            assert (receipt.outcome, receipt.reasons[0].code) == (Outcome.REFUSED, "host_failed")
            assert heard == [panic]
    assert ledger.close()
