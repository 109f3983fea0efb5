"""Takes the device's id out of what it has sent, so that it can be shown to others."""

from collections.abc import Callable

from chairctl.protocols.sciencemode4.frames import (
    HEAD,
    Command,
    Flaw,
    Frame,
    decode,
    decode_device_id,
    encode,
    size_of,
)

_ANSWER = Command.DEVICE_ID + 1


def redact(data: bytes, mask: Callable[[bytes], bytes]) -> bytes:
    """The same bytes with every device id masked; `mask` keeps the length, and so does this.

    Frames stay sound: the CRC is made anew. A broken frame only loses an id that a sound one told.
    """
    told: dict[bytes, bytes] = {}
    whole = bytearray(data)
    at = data.find(HEAD)
    while at >= 0:
        size = size_of(data[at:])
        frame = decode(data[at : at + size]) if isinstance(size, int) and at + size <= len(data) else None
        if (
            isinstance(frame, Frame)
            and frame.command == _ANSWER
            and not isinstance(decode_device_id(frame.data), Flaw)
        ):
            shown = mask(frame.data[1:])
            told[frame.data[1:]] = shown
            piece = encode(_ANSWER, frame.number, frame.data[:1] + shown)
            whole[at : at + len(piece)] = piece
        at = data.find(HEAD, at + 1)
    masked = bytes(whole)
    for one, shown in told.items():
        masked = masked.replace(one, shown)
    return masked
