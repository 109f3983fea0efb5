import json
from pathlib import Path

import pytest
from crccheck.crc import CrcXmodem
from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.sciencemode4.frames import (
    SHORTEST,
    Block,
    ChannelError,
    Command,
    CurrentData,
    Flaw,
    Frame,
    Point,
    Status,
    Version,
    decode,
    decode_battery,
    decode_current_data,
    decode_device_id,
    decode_status,
    decode_version,
    encode,
    encode_point,
    encode_update,
    is_balanced,
    size_of,
)

VECTORS = json.loads((Path(__file__).parents[3] / "docs/protocols/sciencemode4-vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_written_and_read(vector: dict[str, str | int]) -> None:
    wire, data = bytes.fromhex(str(vector["wire"])), bytes.fromhex(str(vector["data"]))
    number, command = int(vector["number"]), int(vector["command"])
    assert encode(command, number, data) == wire
    assert size_of(wire) == len(wire)
    assert decode(wire) == Frame(number, command, data)


def test_the_update_of_the_vectors_is_made_from_its_meaning() -> None:
    pulse = Block(3, 50, (Point(200, 40), Point(100, 0), Point(200, -40)))
    vectors = {vector["name"]: bytes.fromhex(vector["wire"]) for vector in VECTORS}
    (update,) = [wire for name, wire in vectors.items() if name.startswith("ml_update: channel 0")]
    assert encode_update(6, [pulse]) == update
    assert encode_update(16, [None] * 8) == vectors["ml_update: no channel"]


def test_the_low_level_vector_has_the_same_points() -> None:
    (wire,) = [bytes.fromhex(v["wire"]) for v in VECTORS if v["name"].startswith("ll_channel_config")]
    frame = decode(wire)
    assert isinstance(frame, Frame)
    assert frame.data == b"\xd1" + encode_point(Point(250, 24)) + encode_point(Point(250, -24))


def test_an_update_names_its_channels_in_a_mask_and_their_blocks_in_order() -> None:
    one, two = (
        Block(0, 20, (Point(100, 1), Point(100, -1))),
        Block(15, 32767, (Point(50, 300), Point(50, -300))),
    )
    frame = decode(encode_update(1, [None, one, None, None, None, None, None, two]))
    assert isinstance(frame, Frame)
    assert frame.data[0] == 0b1000_0010
    assert frame.data[1:4] == b"\x10\x00\x28"
    assert frame.data[12:15] == b"\x1f\xff\xfe"
    assert len(frame.data) == 1 + 2 * (3 + 8)


@pytest.mark.parametrize("points", [(Point(100, 10),), (Point(100, 10), Point(101, -10))])
def test_a_pulse_that_leaves_charge_behind_is_never_encoded(points: tuple[Point, ...]) -> None:
    assert not is_balanced(points)
    with pytest.raises(ValueError, match="charge behind"):
        encode_update(1, [Block(0, 20, points)])


@given(st.integers(0, 1023), st.integers(0, 63), st.binary(max_size=200))
def test_what_is_written_is_read_again_and_nothing_special_stands_in_its_payload(
    command: int, number: int, data: bytes
) -> None:
    wire = encode(command, number, data)
    assert decode(wire) == Frame(number, command, data)
    assert 0xF0 not in wire[9:]
    assert 0x0F not in wire[9:-1]
    assert CrcXmodem.calc(wire[9:-1]) == (wire[6] ^ 0x55) << 8 | wire[8] ^ 0x55


def sealed(stuffed: bytes) -> bytes:
    """A frame with the right CRC around whatever payload."""
    head = (len(stuffed) + 10).to_bytes(2, "big") + CrcXmodem.calc(stuffed).to_bytes(2, "big")
    return b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in head) + stuffed + b"\x0f"


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        (sealed(b"\x04\x34")[:-1] + b"\x0e", Flaw.END),
        (sealed(b"\x04\x34").replace(b"\x34\x0f", b"\x35\x0f"), Flaw.CRC),
        (sealed(b"\x04\x34")[:5] + b"\x80" + sealed(b"\x04\x34")[6:], Flaw.SYNC),
        (sealed(b"\x04\x34")[:7] + b"\x80" + sealed(b"\x04\x34")[8:], Flaw.SYNC),
        (sealed(b"\x04\x34\x81"), Flaw.STUFFING),
        (sealed(b"\x04\x0f\x34"), Flaw.STUFFING),
        (sealed(b"\x81\x51"), Flaw.STUFFING),
    ],
)
def test_what_is_wrong_with_a_frame_is_said(wire: bytes, flaw: Flaw) -> None:
    assert decode(wire) is flaw


def test_a_length_that_no_frame_has_is_no_length() -> None:
    for size in (0, SHORTEST - 1, 1201, 0xFFFF):
        head = b"".join(bytes((0x81, byte ^ 0x55)) for byte in size.to_bytes(2, "big"))
        assert size_of(b"\xf0" + head) is Flaw.SIZE
    assert size_of(b"\xf0\x81\x55\x80") is Flaw.SYNC
    assert size_of(b"\xf0\x81\x55\x81") is None


def test_a_frame_in_which_another_begins_will_never_come_whole() -> None:
    wire = encode(Command.DEVICE_ID, 1, bytes(20))
    assert size_of(wire[:15]) == len(wire)
    assert size_of(wire[:15] + b"\xf0") is Flaw.CUT


def data_of(name: str) -> bytes:
    (data,) = [bytes.fromhex(v["data"]) for v in VECTORS if v["name"].startswith(name)]
    return data


def test_current_data_says_of_each_channel_whether_it_runs_and_what_is_wrong() -> None:
    none, off, low = ChannelError.NONE, ChannelError.ELECTRODE, ChannelError.CURRENT
    assert decode_current_data(data_of("ml_get_current_data_ack")) == CurrentData(
        0,
        (True, False, False, False, False, False, False, True),
        (none, none, none, off, none, none, none, low),
    )
    assert decode_current_data(b"\x07") == CurrentData(7, (), ())


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"\x00", Flaw.LENGTH),
        (b"\x00\x04\0\0\0\0", Flaw.LENGTH),
        (b"\x00\x03\0\0\0\0\0", Flaw.VALUE),
        (b"\x00\x04\0\x04\0\0\0", Flaw.VALUE),
    ],
)
def test_current_data_that_says_nothing_sound_is_none(data: bytes, flaw: Flaw) -> None:
    assert decode_current_data(data) is flaw


def test_the_other_answers_of_the_vectors() -> None:
    assert decode_status(data_of("get_stim_status_ack")) is Status.MID_RUNNING
    assert decode_battery(data_of("get_battery_status_ack")) == 7543
    assert decode_device_id(data_of("get_device_id_ack")) == "P24-000123"
    version = bytes((0, 3, 1, 0, 4, 1, 0, 1, 2, 3, 4, 0, 1))
    assert decode_version(version) == Version("3.1.0", 4)


def test_answers_of_a_wrong_length_or_with_a_bad_result_are_none() -> None:
    for read, length in (
        (decode_status, 3),
        (decode_battery, 4),
        (decode_device_id, 11),
        (decode_version, 13),
    ):
        assert read(bytes(length - 1)) is Flaw.LENGTH
        assert read(b"\x02" + bytes(length - 1)) is Flaw.VALUE
    assert decode_status(b"\0\x04\0") is Flaw.VALUE


def test_an_id_is_shown_as_printable_text_only() -> None:
    assert decode_device_id(b"\0A\x1b[31m\xff \0\0") == "A?[31m?"
