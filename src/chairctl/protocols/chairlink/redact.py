"""Takes the serial number out of what a chair has sent, so that it can be shown to others."""

import struct
from collections.abc import Callable

from chairctl.protocols.chairlink.frames import Frame, Kind, decode, decode_identity, encode

_SERIAL = slice(23, 39)
"""Where the serial number stands in the payload of IDENTITY."""


def redact(data: bytes, mask: Callable[[bytes], bytes]) -> bytes:
    """The same bytes with every serial number masked; `mask` keeps the length, and so does this.

    Frames stay sound: the CRC is made anew. A broken frame only loses a number that a sound one told.
    """
    pieces = data.split(b"\0")
    told: dict[bytes, bytes] = {}
    for at, piece in enumerate(pieces):
        frame = decode(piece)
        if not isinstance(frame, Frame) or frame.kind != Kind.IDENTITY:
            continue
        if not hasattr(decode_identity(frame.payload), "serial_number"):
            continue
        serial = frame.payload[_SERIAL].rstrip(b"\0")
        masked = mask(serial)
        told[serial] = masked
        payload = bytearray(frame.payload)
        payload[_SERIAL] = struct.pack("16s", masked)
        pieces[at] = encode(Kind.IDENTITY, frame.sequence, frame.epoch, bytes(payload))[:-1]
    whole = b"\0".join(pieces)
    for serial, masked in told.items():
        if len(serial) > 3:
            whole = whole.replace(serial, masked)
    return whole
