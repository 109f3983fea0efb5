"""From the publishing of a stop to truly no output: `python -m chairctl_proof.broker.latency --trials N`.

The daemon and the least possible forwarder take turns on chairs of their own, with one broker, in one run.
The publisher is the same for both: a socket that sends one packet.
"""

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from chairctl_proof.broker.remote import CHAIR
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.chair import RealChair, boot_clock

GIVE_UP_S = 2.0
ATTEMPTS = 5
TRIALS_A_SCENE = 2_000
"""So that the ledger does not ask for a rest after half an hour of sessions."""
NEVER_MS = 1_000 * GIVE_UP_S


class Publisher:
    """A client by hand (MQTT 3.1.1): one packet to a stop."""

    def __init__(self, port: int, name: str = "publisher") -> None:
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        who = len(name).to_bytes(2, "big") + name.encode()
        self._line.sendall(b"\x10" + bytes([10 + len(who)]) + b"\x00\x04MQTT\x04\x02\x00\x00" + who)
        self._line.recv(4)

    def publish(self, topic: str) -> int:
        """An empty message at QoS 0; the instant before it leaves."""
        name = topic.encode()
        packet = b"\x30" + bytes([2 + len(name)]) + len(name).to_bytes(2, "big") + name
        at = boot_clock()
        self._line.sendall(packet)
        return at

    def close(self) -> None:
        """Hang up."""
        self._line.close()


@contextmanager
def forwarder(url: str, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The forwarder as a process."""
    command = [sys.executable, "-m", "chairctl_proof.broker.forwarder", url, str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def measure(
    trials: int, seed: int, progress: Callable[[int], object] = lambda _: None
) -> dict[str, list[float]]:
    """Milliseconds of every trial, by who stopped the chair."""
    dice = random.Random(seed)
    found: dict[str, list[float]] = {"chairctl": [], "forwarder": []}
    while len(found["chairctl"]) < trials:
        with (
            tempfile.TemporaryDirectory() as one,
            tempfile.TemporaryDirectory() as other,
            scene(Path(one)) as stage,
            RealChair(Path(other), seed=2) as second,
            closing(Publisher(stage.broker.port)) as publisher,
            forwarder(second.url, stage.broker.port) as process,
        ):
            for _ in range(min(TRIALS_A_SCENE, trials - len(found["chairctl"]))):
                _energise(stage)
                time.sleep(dice.uniform(0, 0.06))
                found["chairctl"].append(_trial(stage.chair, publisher, f"{CHAIR}/stop"))
                assert process.stdout
                process.stdout.readline()
                time.sleep(dice.uniform(0, 0.06))
                found["forwarder"].append(_trial(second, publisher, "forwarder/stop"))
                progress(len(found["chairctl"]))
    return found


def _energise(stage: Scene) -> None:
    """Until it is seen: a busy computer may be late, and then the session trips before it has begun."""
    for _ in range(ATTEMPTS):
        stage.sit()
        stage.ask(id="on", action="set_output", channel="air", output=[300, None])
        if stage.chair.energised_at(2) is not None:
            return
    raise RuntimeError(f"the chair was not energised in {ATTEMPTS} attempts")


def _trial(chair: RealChair, publisher: Publisher, topic: str) -> float:
    at = publisher.publish(topic)
    zero_at = chair.zero_at(at, GIVE_UP_S)
    return NEVER_MS if zero_at is None else (zero_at - at) / 1e6


def figures(values: Sequence[float]) -> dict[str, float]:
    """p50, p99 and the greatest, in ms."""
    ordered = sorted(values)
    last = len(ordered) - 1
    return {
        "p50": statistics.median(ordered),
        "p99": ordered[min(last, int(len(ordered) * 0.99))],
        "max": ordered[-1],
        "never": sum(value >= NEVER_MS for value in ordered),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = measure(
        options.trials, options.seed, lambda n: n % 100 or sys.stderr.write(f"{n}/{options.trials}\n")
    )
    for name, values in found.items():
        written = ", ".join(f"{key} {value:.2f}" for key, value in figures(values).items())
        sys.stdout.write(f"{name}: {len(values)} trials, ms: {written}\n")
    ratio = figures(found["chairctl"])["p50"] / figures(found["forwarder"])["p50"]
    sys.stdout.write(f"ratio of the medians: {ratio:.2f}\n")


if __name__ == "__main__":
    main()
