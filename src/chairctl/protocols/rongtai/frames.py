"""The frames of a RongTai chair as values, and their bytes.

    key     F0 mark key chk F1         chk = NOT(mark + key) AND 7F
    status  F0 b1 ... b14 chk F1       chk = NOT(b1 + ... + b14) AND 7F; every byte between is below 80

Decoding never raises: what is no status comes back as a `Flaw`.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from chairctl.protocols.rongtai.keys import STOP_KEYS, Key, Mark

HEAD, TAIL = 0xF0, 0xF1
STATUS_SIZE = 17
PAYLOAD_SIZE = 14


class Flaw(StrEnum):
    """Why bytes are no status."""

    SIZE = "size"
    MARKER = "marker"
    VALUE = "value"
    CHECKSUM = "checksum"


def checksum(covered: bytes) -> int:
    """The check byte of these bytes."""
    return ~sum(covered) & 0x7F


def encode(key: Key, mark: Mark = Mark.BLE) -> bytes:
    """The five bytes of one key."""
    covered = bytes((mark, key))
    return bytes((HEAD, *covered, checksum(covered), TAIL))


STOPS = tuple(encode(key) for key in STOP_KEYS)
"""One frame for each motion's end."""


class State(IntEnum):
    """What the chair is doing as a whole (b7, its low four bits)."""

    STANDBY = 0
    HOMING = 1
    WAITING = 2
    RUNNING = 3
    STORING = 4
    FAULT = 5


class Technique(IntEnum):
    """How the rollers work; 2 and 4 are said to be exchanged on some boards."""

    STOP = 0
    KNEAD = 1
    KNOCK = 2
    KNEAD_AND_KNOCK = 3
    TAP = 4
    SHIATSU = 5
    RHYTHM = 6
    BACK_RUB = 7


class Scope(IntEnum):
    """How much of the back the rollers work on."""

    NONE = 0
    FULL = 1
    PARTIAL = 2
    POINT = 3


class Motor(IntEnum):
    """A posture motor."""

    STOPPED = 0
    UP = 1
    DOWN = 2
    UNKNOWN = 3


MANUAL = 7
"""The program (b13) that technique keys start."""


class Airbags(NamedTuple):
    """One flag for each group of air bags."""

    foot: int
    calf: int
    thigh: int
    seat: int
    arm: int
    shoulder: int
    back_waist: int
    neck: int


class AirPrograms(NamedTuple):
    """Which air programs are selected. One source takes `full` for the back massage: it is doubtful."""

    leg_foot: int
    back_waist: int
    arm_shoulder: int
    seat: int
    full: int


class Status(NamedTuple):
    """Everything that a status says, as plain numbers; flags are 0 or 1.

    Roller height, speed and width mean something while running only; at rest they are old values.
    """

    has_3d: int
    no_leg_extend: int
    new_names: int
    technique: int
    """Code of `Technique`; 2 and 4 by the firmware's variant."""
    awake: int
    width: int
    """0 unknown, 1 narrow, 2 medium, 3 wide."""
    speed: int
    """0 stopped, 1 to 6; goes along with the rollers on some programs."""
    wheel_on: int
    heat_on: int
    air_strength: int
    """0 off, 1 to 5."""
    vibration: int
    ioniser_on: int
    scope: int
    time_s: int
    """Time left (s, up to 4095); in state 5 not a time."""
    error_code: int
    """The raw code of a fault; its meaning is not published. Only in state 5, else 0."""
    acting: Airbags
    wheel_speed: int
    """0 automatic or off, 1 to 3."""
    state: int
    """Code of `State`; 6 to 15 have no meaning that is known."""
    roller_height: int
    """0 lowest; 0 to 12 were seen."""
    height_bits: int
    """Bits 5 and 6 beside the height: 1 was seen, the meaning is unknown."""
    scan_position: int
    """0 middle, 7 highest, 15 lowest."""
    scan_succeeded: int
    shoulder_adjustable: int
    scanning: int
    back_motor: int
    legs_motor: int
    slide_motor: int
    """1 forward or down, 2 back or up."""
    zero_gravity: int
    commercial: int
    volume: int
    music_on: int
    buzzer: int
    """0 silent, 1 short, 2 long, 3 single."""
    preset_time: int
    """0 none, 1 to 3: 10, 20, 30 min."""
    air: AirPrograms
    wheel_direction: int
    """0 stopped, 1 clockwise, 2 counter-clockwise, 3 in turn."""
    program: int
    """0 none, 1 to 6 as keys 10 to 15, 7 manual, 8 to 11 cloud; 11 also at 3D programs."""
    strength_3d: int
    """0 to 5."""
    skill_3d: int
    """Number of the 3D technique."""


def decode(frame: bytes) -> Status | Flaw:
    """The status in exactly these bytes, or what is wrong with them."""
    if len(frame) != STATUS_SIZE:
        return Flaw.SIZE
    if frame[0] != HEAD or frame[-1] != TAIL:
        return Flaw.MARKER
    inside = frame[1:-1]
    if max(inside) > 0x7F:
        return Flaw.VALUE
    if checksum(inside[:PAYLOAD_SIZE]) != inside[PAYLOAD_SIZE]:
        return Flaw.CHECKSUM
    return _read(inside)


def _read(inside: bytes) -> Status:
    """Field by field, in the order of the bytes."""
    b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, _ = inside
    state = b7 & 0x0F
    return Status(
        has_3d=b1 & 1,
        no_leg_extend=b1 >> 1 & 1,
        new_names=b1 >> 2 & 1,
        technique=b1 >> 3 & 7,
        awake=b1 >> 6,
        width=b2 & 3,
        speed=b2 >> 2 & 7,
        wheel_on=b2 >> 5 & 1,
        heat_on=b2 >> 6,
        air_strength=b3 & 7,
        vibration=b3 >> 3 & 7,
        ioniser_on=b3 >> 6,
        scope=b4 >> 5,
        time_s=(b4 & 0x1F) << 7 | b5,
        error_code=b5 if state == State.FAULT else 0,
        acting=Airbags(
            b6 & 1, b6 >> 1 & 1, b6 >> 2 & 1, b6 >> 3 & 1, b6 >> 4 & 1, b7 >> 4 & 1, b7 >> 5 & 1, b7 >> 6
        ),
        wheel_speed=b6 >> 5,
        state=state,
        roller_height=b8 & 0x1F,
        height_bits=b8 >> 5,
        scan_position=b9 & 0x0F,
        scan_succeeded=b9 >> 4 & 1,
        shoulder_adjustable=b9 >> 5 & 1,
        scanning=b9 >> 6,
        back_motor=b10 & 3,
        legs_motor=b10 >> 2 & 3,
        slide_motor=b10 >> 4 & 3,
        zero_gravity=b10 >> 6,
        commercial=b11 & 1,
        volume=b11 >> 1 & 7,
        music_on=b11 >> 4 & 1,
        buzzer=b11 >> 5,
        preset_time=b12 & 3,
        air=AirPrograms(b12 >> 2 & 1, b12 >> 3 & 1, b12 >> 4 & 1, b12 >> 5 & 1, b12 >> 6),
        wheel_direction=b13 & 3,
        program=b13 >> 2 & 0x0F,
        strength_3d=b14 & 7,
        skill_3d=b14 >> 3 & 7,
    )
