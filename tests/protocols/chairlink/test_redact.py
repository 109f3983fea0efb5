"""A serial number leaves no trace in what is shown to others, and the frames stay frames."""

import struct

import pytest

from chairctl.control.redaction import masked_bytes
from chairctl.protocols.chairlink.frames import Frame, IdentityPayload, Kind, decode, decode_identity, encode
from chairctl.protocols.chairlink.redact import redact


def identity(serial: bytes = b"CHAIR-12345", channels: int = 1) -> bytes:
    payload = struct.pack("<BBBHH16s16sB", 1, 0, 0, 300, 40, b"REFERENCE", serial, channels)
    return encode(Kind.IDENTITY, 1, 7, payload + struct.pack("<BH", 3, 1000))


def serials(data: bytes) -> list[str]:
    frames = [decode(piece) for piece in data.split(b"\0")]
    found = [decode_identity(frame.payload) for frame in frames if isinstance(frame, Frame)]
    return [one.serial_number for one in found if isinstance(one, IdentityPayload)]


def test_the_serial_number_is_masked_in_a_frame_that_stays_sound() -> None:
    data = identity()
    shown = redact(data, masked_bytes)
    assert len(shown) == len(data)
    assert serials(data) == ["CHAIR-12345"]
    assert serials(shown) == ["CHAIx-xxxxx"]
    assert b"12345" not in shown


def test_a_broken_frame_loses_the_number_that_a_sound_one_told() -> None:
    data = identity()
    shown = redact(data[4:] + data, masked_bytes)
    assert len(shown) == 2 * len(data) - 4
    assert b"12345" not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"noise\0more",
        encode(Kind.TELEMETRY, 1, 7, b"CHAIR-12345"),
        encode(Kind.IDENTITY, 1, 7, b"short"),
        identity(channels=2),
    ],
)
def test_all_else_stays_as_it_was(data: bytes) -> None:
    assert redact(data, masked_bytes) == data


def test_a_short_number_is_masked_in_its_place_and_not_looked_for_elsewhere() -> None:
    data = encode(Kind.TELEMETRY, 1, 7, b"seat 7a") + identity(b"7a")
    shown = redact(data, masked_bytes)
    assert serials(shown) == ["xx"]
    assert b"seat 7a" in shown
