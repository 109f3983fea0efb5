"""A host in a process of its own: `python host_process.py URL [run]` arms and runs, or only connects."""

import asyncio
import sys

from chairctl.control.assembly import assemble
from chairctl.domain.programme import Programme
from chairctl.profiles.loader import find_device, find_programme, load_device, load_programme
from chairctl.runtime.host import StationHost
from chairctl.transports.addresses import transport_for


async def main(url: str, *, run: bool) -> None:
    profile = load_device(find_device("chairlink-reference"))
    programme: Programme = load_programme(find_programme("demo"))
    async with StationHost(assemble("test", (profile,)), {profile.name: transport_for(url)}) as host:
        if run:
            receipt = await host.run(programme)
            print(receipt.outcome.value, flush=True)
        else:
            print("connecting", flush=True)
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], run=sys.argv[2:] == ["run"]))
