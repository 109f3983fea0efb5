"""What goes to and comes from a wire."""

from typing import NamedTuple


class Packet(NamedTuple):
    """Bytes for, or from, one device. `urgent` packets (stop) overtake whatever still waits."""

    device: str
    data: bytes
    urgent: bool = False
