"""A host that stops its chair whenever it is told to, and says how long its call took.

`python -m chairctl_proof.bench.stop_host host|floor|energised URL [OTHER…]`: each line on standard input is
a trial. The floor hands the stop's bytes to the line without asking its station; `energised` does not stop it
at all. The others are stations of the same process whose chairs put something out all the while.
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, NamedTuple

from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.runtime.link import Link
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
            call_it = _prepared(host, role)
            await asyncio.sleep(phases.uniform(0, 0.06))
            call = call_it()
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

    def discard_output(self) -> None:
        """Hand it on: the usual way to an attribute that is missing here would count for the host's."""
        self.transport.discard_output()

    def write(self, data: bytes) -> bool:
        """Hand it on."""
        written = self.transport.write(data)
        self.written_at = self.written_at or clock.now()
        return written


def _prepared(host: StationHost, role: str) -> Callable[[], Call]:
    """All but the stop itself, before the host falls asleep: so both sides are woken as cold as the other."""
    link, panic = host.links[PROFILE.name], host.station.devices[PROFILE.name].panic
    if role == "host":
        noting = _Noting(link.transport)
        link.transport = noting
        return partial(_stopped, host, link, noting)
    line = link.transport.descriptor
    write = link.transport.write if line is None or not os.isatty(line) else partial(os.write, line)
    return partial(_written, write, panic)


def _stopped(host: StationHost, link: Link, noting: _Noting) -> Call:
    noting.written_at = 0
    at = clock.now()
    host.stop()
    returned_at = clock.now()
    link.transport = noting.transport
    return Call(at, noting.written_at, returned_at)


def _written(write: Callable[[bytes], object], stop: bytes) -> Call:
    at = clock.now()
    write(stop)
    written_at = clock.now()
    return Call(at, written_at, written_at)


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3:]))
