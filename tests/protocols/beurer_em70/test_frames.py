"""Every known frame, both ways, and the stream that finds them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.beurer_em70.frames import (
    LONGEST,
    READ_STATE,
    STOP,
    UNASKED,
    UP,
    Command,
    Flaw,
    Frame,
    State,
    checksum,
    decode,
    decode_state,
    encode,
)
from chairctl.protocols.beurer_em70.stream import FrameStream, Waste

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())
WIRES = [bytes.fromhex(vector["wire"]) for vector in VECTORS]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_reads_and_writes(vector: dict[str, str]) -> None:
    wire, info = bytes.fromhex(vector["wire"]), bytes.fromhex(vector["info"])
    assert decode(wire) == Frame(Command(int(vector["command"])), info)
    if len(info) == 1:
        assert encode(Command(int(vector["command"])), info[0]) == wire


def test_the_constants_are_the_vectors() -> None:
    assert {READ_STATE, STOP, UP} <= set(WIRES)
    assert {int(command) for command in UNASKED} == {11, 12, 14, 15}


def test_of_the_state_only_four_fields_count() -> None:
    frame = decode(bytes.fromhex("5a0c07010901041d3a3a00010d"))
    assert isinstance(frame, Frame)
    assert decode_state(frame.info) == State(connected=True, program=9, intensity=4, minutes_left=29)
    assert decode_state(frame.info + b"\1") == decode_state(frame.info[:5])
    assert decode_state(frame.info[:4]) is Flaw.LENGTH


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        ("", Flaw.HEADER),
        ("5b0507000067", Flaw.HEADER),
        ("5a", Flaw.LENGTH),
        ("5a05070066", Flaw.LENGTH),
        ("5a15" + "00" * 20, Flaw.LENGTH),
        ("5a0507000067", Flaw.CHECKSUM),
        ("5a0563000 0c2".replace(" ", ""), Flaw.COMMAND),
    ],
)
def test_what_is_wrong_with_a_frame_is_named(wire: str, flaw: Flaw) -> None:
    assert decode(bytes.fromhex(wire)) is flaw


def test_the_sum_has_sixteen_bits() -> None:
    assert checksum(b"\xff" * 0x102) == (0xFF * 0x102 & 0xFFFF).to_bytes(2, "big")


def test_waste_is_told_and_the_next_frame_is_found() -> None:
    bent = b"\x5a\x05\x07\x00\x00\x67"
    assert FrameStream().feed(b"\0\0" + bent + READ_STATE) == [
        Waste(2, Flaw.HEADER),
        Waste(6, Flaw.CHECKSUM),
        Frame(Command.READ_STATE, b"\0"),
    ]


def test_a_length_that_no_frame_has_does_not_swallow_what_follows() -> None:
    assert FrameStream().feed(b"\x5a\xff" + STOP) == [
        Waste(2, Flaw.LENGTH),
        Frame(Command.SET_INTENSITY, b"\0"),
    ]
    assert FrameStream().feed(b"\x5a\x00" + STOP)[-1] == Frame(Command.SET_INTENSITY, b"\0")
    assert FrameStream().feed(b"\0") == [Waste(1, Flaw.HEADER)]


@given(st.lists(st.sampled_from(WIRES), max_size=6), st.lists(st.integers(1, 15), max_size=40))
def test_however_frames_are_split_all_of_them_come_out(wires: list[bytes], sizes: list[int]) -> None:
    stream, rest, found = FrameStream(), b"".join(wires), []
    for size in sizes:
        found += stream.feed(rest[:size])
        rest = rest[size:]
    found += stream.feed(rest)
    assert found == [decode(wire) for wire in wires]


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_nothing_raises_and_little_is_kept(parts: list[bytes]) -> None:
    stream = FrameStream()
    for part in parts:
        stream.feed(part)
        assert len(stream._kept) < LONGEST
