"""The words of Keeson beds: a mask of 32 keys to the bed, and the state that Ergomotion beds report.

What goes to a bed is a mask of the keys that are down, in a frame that depends on the variant. What comes
back is known of one variant only. Decoding never raises: what can't be read comes back as a `Flaw`.
"""

from enum import IntFlag, StrEnum
from typing import NamedTuple


class Variant(StrEnum):
    """How a box wants the mask of keys to be framed. Names of beds overlap: a person has to say it."""

    BASE = "base"
    OKIN_FFE = "okin_ffe"
    SINO = "sino"
    KSBT = "ksbt"
    KSBT03CR = "ksbt03cr"
    KSBT04C = "ksbt04c"


class Key(IntFlag):
    """Keys of the handset, as bits of the mask. Keys that move are held; the others are pressed once."""

    HEAD_UP = 0x1
    HEAD_DOWN = 0x2
    FEET_UP = 0x4
    FEET_DOWN = 0x8
    TILT_UP = 0x10
    TILT_DOWN = 0x20
    LUMBAR_UP = 0x40
    LUMBAR_DOWN = 0x80
    MASSAGE_STEP = 0x100
    TIMER_STEP = 0x200
    FOOT_MASSAGE_PLUS = 0x400
    HEAD_MASSAGE_PLUS = 0x800
    ZERO_G = 0x1000
    LOUNGE = 0x2000
    TV = 0x4000
    ANTI_SNORE = 0x8000
    MEMORY_4 = 0x1_0000
    LIGHT = 0x2_0000
    MASSAGE_MODE_1 = 0x8_0000
    MASSAGE_MODE_2 = 0x10_0000
    MASSAGE_MODE_3 = 0x20_0000
    LUMBAR_MASSAGE_PLUS = 0x40_0000
    HEAD_MASSAGE_MINUS = 0x80_0000
    FOOT_MASSAGE_MINUS = 0x100_0000
    MASSAGE_OFF = 0x200_0000
    MASSAGE_TOGGLE = 0x400_0000
    FLAT = 0x800_0000
    LUMBAR_MASSAGE_MINUS = 0x1000_0000


RELEASE = Key(0)
"""All keys up. The 6-byte box (KSBT) has no such frame: there one just ceases to repeat."""

GREATEST_MASK = 0xFFFF_FFFF
SINO_GREATEST_LEVEL = 10
SINO_LIGHT_ON, SINO_LIGHT_OFF = 0x3100_0001, 0x3100_0000

STATUS_QUERY = bytes((0x00, 0xB0))
"""What apps ask the KSBT box after a key was let go; what it answers is not known."""


class Flaw(StrEnum):
    """Why bytes are no frame."""

    HEADER = "header"
    LENGTH = "length"
    CHECKSUM = "checksum"
    VALUE = "value"
    LAYOUT = "layout"


_HEADS = {
    Variant.BASE: b"\xe5\xfe\x16",
    Variant.OKIN_FFE: b"\xe6\xfe\x16",
    Variant.SINO: b"\xe5\xfe\x16",
    Variant.KSBT: b"\x04\x02",
    Variant.KSBT03CR: b"\x05\x02",
    Variant.KSBT04C: b"\x04\x02",
}
_LITTLE_ENDIAN = (Variant.BASE, Variant.OKIN_FFE)
_MASK_SIZE = 4


def checksum(covered: bytes) -> int:
    """The low byte of the sum, all bits turned over."""
    return ~sum(covered) & 0xFF


def encode(mask: int, variant: Variant = Variant.BASE) -> bytes:
    """The frame that says which keys are down (32 bits)."""
    order = "little" if variant in _LITTLE_ENDIAN else "big"
    covered = _HEADS[variant] + mask.to_bytes(_MASK_SIZE, order)  # type: ignore[arg-type]
    return covered + _tail(covered, variant)


def decode(frame: bytes, variant: Variant = Variant.BASE) -> int | Flaw:
    """The mask in a frame that goes to a bed."""
    head = _HEADS[variant]
    if not frame.startswith(head):
        return Flaw.HEADER
    covered = frame[: len(head) + _MASK_SIZE]
    tail = _tail(covered, variant)
    if len(frame) != len(head) + _MASK_SIZE + len(tail):
        return Flaw.LENGTH
    if frame[len(covered) :] != tail:
        return Flaw.CHECKSUM
    order = "little" if variant in _LITTLE_ENDIAN else "big"
    return int.from_bytes(covered[len(head) :], order)  # type: ignore[arg-type]


def _tail(covered: bytes, variant: Variant) -> bytes:
    """What stands behind the mask."""
    if variant is Variant.KSBT:
        return b""
    return b"\0" if variant is Variant.KSBT03CR else bytes((checksum(covered),))


def sino_head_massage(level: int) -> int:
    """The mask that sets a SINO box's head massage (0 to 10)."""
    return 0x1000_0010 + level


def sino_foot_massage(level: int) -> int:
    """The mask that sets a SINO box's foot massage (0 to 10)."""
    return 0x1100_0010 + level


def sino_pattern(number: int) -> int:
    """The mask that sets a SINO box's pattern of massage."""
    return 0x1000_0020 + number


UNKNOWN_POSITION = 0xFFFF
GREATEST_POSITION = 100
GREATEST_MASSAGE = 6


class Status(NamedTuple):
    """What an Ergomotion bed reports of itself."""

    head_position: int | None
    """0 (flat) to 100; None: unknown. In the marked layout a count of the box, without a known end."""
    feet_position: int | None
    head_massage: int
    """0 to 6."""
    feet_massage: int
    head_moves: bool
    feet_moves: bool
    light: bool
    timer_min: int
    """What the massage's timer was set to: 10, 20, 30; 0: off."""


class Layout(NamedTuple):
    """Where the fields stand in one kind of report; the rest is not known, or not relied on."""

    size: int
    positions: int
    massages: int
    motion: int
    timer: int
    summed: bool


MARK = b"\xfe\x16"
"""Bytes 1 and 2 of reports in the layout that was seen on beds; no position can be so great."""

LAYOUTS = {
    (0xED, False): Layout(16, 1, 5, 13, 14, summed=False),
    (0xF0, False): Layout(19, 1, 5, 13, 14, summed=False),
    (0xF1, False): Layout(20, 1, 5, 13, 14, summed=False),
    (0xED, True): Layout(16, 3, 7, 13, 14, summed=True),
    (0xF0, True): Layout(19, 3, 7, 14, 15, summed=True),
}
"""By first byte and mark. F1 with the mark is known to exist, but not how it shows motion."""

REPORT_HEADS = frozenset(head for head, _ in LAYOUTS)
LONGEST_REPORT = max(layout.size for layout in LAYOUTS.values())
_TIMERS = {0: 0, 1: 10, 2: 20, 3: 30}
_AT_REST = 0xF
_LIGHT = 0x40


def layout_of(head: bytes) -> Layout | Flaw:
    """How a report that begins with these three bytes is laid out."""
    if head[0] not in REPORT_HEADS:
        return Flaw.HEADER
    return LAYOUTS.get((head[0], head[1:3] == MARK), Flaw.LAYOUT)


def decode_status(report: bytes, layout: Layout) -> Status | Flaw:
    """The state in a whole report of `layout.size` bytes; implausible values are flaws."""
    if layout.summed and checksum(report[:-1]) != report[-1]:
        return Flaw.CHECKSUM
    positions = [
        int.from_bytes(report[at : at + 2], "little") for at in (layout.positions, layout.positions + 2)
    ]
    if not layout.summed and any(one > GREATEST_POSITION and one != UNKNOWN_POSITION for one in positions):
        return Flaw.VALUE
    head_massage, feet_massage = report[layout.massages], report[layout.massages + 1]
    motion = report[layout.motion] & 0xF
    if max(head_massage, feet_massage) > GREATEST_MASSAGE or motion not in (0, 1, 2, 3, _AT_REST):
        return Flaw.VALUE
    if motion == _AT_REST:
        motion = 0
    head, feet = (None if one == UNKNOWN_POSITION else one for one in positions)
    light, timer = bool(report[layout.motion] & _LIGHT), _TIMERS.get(report[layout.timer], 0)
    return Status(head, feet, head_massage, feet_massage, bool(motion & 1), bool(motion & 2), light, timer)
