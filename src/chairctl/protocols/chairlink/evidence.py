"""The messages of chairlink for people: `chairctl decode` and `chairctl encode` (domain/evidence.py).

What stands in the blocks of the channels depends on the device: it is shown once an IDENTITY was read.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Annotated

from cobs import cobs

from chairctl.domain.channels import ChannelKind
from chairctl.domain.evidence import FieldValue, Reading, ReadOne
from chairctl.protocols.chairlink.frames import (
    CHANNEL_KINDS,
    GREATEST_SEQUENCE,
    REFUSALS,
    Flaw,
    Frame,
    Kind,
    decode,
    decode_identity,
    decode_refused,
    encode,
    fault_names,
)
from chairctl.protocols.chairlink.layout import MEASURED_BLOCKS, OUTPUT_BLOCKS
from chairctl.protocols.chairlink.stream import LONGEST_PIECE

Fields = tuple[tuple[str, FieldValue], ...]

U8 = Annotated[int, range(0x100)]
U16 = Annotated[int, range(0x1_0000)]
U32 = Annotated[int, range(GREATEST_SEQUENCE + 1)]
Blocks = Annotated[bytes, range(200)]
Words = Annotated[str, tuple(kind.value for kind in ChannelKind)]

_OUTPUT_FIELDS = {
    ChannelKind.ROLLER: ("level_permille", "technique", "low_mm", "high_mm", "speed_permille"),
    ChannelKind.HEAT: ("level_tenth_c",),
    ChannelKind.AIR: ("level_permille",),
    ChannelKind.VIBRATION: ("level_permille",),
    ChannelKind.STIMULATION: ("level_tenth_ma", "pulse_width_us", "rate_tenth_hz"),
    ChannelKind.POSTURE: ("level_permille", "direction"),
}
_MEASURED_FIELDS = {
    ChannelKind.ROLLER: ("applied_permille", "position_mm", "speed_mm_s", "motor_ma"),
    ChannelKind.HEAT: ("applied_tenth_c", "pad_tenth_c", "duty_permille"),
    ChannelKind.AIR: ("applied_permille", "pressure_permille"),
    ChannelKind.VIBRATION: ("applied_permille", "motor_ma"),
    ChannelKind.STIMULATION: ("applied_tenth_ma", "current_tenth_ma", "impedance_ohm", "net_charge_uc_per_s"),
    ChannelKind.POSTURE: ("applied_permille", "angle_tenth_deg"),
}
_ORDER = struct.Struct("<HI")
_STATUS = struct.Struct("<IIIBHHHIB")
_STATUS_FIELDS = (
    "uptime_ms", "echo", "nonce", "armed", "lease_left_ms", "faults", "supply_mv", "refused", "last_reason",
)  # fmt: skip
_IDENTITY = struct.Struct("<BBBHH16s16sB")
_CODES = {kind: code for code, kind in CHANNEL_KINDS.items()}
_CRC_SIZE = 4


def _hello(sequence: U32 = 0, epoch: U32 = 0) -> bytes:
    """Asks who the device is."""
    return encode(Kind.HELLO, sequence, epoch)


def _stop(sequence: U32 = 0, epoch: U32 = 0) -> bytes:
    """Everything to zero."""
    return encode(Kind.STOP, sequence, epoch)


def _arm(
    sequence: U32 = 1, epoch: U32 = 1, lease_ms: U16 = 250, nonce: U32 = 0, blocks: Blocks = b""
) -> bytes:
    """Arms; `blocks` are those of all channels, at zero."""
    return encode(Kind.ARM, sequence, epoch, _ORDER.pack(lease_ms, nonce) + blocks)


def _output(
    sequence: U32 = 1, epoch: U32 = 1, lease_ms: U16 = 250, nonce: U32 = 0, blocks: Blocks = b""
) -> bytes:
    """Puts out; `blocks` are those of all channels, in their order."""
    return encode(Kind.OUTPUT, sequence, epoch, _ORDER.pack(lease_ms, nonce) + blocks)


def _identity(  # as many as it has fields
    sequence: U32 = 1,
    epoch: U32 = 1,
    firmware: Annotated[bytes, (3,)] = b"\1\0\0",
    lease_cap_ms: U16 = 300,
    telemetry_period_ms: U16 = 50,
    model: Annotated[bytes, range(17)] = b"REFERENCE",
    serial_number: Annotated[bytes, range(17)] = b"1",
    channel: Words = "air",
    max_level: U16 = 1_000,
) -> bytes:
    """Who the device is; with one channel."""
    payload = _IDENTITY.pack(*firmware, lease_cap_ms, telemetry_period_ms, model, serial_number, 1)
    payload += struct.pack("<BH", _CODES[ChannelKind(channel)], max_level)
    return encode(Kind.IDENTITY, sequence, epoch, payload)


def _telemetry(  # as many as it has fields
    sequence: U32 = 1,
    epoch: U32 = 1,
    uptime_ms: U32 = 0,
    echo: U32 = 0,
    nonce: U32 = 0,
    armed: Annotated[int, range(2)] = 0,
    lease_left_ms: U16 = 0,
    faults: U16 = 0,
    supply_mv: U16 = 24_000,
    refused: U32 = 0,
    last_reason: U8 = 0,
    blocks: Blocks = b"",
) -> bytes:
    """How the device is; `blocks` are those of all channels, in their order."""
    status = (uptime_ms, echo, nonce, armed, lease_left_ms, faults, supply_mv, refused, last_reason)
    return encode(Kind.TELEMETRY, sequence, epoch, _STATUS.pack(*status) + blocks)


def _refused(
    sequence: U32 = 1,
    epoch: U32 = 1,
    kind: U8 = Kind.OUTPUT.value,
    reason: Annotated[int, range(len(REFUSALS))] = 0,
    refused_sequence: U32 = 0,
) -> bytes:
    """What the device has refused."""
    return encode(Kind.REFUSED, sequence, epoch, struct.pack("<BBI", kind, reason, refused_sequence))


MESSAGES: Mapping[str, Callable[..., bytes]] = {
    "hello": _hello,
    "arm": _arm,
    "output": _output,
    "stop": _stop,
    "identity": _identity,
    "telemetry": _telemetry,
    "refused": _refused,
}


def reader() -> ReadOne:
    """Reads both directions; the channels are those of the last IDENTITY."""
    return _Frames().read_one


class _Frames:
    def __init__(self) -> None:
        self._kinds: tuple[ChannelKind, ...] = ()

    def read_one(self, rest: bytes) -> Reading | None:
        """The frame up to the next zero byte; zero bytes before it belong to it."""
        piece, zero, _ = rest.lstrip(b"\0").partition(b"\0")
        if not zero:
            return Reading(rest, "", (), Flaw.SIZE) if len(piece) > LONGEST_PIECE else None
        wire, frame = rest[: rest.index(piece) + len(piece) + 1], decode(piece)
        if isinstance(frame, Flaw):
            return Reading(wire, "", _checksums(piece) if frame is Flaw.CRC else (), frame)
        try:
            kind = Kind(frame.kind)
        except ValueError:
            return Reading(wire, "", (("kind", frame.kind),), Flaw.KIND)
        head: Fields = (("sequence", frame.sequence), ("epoch", frame.epoch))
        fields = self._fields(kind, frame)
        if isinstance(fields, Flaw):
            return Reading(wire, "", (("kind", kind.name.lower()), *head), fields)
        return Reading(wire, kind.name.lower(), (*head, *fields))

    def _fields(self, kind: Kind, frame: Frame) -> Fields | Flaw:
        payload = frame.payload
        match kind:
            case Kind.HELLO | Kind.STOP:
                return () if not payload else Flaw.LENGTH
            case Kind.ARM | Kind.OUTPUT:
                if len(payload) < _ORDER.size:
                    return Flaw.LENGTH
                lease, nonce = _ORDER.unpack_from(payload)
                blocks = self._blocks(payload[_ORDER.size :], OUTPUT_BLOCKS, _OUTPUT_FIELDS)
                return (("lease_ms", lease), ("nonce", nonce), *blocks)
            case Kind.TELEMETRY:
                if len(payload) < _STATUS.size:
                    return Flaw.LENGTH
                status = dict(zip(_STATUS_FIELDS, _STATUS.unpack_from(payload), strict=True))
                named = (("fault_names", " ".join(fault_names(status["faults"])) or "-"),)
                formats = {kind: block for kind, (block, _) in MEASURED_BLOCKS.items()}
                blocks = self._blocks(payload[_STATUS.size :], formats, _MEASURED_FIELDS)
                return (*status.items(), *named, *blocks)
            case Kind.REFUSED:
                refused = decode_refused(payload)
                if isinstance(refused, Flaw):
                    return refused
                return (
                    ("kind", refused.kind),
                    ("reason", refused.reason),
                    ("refused_sequence", refused.sequence),
                )
        return self._identity(payload)

    def _identity(self, payload: bytes) -> Fields | Flaw:
        identity = decode_identity(payload)
        if isinstance(identity, Flaw):
            return identity
        self._kinds = tuple(one.kind for one in identity.capabilities)
        channels = (
            (f"channel_{at}", f"{one.kind} up to {one.max_level}")
            for at, one in enumerate(identity.capabilities)
        )
        return (
            ("firmware", identity.firmware),
            ("lease_cap_ms", identity.lease_cap_ms),
            ("telemetry_period_ms", identity.telemetry_period_ms),
            ("model", identity.model),
            ("serial_number", identity.serial_number),
            *channels,
        )

    def _blocks(
        self, data: bytes, formats: Mapping[ChannelKind, str], names: Mapping[ChannelKind, tuple[str, ...]]
    ) -> Fields:
        """The blocks of the channels, by name if they are known."""
        layout = struct.Struct("<" + "".join(formats[kind] for kind in self._kinds))
        if not self._kinds or layout.size != len(data):
            return (("blocks", data.hex()),)
        labels = [f"{at}_{kind}_{name}" for at, kind in enumerate(self._kinds) for name in names[kind]]
        return tuple(zip(labels, layout.unpack(data), strict=True))


def _checksums(piece: bytes) -> Fields:
    """The CRC that a frame has and the one that it should have."""
    body = cobs.decode(piece)
    right = zlib.crc32(body[:-_CRC_SIZE]).to_bytes(_CRC_SIZE, "little")
    return (("crc", body[-_CRC_SIZE:].hex()), ("crc_should_be", right.hex()))
