"""The words of ScienceMode 4 as values, and their bytes.

A frame is `F0 | length | CRC | payload | 0F`. Length (of the whole frame) and CRC-16/XMODEM (of the payload
as it stands on the wire) are 16 bits, each of their bytes sent as `81, byte XOR 55`; in the payload only
F0, 0F and 81 are. The payload begins with packet number (6 bits) and command (10 bits). Numbers are
big-endian. Decoding never raises: what is no frame comes back as a `Flaw`.
"""

from binascii import crc_hqx
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

HEAD = b"\xf0\x81"
"""How every frame begins: a lone F0 may also be an escaped byte."""
END = 0x0F
ESCAPE, KEY = 0x81, 0x55
SHORTEST, LONGEST = 12, 1200
PAYLOAD_AT = 9
GREATEST_NUMBER = 63
CHANNELS = 8
"""Mid-level channels of a device, numbered 0 to 7."""

_SPECIAL = bytes((0xF0, END, ESCAPE))


class Command(IntEnum):
    """What the host asks; the answer to each is the command plus one."""

    LOW_STOP = 4
    MID_INIT = 30
    MID_UPDATE = 32
    MID_STOP = 34
    MID_CURRENT_DATA = 36
    DEVICE_ID = 52
    BATTERY = 54
    STIM_STATUS = 62
    EXTENDED_VERSION = 68


LOW_STOPPED = 5
MID_STOPPED = 35
"""The answers to the stops."""
GENERAL_ERROR = 66
UNKNOWN_COMMAND = 67
"""What the device says unasked."""


class Result(IntEnum):
    """The result codes that matter here; the first byte of every answer."""

    OK = 0
    TRANSFER = 1
    CONTROLLER = 4
    NOT_INITIALISED = 7
    HIGH_VOLTAGE = 8
    ELECTRODE = 10
    PULSE_TIMEOUT = 16
    FUEL_GAUGE = 17
    BUSY = 21
    LOW_CURRENT = 28
    OTHER = 256
    """Any that is not named here; never on the wire."""


class Status(IntEnum):
    """What a device is ready for."""

    NONE = 0
    LOW_READY = 1
    MID_READY = 2
    MID_RUNNING = 3


class ChannelError(IntEnum):
    """What a device finds wrong with one channel."""

    NONE = 0
    ELECTRODE = 1
    PERIOD = 2
    CURRENT = 3


class Flaw(StrEnum):
    """Why bytes are no frame, or a frame nothing that a device may say."""

    SYNC = "sync"
    SIZE = "size"
    CUT = "cut"
    END = "end"
    CRC = "crc"
    STUFFING = "stuffing"
    KIND = "kind"
    LENGTH = "length"
    VALUE = "value"
    NUMBER = "number"
    LATE = "late"


class Frame(NamedTuple):
    """A frame whose size and CRC are right; its data is still bytes."""

    number: int
    command: int
    data: bytes


class Point(NamedTuple):
    """One step of a pulse: how long (µs, 0 to 4095) which current flows (0.5 mA, -300 to 300)."""

    duration_us: int
    half_ma: int


class Block(NamedTuple):
    """What one channel does: pulses over which it rises, period (0.5 ms), the steps of one pulse."""

    ramp: int
    period_half_ms: int
    points: tuple[Point, ...]


def escape(byte: int) -> bytes:
    """A byte as length and CRC are sent, and what is special in a payload."""
    return bytes((ESCAPE, byte ^ KEY))


def encode(command: int, number: int, data: bytes = b"") -> bytes:
    """One frame on the wire."""
    payload = (number << 10 | command).to_bytes(2, "big") + data
    stuffed = b"".join(escape(byte) if byte in _SPECIAL else bytes((byte,)) for byte in payload)
    head = (PAYLOAD_AT + len(stuffed) + 1).to_bytes(2, "big") + crc_hqx(stuffed, 0).to_bytes(2, "big")
    return b"\xf0" + b"".join(map(escape, head)) + stuffed + bytes((END,))


def size_of(piece: bytes) -> int | Flaw | None:
    """How long the frame is that begins here (`HEAD` is seen already); None: that can't be told yet."""
    if len(piece) > 3 and piece[3] != ESCAPE:
        return Flaw.SYNC
    if len(piece) < 5:
        return None
    size = (piece[2] ^ KEY) << 8 | piece[4] ^ KEY
    if not SHORTEST <= size <= LONGEST:
        return Flaw.SIZE
    # No F0 stands in a stuffed payload: if one comes, the rest of this frame never will.
    return Flaw.CUT if 0xF0 in piece[PAYLOAD_AT : size - 1] else size


def decode(piece: bytes) -> Frame | Flaw:
    """The frame in exactly these bytes (`size_of` them), or what is wrong with it."""
    if piece[-1] != END:
        return Flaw.END
    if piece[5] != ESCAPE or piece[7] != ESCAPE:
        return Flaw.SYNC
    stuffed = piece[PAYLOAD_AT:-1]
    if crc_hqx(stuffed, 0) != (piece[6] ^ KEY) << 8 | piece[8] ^ KEY:
        return Flaw.CRC
    payload = _unstuff(stuffed)
    if payload is None or len(payload) < 2:
        return Flaw.STUFFING
    head = int.from_bytes(payload[:2], "big")
    return Frame(head >> 10, head & 0x3FF, payload[2:])


def _unstuff(stuffed: bytes) -> bytes | None:
    payload = bytearray()
    bytes_left = iter(stuffed)
    for byte in bytes_left:
        if byte == ESCAPE:
            escaped = next(bytes_left, None)
            if escaped is None:
                return None
            payload.append(escaped ^ KEY)
        elif byte in _SPECIAL:
            return None
        else:
            payload.append(byte)
    return bytes(payload)


def is_balanced(points: Sequence[Point]) -> bool:
    """Whether a pulse takes back exactly the charge that it gives: direct current burns skin."""
    return sum(point.duration_us * point.half_ma for point in points) == 0


def encode_update(number: int, blocks: Sequence[Block | None]) -> bytes:
    """What all channels do from now on; None: nothing. Raises ValueError for a pulse that is not balanced."""
    mask = sum(1 << index for index, block in enumerate(blocks) if block)
    data = bytes((mask,))
    for block in filter(None, blocks):
        if not is_balanced(block.points):
            raise ValueError(f"a pulse that leaves charge behind: {block.points}")
        data += bytes(((len(block.points) - 1) << 4 | block.ramp,))
        data += (block.period_half_ms * 2).to_bytes(2, "big")
        data += b"".join(map(encode_point, block.points))
    return encode(Command.MID_UPDATE, number, data)


def encode_point(point: Point) -> bytes:
    """One step of a pulse as it stands in a block."""
    return (point.duration_us << 20 | (point.half_ma + 300) << 10).to_bytes(4, "big")


class CurrentData(NamedTuple):
    """What an answer to MID_CURRENT_DATA says of each channel; both empty if it says only a result."""

    result: int
    running: tuple[bool, ...]
    errors: tuple[ChannelError, ...]


def decode_current_data(data: bytes) -> CurrentData | Flaw:
    """The data of an answer to MID_CURRENT_DATA with selection 4."""
    if len(data) == 1 and data[0] != Result.OK:
        return CurrentData(data[0], (), ())
    if len(data) != 7:
        return Flaw.LENGTH
    result, selection, mask = data[:3]
    nibbles = [nibble for byte in data[3:] for nibble in (byte & 0xF, byte >> 4)]
    if selection != 4 or max(nibbles) > ChannelError.CURRENT:
        return Flaw.VALUE
    running = tuple(bool(mask >> index & 1) for index in range(CHANNELS))
    return CurrentData(result, running, tuple(map(ChannelError, nibbles)))


def decode_status(data: bytes) -> Status | Flaw:
    """What the device is ready for, in an answer to STIM_STATUS; its high voltage is not used."""
    if len(data) != 3:
        return Flaw.LENGTH
    return Status(data[1]) if data[0] == Result.OK and data[1] <= Status.MID_RUNNING else Flaw.VALUE


def decode_battery(data: bytes) -> int | Flaw:
    """The battery's voltage (mV), in an answer to BATTERY."""
    if len(data) != 4:
        return Flaw.LENGTH
    return int.from_bytes(data[2:], "big") if data[0] == Result.OK else Flaw.VALUE


def decode_device_id(data: bytes) -> str | Flaw:
    """The ten characters of an answer to DEVICE_ID, without what no terminal should see."""
    if len(data) != 11:
        return Flaw.LENGTH
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in data[1:].rstrip(b"\0 "))
    return text if data[0] == Result.OK else Flaw.VALUE


class Version(NamedTuple):
    """Firmware, and the major number of the protocol."""

    firmware: str
    protocol: int


def decode_version(data: bytes) -> Version | Flaw:
    """The data of an answer to EXTENDED_VERSION."""
    if len(data) != 13:
        return Flaw.LENGTH
    firmware = ".".join(map(str, data[1:4]))
    return Version(firmware, data[4]) if data[0] == Result.OK else Flaw.VALUE
