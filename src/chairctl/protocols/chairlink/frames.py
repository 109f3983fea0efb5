"""The words of chairlink as values, and their bytes.

A frame is `COBS(version, kind, sequence, epoch, payload, CRC-32)` and a closing zero byte; all numbers
are little-endian. Decoding never raises: what is no frame comes back as a `Flaw`.
"""

import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from cobs import cobs

from chairctl.domain.channels import ChannelKind
from chairctl.domain.telemetry import Capability

VERSION = 1
BODY_LEAST, BODY_MOST = 14, 250
GREATEST_SEQUENCE = 0xFFFF_FFFF

_HEAD = struct.Struct("<BBII")
HEAD_SIZE = _HEAD.size
"""Bytes of a body before its payload."""
_CRC = struct.Struct("<I")
_RIGHT = 0x2144_DF1C
"""CRC-32 of anything with its own CRC-32 behind it."""


class Kind(IntEnum):
    """What a frame says."""

    HELLO = 0x01
    ARM = 0x02
    OUTPUT = 0x03
    STOP = 0x04
    IDENTITY = 0x81
    TELEMETRY = 0x82
    REFUSED = 0x83


class Flaw(StrEnum):
    """Why bytes are no frame, or a frame nothing that a device may say."""

    SIZE = "size"
    COBS = "cobs"
    CRC = "crc"
    VERSION = "version"
    KIND = "kind"
    LENGTH = "length"
    VALUE = "value"
    SEQUENCE = "sequence"


@dataclass(slots=True)
class Frame:
    """A frame whose size, CRC and version are right; its payload is still bytes.

    A named tuple would take three times as long to make (0.43 µs).
    """

    kind: int
    sequence: int
    epoch: int
    payload: bytes


def encode(kind: Kind, sequence: int, epoch: int, payload: bytes = b"") -> bytes:
    """One frame on the wire, its closing zero byte included."""
    covered = _HEAD.pack(VERSION, kind, sequence, epoch) + payload
    wire: bytes = cobs.encode(covered + _CRC.pack(zlib.crc32(covered)))
    return wire + b"\0"


def decode(piece: bytes) -> Frame | Flaw:
    """The frame in the bytes between two zero bytes, or what is wrong with them."""
    try:
        body: bytes = cobs.decode(piece)
    except cobs.DecodeError:
        return Flaw.COBS
    if not BODY_LEAST <= len(body) <= BODY_MOST:
        return Flaw.SIZE
    if zlib.crc32(body) != _RIGHT:
        return Flaw.CRC
    version, kind, sequence, epoch = _HEAD.unpack_from(body)
    if version != VERSION:
        return Flaw.VERSION
    return Frame(kind, sequence, epoch, body[10:-4])


HELLO = encode(Kind.HELLO, 0, 0)
STOP = encode(Kind.STOP, 0, 0)
"""Right at any moment and for every version of the protocol."""

CHANNEL_KINDS = {
    1: ChannelKind.ROLLER,
    2: ChannelKind.HEAT,
    3: ChannelKind.AIR,
    4: ChannelKind.VIBRATION,
    5: ChannelKind.STIMULATION,
    6: ChannelKind.POSTURE,
}
# fmt: off
FAULTS = (
    "lease_expired", "pad_hot", "pad_sensor", "roller_stalled",
    "electrode_open", "supply_low", "roller_travel", "internal",
)
"""Names of the fault bits, from bit 0."""
REFUSALS = (
    "unknown", "unknown_version", "unknown_kind", "bad_length", "old_sequence", "wrong_epoch",
    "stale_nonce", "not_armed", "out_of_range", "level_not_zero", "fault_present",
    "sequence_used_up", "bad_frame",
)
"""Names of the reasons of a refusal; the first stands for numbers that have none."""
# fmt: on


class IdentityPayload(NamedTuple):
    """What an IDENTITY says."""

    firmware: str
    lease_cap_ms: int
    telemetry_period_ms: int
    model: str
    serial_number: str
    capabilities: tuple[Capability, ...]


_IDENTITY = struct.Struct("<BBBHH16s16sB")
_CAPABILITY = struct.Struct("<BH")
_MOST_CHANNELS = 8


def _text(raw: bytes) -> str:
    """Printable ASCII; anything else becomes a question mark, so that no terminal obeys it."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in raw.rstrip(b"\0"))


def decode_identity(payload: bytes) -> IdentityPayload | Flaw:
    """The payload of IDENTITY."""
    if len(payload) < _IDENTITY.size:
        return Flaw.LENGTH
    major, minor, patch, lease_cap, period, model, serial_number, count = _IDENTITY.unpack_from(payload)
    blocks = payload[_IDENTITY.size :]
    if len(blocks) != count * _CAPABILITY.size:
        return Flaw.LENGTH
    channels = list(_CAPABILITY.iter_unpack(blocks))
    if not 1 <= count <= _MOST_CHANNELS or any(code not in CHANNEL_KINDS for code, _ in channels):
        return Flaw.VALUE
    return IdentityPayload(
        f"{major}.{minor}.{patch}",
        lease_cap,
        period,
        _text(model),
        _text(serial_number),
        tuple(Capability(CHANNEL_KINDS[code], greatest) for code, greatest in channels),
    )


class RefusedPayload(NamedTuple):
    """What a REFUSED says of one of our frames."""

    kind: int
    reason: str
    sequence: int


_REFUSED = struct.Struct("<BBI")


def decode_refused(payload: bytes) -> RefusedPayload | Flaw:
    """The payload of REFUSED."""
    if len(payload) != _REFUSED.size:
        return Flaw.LENGTH
    kind, reason, sequence = _REFUSED.unpack(payload)
    return RefusedPayload(kind, REFUSALS[reason if reason < len(REFUSALS) else 0], sequence)


def fault_names(bits: int) -> tuple[str, ...]:
    """Names of the set fault bits; one that has no name counts as an internal fault."""
    named = [name for bit, name in enumerate(FAULTS) if bits >> bit & 1]
    if bits >> len(FAULTS) and "internal" not in named:
        named.append("internal")
    return tuple(named)
