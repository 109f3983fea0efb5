"""The simulator's codec against the vectors of the document and against other people's code."""

import json
from binascii import crc32
from pathlib import Path
from typing import Any

import pytest
from cobs import cobs
from crccheck.crc import Crc32
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.devices.chairlink.frames import Frame, FrameReader

VECTORS: list[dict[str, Any]] = json.loads(
    Path("docs/protocols/chairlink-vectors.json").read_text(encoding="utf-8")
)


def _each(vectors: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=[vector["name"] for vector in vectors])


@_each(VECTORS)
def test_every_vector_is_encoded_byte_for_byte(vector: dict[str, Any]) -> None:
    payload = bytes.fromhex(vector["body"])[10:-4]
    wire = frames.encode(vector["kind"], vector["sequence"], vector["epoch"], payload)
    assert wire.hex() == vector["wire"]


@_each(VECTORS)
def test_every_vector_is_decoded(vector: dict[str, Any]) -> None:
    (frame,) = FrameReader().feed(bytes.fromhex(vector["wire"]))
    payload = bytes.fromhex(vector["body"])[10:-4]
    assert frame == Frame(1, vector["kind"], vector["sequence"], vector["epoch"], payload)


@given(st.binary(max_size=300))
def test_the_crc_is_the_one_of_crccheck(data: bytes) -> None:
    assert crc32(data) == Crc32.calc(data)


def test_the_crc_has_the_check_value_of_the_document() -> None:
    assert crc32(b"123456789") == 0xCBF43926


@given(st.lists(st.binary(max_size=40)), st.integers(1, 7))
def test_frames_come_out_the_same_however_the_stream_is_split(payloads: list[bytes], size: int) -> None:
    stream = b"".join(frames.encode(1, n, n, payload) for n, payload in enumerate(payloads))
    whole = FrameReader().feed(stream)
    reader = FrameReader()
    pieces = [f for at in range(0, len(stream), size) for f in reader.feed(stream[at : at + size])]
    assert pieces == whole
    assert [frame.payload for frame in whole if frame is not None] == payloads


def test_empty_frames_are_ignored() -> None:
    assert FrameReader().feed(b"\0\0\0") == []


def test_the_greatest_body_is_understood_and_a_greater_one_is_not() -> None:
    assert FrameReader().feed(frames.encode(1, 0, 0, b"x" * 236)) == [Frame(1, 1, 0, 0, b"x" * 236)]
    assert FrameReader().feed(frames.encode(1, 0, 0, b"x" * 237)) == [None]


def test_a_body_too_short_for_a_header_is_bad_even_with_a_right_crc() -> None:
    body = b"\x01\x04"
    wire = cobs.encode(body + crc32(body).to_bytes(4, "little")) + b"\0"
    assert FrameReader().feed(wire) == [None]


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_an_endless_frame_counts_as_one_bad_frame_and_the_next_is_understood(size: int) -> None:
    reader = FrameReader()
    stream = b"\x55" * 5000 + b"\0" + frames.encode(1, 0, 0)
    found = [f for at in range(0, len(stream), size) for f in reader.feed(stream[at : at + size])]
    assert found == [None, Frame(1, 1, 0, 0, b"")]


def test_a_flipped_bit_anywhere_makes_a_frame_bad_or_splits_it() -> None:
    wire = frames.encode(3, 7, 0xC0FFEE42, bytes(range(25)))
    for bit in range(8 * len(wire)):
        broken = bytearray(wire)
        broken[bit // 8] ^= 1 << bit % 8
        assert all(frame is None for frame in FrameReader().feed(bytes(broken) + b"\0"))
