"""A device's id leaves no trace in what is shown to others, and the frames stay frames."""

import pytest

from chairctl.control.redaction import masked_bytes
from chairctl.protocols.sciencemode4.frames import Command, Frame, decode, decode_device_id, encode
from chairctl.protocols.sciencemode4.redact import redact

ANSWER = Command.DEVICE_ID + 1


def identity(device_id: bytes = b"P24-004711") -> bytes:
    return encode(ANSWER, 15, b"\0" + device_id)


def test_the_id_is_masked_in_a_frame_that_stays_sound() -> None:
    data = encode(Command.BATTERY + 1, 2, b"\0\x50\x1c\x20") + identity() + identity()[:9]
    shown = redact(data, masked_bytes)
    assert len(shown) == len(data)
    assert b"4711" not in shown
    begin = data.index(identity())
    frame = decode(shown[begin : begin + len(identity())])
    assert isinstance(frame, Frame)
    assert decode_device_id(frame.data) == "P24-xxxxxx"


def test_a_broken_frame_loses_the_id_that_a_sound_one_told() -> None:
    shown = redact(identity()[:-1] + b"?" + identity(), masked_bytes)
    assert b"4711" not in shown


def test_an_id_with_bytes_that_are_stuffed_keeps_its_length() -> None:
    data = identity(b"\x81\xf0\x0f-004711")
    shown = redact(data, masked_bytes)
    assert len(shown) == len(data)
    assert b"4711" not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xf0\x81",
        b"noise",
        identity()[:-3],
        encode(ANSWER, 1, b"\0short"),
        encode(ANSWER, 1, b"\x01P24-004711"),
        encode(Command.EXTENDED_VERSION + 1, 1, b"\0P24-004711"),
        b"\xf0\x81\xff\x81\xff\x81\x00\x81\x00P24-004711\x0f",
    ],
)
def test_all_else_stays_as_it_was(data: bytes) -> None:
    assert redact(data, masked_bytes) == data
