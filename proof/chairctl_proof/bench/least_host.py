"""A chair that is energised again and again for the least program, which alone stops it: the floor of a stop.

`python -m chairctl_proof.bench.least_host URL WAY ADDRESS PROGRAM…`: WAY is `tty` or `fifo` with a path, or
`mqtt` or `peer` with the broker's port on this computer; a peer connects itself. Each line on standard input
asks to energise; each line on standard output says that it is. It takes a whole host to energise, but none of
it takes part in the stop.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence

from chairctl.domain.channels import Output
from chairctl.domain.commands import Acknowledge, SetOutput
from chairctl.domain.safety import Outcome
from chairctl.runtime.host import StationHost
from chairctl.safety.states import LIVE
from chairctl_proof.broker.forwarder import TOPIC, connected
from chairctl_proof.realtime.host import PROFILE, die_with_parent, trial_host

KEY = b" "


def source_of(way: str, address: str) -> tuple[int | None, bytes]:
    """A descriptor from which the request for a stop comes, and what it looks like."""
    if way == "peer":
        return None, TOPIC
    if way == "mqtt":
        return connected(int(address)).detach(), TOPIC
    return os.open(address, os.O_RDWR | os.O_NOCTTY), KEY


async def energise(host: StationHost) -> None:
    """Arm and put something out, however often a busy computer makes it trip."""
    while True:
        if (await host.arm(20)).outcome is Outcome.REFUSED:
            if host.snapshot().trips:
                host.ask(Acknowledge())
            await asyncio.sleep(0.01)  # what the chair says has to be heard first
            continue
        host.ask(SetOutput("air", Output(300)))
        while host.station.kernel.state in LIVE:
            if any(readback.applied for readback in host.station.readbacks()):
                return
            await asyncio.sleep(0.005)


async def serve(url: str, way: str, address: str, program: Sequence[str]) -> None:
    """Until the standard input ends."""
    asked: asyncio.Queue[bytes] = asyncio.Queue()
    asyncio.get_running_loop().add_reader(0, lambda: asked.put_nowait(os.read(0, 4096)))
    async with trial_host(url) as host:
        while not host.links[PROFILE.name].up:
            await asyncio.sleep(0.01)
        line = host.links[PROFILE.name].transport.descriptor
        assert line is not None
        source, needle = source_of(way, address)
        panic = host.station.devices[PROFILE.name].panic
        passed = (line,) if source is None else (source, line)
        origin = address if source is None else str(source)
        with subprocess.Popen(  # noqa: ASYNC220, S603  (our own program, once)
            [*program, origin, str(line), needle.hex(), panic.hex()], pass_fds=passed
        ) as least:
            while await asked.get():
                host.stop()
                await energise(host)
                sys.stdout.write("energised\n")
                sys.stdout.flush()
            least.terminate()


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(serve(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
