"""What goes to and comes from a wire."""

from typing import NamedTuple


class Packet(NamedTuple):
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
