"""`python -m chairctl_proof.realtime.screen_host URL`: a host for screens, and how late its loop is.

Its ledger is thrown away, so it is for simulated chairs. At SIGUSR1 it prints the lateness (µs) that a timer
of its loop had since the last time, and begins anew.
"""

import asyncio
import json
import os
import signal
import sys
import time

from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli.visits import DeskVisits
from chairctl.profiles.loader import load_device
from chairctl.runtime.building import build_host
from chairctl.runtime.throw_away import throw_away_ledger

EVERY_S = 0.01


async def watch(late_us: list[int]) -> None:
    """A timer every 10 ms, as late as the loop lets it be."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY_S
        await asyncio.sleep(EVERY_S)
        late_us.append(round((loop.time() - due) * 1e6))


async def serve(url: str) -> None:
    """Hold the chair until the standard input ends."""
    loop = asyncio.get_running_loop()
    late_us: list[int] = []

    def tell() -> None:
        sys.stdout.write(json.dumps({"late_us": late_us, "cpu_s": time.process_time()}) + "\n")
        sys.stdout.flush()
        late_us.clear()

    with throw_away_ledger() as ledger:
        host = build_host(load_device("chairlink-reference"), url, ledger)
        server = AttachServer(host, visits=DeskVisits(host))
        async with host:
            await server.open()
            ended = asyncio.Event()
            loop.add_reader(0, lambda: ended.set() if not os.read(0, 4096) else None)
            loop.add_signal_handler(signal.SIGUSR1, tell)
            sys.stdout.write(json.dumps({"socket": str(server.path)}) + "\n")
            sys.stdout.flush()
            watching = asyncio.create_task(watch(late_us))
            await ended.wait()
            watching.cancel()
            host.stop()
            await host.until_zero()
            await server.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
