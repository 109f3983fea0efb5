"""A host in a process of its own: `python host_process.py URL FOLDER [run]` arms and runs, or only connects.

The ledger is in the folder; it is begun where there is none.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

from chairctl.control.assembly import assemble
from chairctl.domain.programme import Programme
from chairctl.profiles.loader import find_device, find_programme, load_device, load_programme
from chairctl.runtime import ledger_open
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths
from chairctl.transports.addresses import transport_for


async def main(url: str, folder: Path, *, run: bool) -> None:
    profile = load_device(find_device("chairlink-reference"))
    programme: Programme = load_programme(find_programme("demo"))
    paths = LedgerPaths(folder / "ledger.sqlite", folder / "witness")
    with contextlib.suppress(LedgerError):
        ledger_open.create(paths)
    station = assemble("test", (profile,))
    device = station.devices[profile.name]
    transport = transport_for(url, device.serial, device.gatt)
    async with StationHost(station, {profile.name: transport}, Ledger(paths)) as host:
        if run:
            receipt = await host.run(programme)
            print(receipt.outcome.value, *[reason.code for reason in receipt.reasons], flush=True)
        else:
            print("connecting", flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), run=sys.argv[3:] == ["run"]))
