"""Bytes in and bytes out of every device family: what one piece costs, on one core."""

import time
from binascii import crc32
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from chairctl.control.assembly import assemble
from chairctl.control.families import FAMILIES as KNOWN
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Report
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_device
from chairctl.protocols.family import Device
from chairctl.safety.permit import Permit
from chairctl_proof.bench.measurement import Finding, Measurement
from chairctl_proof.bench.script import Simulated, play
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import spread
from chairctl_proof.bench.turns import without_collector
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator
from chairctl_simulators.devices.chairlink import SimulatedChair
from chairctl_simulators.devices.keeson import SimulatedBed
from chairctl_simulators.devices.openemsstim import SimulatedBoard
from chairctl_simulators.devices.rongtai import SimulatedRongTai
from chairctl_simulators.devices.sciencemode4 import SimulatedP24

FLOOR_IS: Final = "the bytes are copied, and summed up for a check"
GUARD: Final = 400

FAMILIES: Final[dict[str, tuple[Callable[[], Simulated], Duration]]] = {
    "chairlink-reference": (lambda: SimulatedChair(1), 200 * MILLISECOND),
    "beurer-em70": (lambda: SimulatedStimulator(1), 500 * MILLISECOND),
    "ergomotion-bed": (lambda: SimulatedBed(1), 500 * MILLISECOND),
    "openemsstim": (SimulatedBoard, 3 * SECOND),
    "hasomed-p24": (lambda: SimulatedP24(1), 200 * MILLISECOND),
    "rongtai-rt8600": (SimulatedRongTai, SECOND),
}
"""Profile, what makes its device, and how long that takes to come up."""


Sample = tuple[float, float, int]
"""What it cost, what the floor cost (µs), bytes."""


class TimedDevice:
    """A device that notes what it costs to read and to write; for the rest the one it stands for."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.read: list[Sample] = []
        self.written: list[Sample] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def receive(self, data: bytes, now: Instant) -> list[Report]:
        """Timed."""
        began = time.perf_counter_ns()
        reports = self._device.receive(data, now)
        self.read.append(_sample(time.perf_counter_ns() - began, data))
        return reports

    def transmit(self, permit: Permit, now: Instant) -> list[Packet]:
        """Timed, if there is something to send."""
        began = time.perf_counter_ns()
        packets = self._device.transmit(permit, now)
        took = time.perf_counter_ns() - began
        if packets:
            self.written.append(_sample(took, b"".join(packet.data for packet in packets)))
        return packets


def findings(size: Size) -> Iterator[Finding]:
    """Both directions of each family."""
    for name, (simulate, boot) in FAMILIES.items():
        profile = load_device(name)
        script = play((profile,), {name: simulate()}, max(10, size.calls // 20) * SECOND, boot)
        timed = TimedDevice(KNOWN[profile.family](profile))
        station = assemble("bench", (profile,), {profile.family: partial(_given, timed)})
        with without_collector():
            for now, event in script.events:
                station.step(event, now)
        for way, samples in (("read", timed.read), ("written", timed.written)):
            if samples:
                yield _measurement(f"{name}, {way}", samples)


def _given(device: Device, _: DeviceProfile) -> Device:
    return device


def _sample(took_ns: int, data: bytes) -> Sample:
    began = time.perf_counter_ns()
    crc32(bytes(bytearray(data)))
    return took_ns / 1e3, (time.perf_counter_ns() - began) / 1e3, len(data)


def _measurement(name: str, samples: Sequence[Sample]) -> Measurement:
    costs, floors, sizes = zip(*samples, strict=True)
    note = f"{1e6 * len(costs) / sum(costs):,.0f} a second, {sum(sizes) / len(sizes):.0f} bytes each"
    return Measurement(name, "µs", spread(costs), spread(floors), FLOOR_IS, guard=GUARD, note=note)
