"""The payloads whose size depends on a device's channels: what is put out, and what is measured."""

import struct
from collections.abc import Callable
from itertools import accumulate, chain, pairwise
from typing import TypeAlias

from chairctl.domain.channels import ChannelKind, Output, OutputImage, RollerMode, Technique
from chairctl.domain.telemetry import (
    AirMeasured,
    HeatMeasured,
    Measured,
    PostureMeasured,
    Readback,
    RollerMeasured,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.protocols.chairlink.frames import HEAD_SIZE, Flaw

TECHNIQUES = {
    Technique.ROLLING: 1,
    Technique.KNEADING: 2,
    Technique.TAPPING: 3,
    Technique.SHIATSU: 4,
    Technique.HOLD: 5,
}
OPEN_IMPEDANCE = 0xFFFF

OUTPUT_BLOCKS = {
    ChannelKind.ROLLER: "HBHHH",
    ChannelKind.HEAT: "H",
    ChannelKind.AIR: "H",
    ChannelKind.VIBRATION: "H",
    ChannelKind.STIMULATION: "HHH",
    ChannelKind.POSTURE: "Hb",
}
MEASURED_BLOCKS: dict[ChannelKind, tuple[str, Callable[..., Measured]]] = {
    ChannelKind.ROLLER: ("HHhH", RollerMeasured),
    ChannelKind.HEAT: ("HhH", HeatMeasured),
    ChannelKind.AIR: ("HH", AirMeasured),
    ChannelKind.VIBRATION: ("HH", VibrationMeasured),
    ChannelKind.STIMULATION: (
        "HHHh",
        lambda peak, ohm, charge: StimulationMeasured(peak, None if ohm == OPEN_IMPEDANCE else ohm, charge),
    ),
    ChannelKind.POSTURE: ("HH", PostureMeasured),
}


def _block(output: Output, off: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of one output block; `off` while the level is 0."""
    level, mode = output
    if level == 0:
        return off
    if mode is None:
        return (level,)
    if isinstance(mode, RollerMode):
        return (level, TECHNIQUES[mode.technique], mode.low_mm, mode.high_mm, mode.speed_permille)
    return (level, *mode)


TelemetryPayload: TypeAlias = tuple[tuple[int, ...], tuple[Readback, ...]]
"""What a TELEMETRY says, in the order and units of the protocol document: uptime (ms), echo, nonce, armed
(0 or 1), lease left (ms), faults, supply (mV), refused, last reason; and the readbacks. Taken apart at once,
so the numbers have no names: they would take 0.4 µs to make."""

_LEASE = struct.Struct("<HI")
_STATUS = struct.Struct("<IIIBHHHIB")
_ARMED = 3
"""Which of its numbers says whether the device is armed."""


class Layout:
    """The payloads whose size depends on a device's channels.

    Remembers the image and the readbacks of last time: mostly they are the same again.
    """

    def __init__(self, kinds: tuple[ChannelKind, ...]) -> None:
        self._kinds = kinds
        self._off = [(0,) * len(OUTPUT_BLOCKS[kind]) for kind in kinds]
        self._outputs = struct.Struct("<" + "".join(OUTPUT_BLOCKS[kind] for kind in kinds))
        self._image: OutputImage = ()
        self._packed = b""
        self._measured = [MEASURED_BLOCKS[kind][1] for kind in kinds]
        self._structs = [struct.Struct("<" + MEASURED_BLOCKS[kind][0]) for kind in kinds]
        ends = list(accumulate((block.size for block in self._structs), initial=_STATUS.size))
        self._blocks = [slice(start, end) for start, end in pairwise(ends)]
        self._telemetry_size = ends[-1]
        self._seen = [b""] * len(kinds)
        self._readbacks = [Readback(0, None)] * len(kinds)

    def zeros_at_rest(self) -> tuple[int, ...]:
        """Where, in the body of a TELEMETRY, the armed flag and every applied level stand."""
        head = HEAD_SIZE
        places = [head + struct.calcsize("<III")]
        for block in self._blocks:
            places += [head + block.start, head + block.start + 1]
        return tuple(places)

    def encode_outputs(self, lease_ms: int, nonce: int, image: OutputImage) -> bytes:
        """The payload of ARM and OUTPUT."""
        if image is not self._image and image != self._image:
            blocks = [_block(output, off) for output, off in zip(image, self._off, strict=True)]
            self._packed = self._outputs.pack(*chain.from_iterable(blocks))
            self._image = image
        return _LEASE.pack(lease_ms, nonce) + self._packed

    def decode_telemetry(self, payload: bytes) -> TelemetryPayload | Flaw:
        """The payload of TELEMETRY."""
        if len(payload) != self._telemetry_size:
            return Flaw.LENGTH
        status = _STATUS.unpack_from(payload)
        if status[_ARMED] > 1:
            return Flaw.VALUE
        known = self._seen
        for index, block in enumerate(self._blocks):
            seen = payload[block]
            if seen != known[index]:
                known[index] = seen
                applied, *measured = self._structs[index].unpack(seen)
                self._readbacks[index] = Readback(applied, self._measured[index](*measured))
        return status, tuple(self._readbacks)
