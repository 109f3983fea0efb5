"""A host that lives in a child process, energises a chair, and then meets with an accident.

`python -m chairctl_proof.realtime.host`: each line on standard input, `URL ACCIDENT` or `URL stops
COUNT SEED`, makes a child that arms, runs and prints JSON lines; the imports are paid once.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import random
import re
import resource
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from chairctl.control.assembly import assemble
from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.safety import Outcome
from chairctl.domain.time import MINUTE
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime import clock
from chairctl.runtime.host import StationHost
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.transports.addresses import transport_for
from chairctl_proof.realtime.twins import TWINS

NAME = Text("trial", "Versuch")
ROLLING = Target(
    ChannelKind.ROLLER, intensity_permille=500, technique=Technique.ROLLING, zone="full", speed_permille=500
)
TRIAL = Programme("trial", NAME, NAME, (Step(NAME, 5 * MINUTE, 0, (ROLLING,)),))
MOST_HELD = 10_000
"""Pieces of memory: more than a process has that may have no more."""
NEEDY = {"no_descriptors", "no_memory"}
"""Accidents that end nothing by themselves: after them a person stops the chair."""
STOPS_A_HOST = 1_000
"""So that no session gets to its 30 minutes."""
PROFILE = load_device(find_device("chairlink-reference"))


def tell(**words: object) -> None:
    """One line to the trial."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def hold_the_gil() -> None:
    """A C call of some seconds that never lets another thread of this process run."""
    re.match(r"(a+)+$", "a" * 26 + "b")


def block_the_loop() -> None:
    """A call that should have been awaited."""
    time.sleep(1)


def use_up_descriptors() -> None:
    """This process can open nothing more, not even a file that would say why."""
    most = len(os.listdir("/dev/fd")) + 8
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with contextlib.suppress(OSError):
        while True:
            os.open(os.devnull, os.O_RDONLY)


def use_up_memory(held: list[bytearray]) -> None:
    """Every further megabyte, and in the end every further page, is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (1, resource.getrlimit(resource.RLIMIT_AS)[1]))
    for size in (1 << 20, 1 << 12):
        with contextlib.suppress(MemoryError):
            while len(held) < MOST_HELD:
                held.append(bytearray(size))


def lose_the_control_task(host: StationHost) -> None:
    """The loop lives, but nobody consumes telemetry any more."""
    for link in host.links.values():
        asyncio.get_running_loop().remove_reader(link.transport.descriptor or 0)


def beat_from_a_thread(host: StationHost) -> None:
    """A mutant: a thread feeds the warden whatever the control turn does (H05)."""
    wardens = [link.warden for link in host.links.values() if link.warden]

    def beat() -> None:
        while True:
            for warden in wardens:
                warden.beat()
            time.sleep(0.02)

    threading.Thread(target=beat, daemon=True).start()
    time.sleep(1)


@asynccontextmanager
async def trial_host(url: str) -> AsyncIterator[StationHost]:
    """A host with a ledger of its own; the factory's `TMPDIR` goes when the trials are over."""
    with throw_away_ledger() as ledger:
        station = assemble("trial", (PROFILE,))
        device = station.devices[PROFILE.name]
        transports = {PROFILE.name: transport_for(url, device.serial, device.gatt)}
        async with StationHost(station, transports, ledger) as host:
            yield host


async def live(url: str, accident: str) -> None:
    """Energise the chair, say so, and have the accident at SIGUSR1."""
    loop = asyncio.get_running_loop()
    held: list[bytearray] = []
    async with trial_host(url) as host:
        receipt = await host.run(TRIAL)
        if receipt.outcome is Outcome.REFUSED:
            tell(refused=[reason.code for reason in receipt.reasons])
            return
        accidents: dict[str, Callable[[], object]] = {
            "none": lambda: None,
            "stop": host.stop,
            "block": block_the_loop,
            "gil": hold_the_gil,
            "lost_task": lambda: lose_the_control_task(host),
            "beat_thread": lambda: beat_from_a_thread(host),
            "no_descriptors": use_up_descriptors,
            "no_memory": lambda: use_up_memory(held),
        }

        def happen() -> None:
            tell(t=clock.now())
            accidents[accident]()
            if accident in NEEDY:
                host.stop()

        loop.add_signal_handler(signal.SIGUSR1, happen)
        tell(wardens=[link.warden.pid for link in host.links.values() if link.warden])
        await asyncio.Event().wait()


async def stop_again_and_again(url: str, count: int, seed: int) -> None:
    """Energise and stop, many times over; say the instant of every stop."""
    phases = random.Random(seed)
    for first in range(0, count, STOPS_A_HOST):
        async with trial_host(url) as host:
            for _ in range(min(STOPS_A_HOST, count - first)):
                receipt = await host.run(TRIAL)
                if receipt.outcome is Outcome.REFUSED:
                    tell(refused=[reason.code for reason in receipt.reasons])
                    return
                while not any(readback.applied for readback in host.station.readbacks()):
                    if trips := host.station.kernel.trips:  # this computer was too busy for it
                        tell(tripped=[trip.reason.code for trip in trips])
                        return
                    await asyncio.sleep(0.005)
                await asyncio.sleep(phases.uniform(0, 0.06))
                asked_at = clock.now()
                host.stop()
                tell(t=asked_at)
                while not host.at_rest():
                    await asyncio.sleep(0.005)
    tell(done=count)


def die_with_parent() -> None:
    """No trial host outlives the factory that made it (Linux; elsewhere the trial kills it)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def main() -> None:
    """Fork a host per line; end with standard input. An argument names a layer that these hosts lack."""
    for name in sys.argv[1:]:
        TWINS[name]()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        url, accident, *numbers = line.split()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            die_with_parent()
            tell(pid=os.getpid())
            if accident == "stops":
                count, seed = (int(number) for number in numbers)
                asyncio.run(stop_again_and_again(url, count, seed))
            else:
                asyncio.run(live(url, accident))
            os._exit(0)


if __name__ == "__main__":
    main()
