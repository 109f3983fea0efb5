"""What goes to and comes from a wire."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(slots=True)
class Packet:
    """Bytes for, or from, one device. `urgent` packets (stop) overtake whatever still waits."""

    device: str
    data: bytes
    urgent: bool = False


class AtRest(NamedTuple):
    """How a warden, which knows no protocol, recognises a device that is stopped.

    In frames of this kind (COBS with CRC-32, kind in the second byte) all bytes at `zeros` are 0.
    """

    kind: int
    zeros: tuple[int, ...]


class Answer(NamedTuple):
    """Another way to recognise one: it answers the stop bytes with exactly these, and is at rest then."""

    data: bytes


class SerialSettings(NamedTuple):
    """How a serial line is spoken to; 8 data bits and 1 stop bit throughout."""

    baud_rate: int
    parity: str = "N"
    """N, E or O."""


class Gatt(NamedTuple):
    """Where a device is spoken to over Bluetooth LE; all are UUIDs in lower case."""

    service: str
    write: tuple[str, ...]
    """Characteristics for what we send; the first that the device has is used."""
    notify: str | None
    """Characteristic that brings what it says; None: it says nothing."""
    acknowledged: bool
    """Write with response."""
