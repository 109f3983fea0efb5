"""Which channels a board has, and what it says of itself."""

import struct

from chairboard.heat import Heat
from chairboard.io import Inputs, Outputs
from chairboard.motors import AIR, VIBRATION, Level, Posture, Switch
from chairboard.roller import Roller
from chairboard.stimulation import Stimulation

VERSION = (1, 0, 0)
TELEMETRY_MS = 50

CHAIR = ((1, 1000), (2, 410), (3, 1000), (5, 600))
"""Roller, heat, air, stimulation: kind and greatest level, in IDENTITY's order."""
BRIDGE = ((VIBRATION, 1000),)
"""A switch in the supply of another device, and nothing else."""


def channels_of(layout: tuple[tuple[int, int], ...], inputs: Inputs, outputs: Outputs) -> list:  # type: ignore[type-arg]
    """The channels of a layout, at rest."""
    if layout == BRIDGE:
        return [Switch(inputs, outputs)]
    made = {1: Roller, 2: Heat, 5: Stimulation, 6: Posture}
    return [
        Level(kind, inputs, outputs) if kind in (AIR, VIBRATION) else made[kind](inputs, outputs)
        for kind, _ in layout
    ]


def identity(layout: tuple[tuple[int, int], ...], lease_cap_ms: int, serial_number: str) -> bytes:
    """The payload of IDENTITY."""
    model = b"BRIDGE" if layout == BRIDGE else b"REFERENCE"
    payload = struct.pack("<BBBHH", VERSION[0], VERSION[1], VERSION[2], lease_cap_ms, TELEMETRY_MS)
    payload += padded(model) + padded(serial_number.encode()) + bytes((len(layout),))
    for kind, greatest in layout:
        payload += struct.pack("<BH", kind, greatest)
    return payload


def padded(text: bytes) -> bytes:
    """Sixteen bytes."""
    return (text + bytes(16))[:16]
