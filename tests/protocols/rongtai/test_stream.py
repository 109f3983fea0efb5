"""Statuses in a stream of whatever comes: information frames, upload bytes, garbage, any split."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rongtai_vectors import CAPTURES, SLIP

from chairctl.protocols.rongtai.frames import Flaw, Status, decode
from chairctl.protocols.rongtai.stream import StatusStream, Waste

FRAMES = [bytes.fromhex(capture) for capture in CAPTURES]
INFORMATION = bytes.fromhex("f0851205310040117a02")
"""Ten bytes, without an end byte."""


def statuses(data: bytes, *, stream: StatusStream | None = None) -> list[Status]:
    return [item for item in (stream or StatusStream()).feed(data) if isinstance(item, Status)]


def read(frame: bytes) -> Status:
    found = decode(frame)
    assert isinstance(found, Status)
    return found


def test_statuses_in_a_row_are_all_found() -> None:
    assert statuses(b"".join(FRAMES)) == [read(frame) for frame in FRAMES]


@pytest.mark.parametrize(
    "between",
    [
        INFORMATION,
        INFORMATION + b"\x22",
        INFORMATION + b"\x22\xf1",
        INFORMATION + b"\xf1",
        INFORMATION + INFORMATION,
        b"\x43",
        b"\x06\x15\x43",
        b"\xf1",
        b"\xf1\x43\xf1",
        INFORMATION[:4],
    ],
)
def test_what_is_between_statuses_and_is_known_is_passed_over_without_a_word(between: bytes) -> None:
    found = StatusStream().feed(FRAMES[0] + between + FRAMES[1])
    assert found == [read(FRAMES[0]), read(FRAMES[1])]


def test_an_information_frame_ends_after_twelve_bytes() -> None:
    found = StatusStream().feed(INFORMATION + b"\x01\x02\x03" + FRAMES[0])
    assert found == [read(FRAMES[0]), Waste(1, Flaw.MARKER)]


@pytest.mark.parametrize(
    ("data", "waste"),
    [
        (bytes.fromhex(SLIP), Waste(17, Flaw.CHECKSUM)),
        (b"\x17\x2a\x99", Waste(3, Flaw.MARKER)),
        (FRAMES[0][:9], Waste(9, Flaw.SIZE)),
        (FRAMES[0][:9] + b"\xf1", Waste(10, Flaw.SIZE)),
        (FRAMES[0][:16] + b"\0", Waste(17, Flaw.MARKER)),
        (b"\xf0", Waste(1, Flaw.SIZE)),
    ],
)
def test_garbage_is_counted_and_the_next_status_is_found(data: bytes, waste: Waste) -> None:
    found = StatusStream().feed(data + FRAMES[1])
    assert read(FRAMES[1]) in found
    assert waste in found


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_arbitrary_bytes_in_arbitrary_pieces_give_the_same_statuses(data: bytes, cuts: list[int]) -> None:
    data = data[:100] + FRAMES[3] + data[100:]
    whole, stream = statuses(data), StatusStream()
    pieces = []
    start = 0
    for cut in sorted(cut for cut in cuts if cut < len(data)):
        pieces += statuses(data[start:cut], stream=stream)
        start = cut
    pieces += statuses(data[start:], stream=stream)
    assert pieces == whole
    assert len(stream._kept) <= 17


def test_a_million_random_bytes_raise_nothing_and_hide_no_status_behind_them() -> None:
    rng, stream = random.Random(4), StatusStream()
    found = 0
    for _ in range(1_000):
        frame = rng.choice(FRAMES)
        noise = bytes(byte for byte in rng.randbytes(1_000) if byte != 0xF0)
        found += statuses(noise + frame, stream=stream) == [read(frame)]
    assert found == 1_000


def test_mutated_statuses_are_refused_or_are_what_they_say() -> None:
    rng = random.Random(5)
    for _ in range(20_000):
        frame = bytearray(rng.choice(FRAMES))
        for _ in range(rng.randint(1, 3)):
            frame[rng.randrange(len(frame))] = rng.randrange(256)
        for found in statuses(bytes(frame)):
            assert found == read(bytes(frame))
