import json
from itertools import pairwise
from pathlib import Path

import pytest
from crccheck.crc import CrcXmodem
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.sciencemode4.frames import Message, Reader, crc16, read, write

VECTORS = json.loads((Path(__file__).parents[3] / "docs/protocols/sciencemode4-vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_written_and_read(vector: dict[str, str | int]) -> None:
    wire, data = bytes.fromhex(str(vector["wire"])), bytes.fromhex(str(vector["data"]))
    message = Message(int(vector["number"]), int(vector["command"]), data)
    assert write(message.command, message.number, data) == wire
    assert read(wire) == message
    assert Reader().feed(wire) == [message]


@given(st.binary(max_size=100))
def test_the_crc_is_xmodem(data: bytes) -> None:
    assert crc16(data) == CrcXmodem.calc(data)


GOOD = write(36, 7, b"\x04")


@given(
    st.lists(st.one_of(st.just(GOOD), st.binary(max_size=30), st.just(GOOD[:11])), max_size=8),
    st.lists(st.integers(0, 300), max_size=10),
)
def test_messages_are_the_same_however_the_bytes_are_split(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    reader = Reader()
    split = [one for start, end in pairwise(places) for one in reader.feed(data[start:end]) if one]
    assert split == [one for one in Reader().feed(data) if one]


def test_a_spoilt_frame_is_noticed() -> None:
    assert Reader().feed(write(36, 7, b"\x04", spoil=1) + GOOD) == [None, Message(7, 36, b"\x04")]
    assert Reader().feed(GOOD[:-2] + GOOD) == [None, Message(7, 36, b"\x04")]


@pytest.mark.parametrize("body", [b"\x04\x81", b"\x81\x51"])
def test_a_body_that_says_nothing_is_none(body: bytes) -> None:
    head = (len(body) + 10).to_bytes(2, "big") + crc16(body).to_bytes(2, "big")
    assert read(b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in head) + body + b"\x0f") is None
