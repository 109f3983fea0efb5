"""The keys of a RongTai chair, as its remote, its app and we press them.

Key 7E (reset as if powered anew) is not here and can't be encoded. A chair obeys a key; nothing tells
what became of it but the next status.
"""

from enum import IntEnum
from typing import NamedTuple


class Key(IntEnum):
    """Every key that may be encoded; which of them the device really presses is in `steps.py`."""

    POWER = 0x01  # toggle; from running or waiting the chair ends its session and travels home
    AUTO_RECOVER = 0x10
    AUTO_STRETCH = 0x11
    AUTO_RELAX = 0x12
    AUTO_PAIN_RELIEF = 0x13
    AUTO_UPPER_BODY = 0x14
    AUTO_LOWER_BODY = 0x15
    KNEAD = 0x20
    KNOCK = 0x21
    SHIATSU = 0x22
    TAP = 0x23
    KNEAD_AND_KNOCK = 0x24
    RHYTHM = 0x25
    MUSIC = 0x26  # toggle
    HEAT = 0x27  # toggle
    SCOPE_PARTIAL = 0x28
    SCOPE_POINT = 0x29
    SCOPE_FULL = 0x2A
    WIDTH_NARROW = 0x2B
    WIDTH_MEDIUM = 0x2C
    WIDTH_WIDE = 0x2D
    SPEED_1 = 0x2E
    SPEED_2 = 0x2F
    SPEED_3 = 0x30
    SPEED_4 = 0x31
    SPEED_5 = 0x32
    SPEED_6 = 0x33
    WHEEL_SLOW = 0x34
    WHEEL_MEDIUM = 0x35
    WHEEL_FAST = 0x36
    WHEEL_OFF = 0x37
    IONISER = 0x38  # toggle
    SKILL_1 = 0x39
    SKILL_2 = 0x3A
    SKILL_3 = 0x3B
    SKILL_CYCLE = 0x3D
    AIR_LEG = 0x40  # toggles, 0x40 to 0x44
    AIR_ARM_SHOULDER = 0x41
    AIR_BACK_WAIST = 0x42
    AIR_SEAT = 0x43
    AIR_FULL = 0x44
    AIR_1 = 0x45
    AIR_2 = 0x46
    AIR_3 = 0x47
    AIR_4 = 0x48
    AIR_5 = 0x49
    AIR_OFF = 0x4A
    SESSION_10_MIN = 0x50
    SESSION_20_MIN = 0x51
    SESSION_30_MIN = 0x52
    SPEAKER = 0x53  # toggle
    LIGHT_LOW = 0x55
    LIGHT_MEDIUM = 0x56
    LIGHT_HIGH = 0x57
    STRENGTH_1 = 0x58
    STRENGTH_2 = 0x59
    STRENGTH_3 = 0x5A
    STRENGTH_4 = 0x5B
    STRENGTH_5 = 0x5C
    ROLLER_UP_START = 0x60
    ROLLER_UP_STOP = 0x61
    ROLLER_DOWN_START = 0x62
    ROLLER_DOWN_STOP = 0x63
    BACK_UP_START = 0x64
    BACK_UP_STOP = 0x65
    BACK_DOWN_START = 0x66
    BACK_DOWN_STOP = 0x67
    LEGS_UP_START = 0x68
    LEGS_UP_STOP = 0x69
    LEGS_DOWN_START = 0x6A
    LEGS_DOWN_STOP = 0x6B
    LEGS_EXTEND_START = 0x6C
    LEGS_EXTEND_STOP = 0x6D
    LEGS_RETRACT_START = 0x6E
    LEGS_RETRACT_STOP = 0x6F
    ZERO_GRAVITY = 0x70  # starts a long motion by itself
    CLOUD_1 = 0x71  # menu or armrest keys on some models, 0x71 to 0x74
    CLOUD_2 = 0x72
    CLOUD_3 = 0x73
    CLOUD_4 = 0x74
    NO_KEY = 0x7F
    WIDTH_MORE = 0x90
    WIDTH_LESS = 0x91


STOP_KEYS = (
    Key.ROLLER_UP_STOP,
    Key.ROLLER_DOWN_STOP,
    Key.BACK_UP_STOP,
    Key.BACK_DOWN_STOP,
    Key.LEGS_UP_STOP,
    Key.LEGS_DOWN_STOP,
    Key.LEGS_EXTEND_STOP,
    Key.LEGS_RETRACT_STOP,
)
"""They name the end of a motion: the only keys that may be pressed without looking first."""


class Mark(IntEnum):
    """Who presses the key. Engineering marks (BD, A5) are not here and can't be encoded."""

    REMOTE = 0x82  # the wired remote
    BLE = 0x83
    IOS = 0x84


class Hold(NamedTuple):
    """A motor that runs from one key to the other."""

    start: Key
    stop: Key


BACK = {1: Hold(Key.BACK_UP_START, Key.BACK_UP_STOP), -1: Hold(Key.BACK_DOWN_START, Key.BACK_DOWN_STOP)}
LEGS = {1: Hold(Key.LEGS_UP_START, Key.LEGS_UP_STOP), -1: Hold(Key.LEGS_DOWN_START, Key.LEGS_DOWN_STOP)}
"""Per direction: 1 up, -1 down."""
