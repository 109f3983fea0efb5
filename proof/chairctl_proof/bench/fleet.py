"""The telemetry of many daemons on one broker: how late it arrives, what it costs, and where it ends."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from chairctl_proof.bench.growth import curve
from chairctl_proof.bench.measurement import Finding, Measurement, Table
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import Spread
from chairctl_proof.broker.load import cpu_s
from chairctl_proof.broker.mosquitto import MOSQUITTO, Broker
from chairctl_proof.broker.remote import CHAIR, Remote
from chairctl_proof.broker.scene import scene

FLOOR_IS: Final = "the same messages on connections of their own to whoever listens, without a broker"
COUNTS: Final = (10, 100, 1_000)
DOCUMENT_BYTES: Final = 1_600
"""A state of the reference chair, about; `of_one` measures it."""
RATES: Final = (2, 4, 8, 16)
"""Of a thousand daemons, a second each: to see where it ends."""
LATE_MS: Final = 1_000.0
GUARD: Final = 200


class Fleet(NamedTuple):
    """What so many daemons came to."""

    late_ms: Spread | None
    sent: int
    heard: int
    cpu_percent: float
    """Of the broker, of one core."""

    @property
    def arrives(self) -> bool:
        """Whether all of it arrives in time."""
        return self.late_ms is not None and self.heard >= 0.99 * self.sent and self.late_ms.p99 < LATE_MS


def findings(size: Size) -> Iterator[Finding]:
    """Nothing without a broker."""
    if MOSQUITTO is None:
        return
    points = []
    seconds = max(1.0, size.seconds)
    for count in COUNTS[1:2] if size.is_quick else COUNTS:
        subject, floor = (fleet(count, 1, seconds, way) for way in ("broker", "bare"))
        name = f"{count:,} daemons, a document each a second"
        if subject.late_ms and floor.late_ms:
            note = (
                f"{subject.heard:,} of {subject.sent:,} arrived; the broker took {subject.cpu_percent:.1f} %"
            )
            yield Measurement(
                name, "ms", subject.late_ms, floor.late_ms, FLOOR_IS, guard=GUARD, note=f"{note} of a core"
            )
        points.append((float(count), max(0.1, subject.cpu_percent)))
    if size.is_quick:
        return
    yield curve("CPU of the broker over daemons", "daemons", "% of a core", points)
    yield _of_one()
    yield _end(seconds)
    yield PAPER


def fleet(count: int, rate: float, seconds: float, way: str) -> Fleet:
    """So many daemons that publish so often a second; `way`: `broker` or `bare`."""
    pipe = subprocess.PIPE
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder), ["max_queued_messages 0"]) as broker:
        ear = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "chairctl_proof.bench.fleet_ear", str(broker.port), way],
            stdin=pipe, stdout=pipe, text=True,
        )  # fmt: skip
        assert ear.stdout
        port = ear.stdout.readline().strip()
        words = [port, str(count), str(rate), str(DOCUMENT_BYTES), str(seconds), way]
        voices = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "chairctl_proof.bench.fleet_voices", *words],
            stdin=pipe, stdout=pipe, text=True,
        )  # fmt: skip
        assert voices.stdout
        assert broker.process
        voices.stdout.readline()
        before, began = cpu_s(broker.process.pid), time.monotonic()
        said = voices.communicate("go\n")[0].split()
        share = 100 * (cpu_s(broker.process.pid) - before) / (time.monotonic() - began)
        told = json.loads(ear.communicate()[0])
    late = Spread(*told["late_ms"]) if told["late_ms"] else None
    return Fleet(late, sum(map(int, said)), told["heard"], share)


def _of_one() -> Table:
    """What one real daemon says while its chair is used."""
    with (
        tempfile.TemporaryDirectory() as folder,
        scene(Path(folder)) as stage,
        Remote(stage.broker.port) as remote,
    ):
        stage.sit()
        stage.ask(id="on", action="set_output", channel="air", output=[300, None])
        time.sleep(1)
        remote.heard.clear()
        began = time.monotonic()
        time.sleep(4)
        took = time.monotonic() - began
        heard = list(remote.heard)
    states = [len(payload) for topic, payload, _ in heard if topic == f"{CHAIR}/state"]
    rows = (
        ("messages a second", f"{len(heard) / took:.1f}"),
        ("bytes a second", f"{sum(len(payload) for _, payload, _ in heard) / took:,.0f}"),
        ("bytes of a state", f"{max(states, default=0):,}"),
    )
    return Table("what one daemon with one chair says while it is used", ("what", "measured"), rows)


def _end(seconds: float) -> Table:
    """A thousand daemons that say more and more, until it does not arrive any more."""
    rows = []
    for rate in RATES:
        found = fleet(COUNTS[-1], rate, seconds, "broker")
        p99 = f"{found.late_ms.p99:,.0f}" if found.late_ms else "-"
        rows.append(
            (
                f"{rate * COUNTS[-1]:,}",
                f"{100 * found.heard / max(1, found.sent):.0f} %",
                p99,
                f"{found.cpu_percent:.0f} %",
            )
        )
        if not found.arrives:
            break
    note = "Publishers, broker and listener share the cores of this computer; it ends with the last line."
    heads = ("messages a second", "arrived", "p99 ms", "broker, of a core")
    return Table("where one broker ends", heads, tuple(rows), note)


PAPER: Final = Table(
    "on paper, a broker cluster",
    ("daemons", "messages a second", "what carries it"),
    (
        ("1,000", "1,000", "one Mosquitto, measured above"),
        ("10,000", "10,000", "one broker on some cores, or ten Mosquittos, one for each site, bridged"),
        (
            "100,000",
            "100,000",
            "a cluster: five nodes with 32 cores carried five times the messages, and many more connections",
        ),
    ),
    "EMQ's own figures: EMQX 4.3, five nodes with 32 cores and 64 GB: ten million connections, and 500,000 "
    "messages a second at QoS 1, of 50 bytes "
    "([report](https://emqx.com/en/resources/emqx-v-4-3-0-ten-million-connections-performance-test-report)); "
    "EMQX 5.0, 23 nodes: a hundred million connections, a million messages a second "
    "([report](https://www.emqx.com/en/blog/reaching-100m-mqtt-connections-with-emqx-5-0)). A document of "
    "ours is thirty times as long, so at 100,000 daemons the network counts: 160 MB a second in, and as much "
    "to each listener. Nobody has tried this with our daemons.",
)
