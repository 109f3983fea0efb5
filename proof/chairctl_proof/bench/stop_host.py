"""A host that stops its chair whenever it is told to, and says how long its call took.

`python -m chairctl_proof.bench.stop_host host|floor|energised URL [OTHER…]`: each line on standard input is
a trial. The floor hands the stop's bytes to the line without asking its station; `energised` does not stop it
at all. The others are stations of the same process whose chairs put something out all the while.
"""

import asyncio
import os
import random
import sys
from contextlib import AsyncExitStack
from typing import Any, NamedTuple

from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.transports.transport import Transport
from chairctl_proof.bench.least_host import energise
from chairctl_proof.realtime.host import PROFILE, die_with_parent, tell, trial_host


async def serve(role: str, url: str, others: list[str]) -> None:
    """Until the standard input ends."""
    asked: asyncio.Queue[bytes] = asyncio.Queue()
    asyncio.get_running_loop().add_reader(0, lambda: asked.put_nowait(os.read(0, 4096)))
    phases = random.Random(1)
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(trial_host(url))
        for other in others:
            neighbour = await stack.enter_async_context(trial_host(other))
            await energise(neighbour)
        tell(ready=len(others))
        while await asked.get():
            host.stop()
            await energise(host)
            if role == "energised":
                tell(t=clock.now())
                continue
            await asyncio.sleep(phases.uniform(0, 0.06))
            call = _stopped(host, role)
            tell(
                t=call.at,
                bytes_us=(call.written_at - call.at) / 1e3,
                call_us=(call.returned_at - call.at) / 1e3,
            )
            host.stop()
            while not host.at_rest():
                await asyncio.sleep(0.005)


class Call(NamedTuple):
    """Instants of a stop (ns)."""

    at: int
    written_at: int
    returned_at: int


class _Noting:
    """The line, which notes when something was first handed to it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.written_at = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def write(self, data: bytes) -> bool:
        """Hand it on."""
        written = self.transport.write(data)
        self.written_at = self.written_at or clock.now()
        return written


def _stopped(host: StationHost, role: str) -> Call:
    link, panic = host.links[PROFILE.name], host.station.devices[PROFILE.name].panic
    line = link.transport.descriptor
    if role == "host":
        noting = _Noting(link.transport)
        link.transport = noting
        at = clock.now()
        host.stop()
        returned_at = clock.now()
        link.transport = noting.transport
        return Call(at, noting.written_at, returned_at)
    at = clock.now()
    if line is None or not os.isatty(line):
        link.transport.write(panic)
    else:
        os.write(line, panic)
    written_at = clock.now()
    return Call(at, written_at, written_at)


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3:]))
