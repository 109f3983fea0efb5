from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.chairlink.frames import Flaw, Frame, Kind, decode, encode
from chairctl.protocols.chairlink.stream import LONGEST_PIECE, FrameStream, Waste

GOOD = encode(Kind.REFUSED, 7, 0xC0FFEE42, b"\x03\x05\x09\0\0\0")
FRAME = Frame(Kind.REFUSED, 7, 0xC0FFEE42, b"\x03\x05\x09\0\0\0")


def splits(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[start:end] for start, end in pairwise(places)]


def test_a_frame_byte_by_byte_is_one_frame() -> None:
    stream = FrameStream()
    found = [item for byte in GOOD for item in stream.feed(bytes([byte]))]
    assert found == [FRAME]


def test_empty_frames_are_passed_over() -> None:
    assert FrameStream().feed(b"\0\0" + GOOD + b"\0\0" + GOOD) == [FRAME, FRAME]


def test_waste_is_counted_and_the_next_good_frame_is_read() -> None:
    stream = FrameStream()
    assert stream.feed(b"\x09abc\0" + GOOD) == [Waste(4, Flaw.COBS), FRAME]


def test_a_frame_cut_short_costs_the_next_one_but_a_zero_byte_in_front_saves_it() -> None:
    stream = FrameStream()
    assert stream.feed(GOOD[:-3] + GOOD + GOOD) == [Waste(2 * len(GOOD) - 4, Flaw.COBS), FRAME]
    assert stream.feed(GOOD[:-3] + b"\0" + GOOD) == [Waste(len(GOOD) - 3, Flaw.COBS), FRAME]


def test_a_flood_without_a_zero_byte_is_thrown_away_as_it_comes() -> None:
    stream = FrameStream()
    assert stream.feed(b"\x01" * LONGEST_PIECE) == []
    assert stream.feed(b"\x01") == [Waste(LONGEST_PIECE + 1, Flaw.SIZE)]
    assert stream.feed(b"\x01" * 100_000) == [Waste(100_000, Flaw.SIZE)]
    assert stream.feed(b"") == []
    assert stream.feed(b"\x01\x01\0" + GOOD) == [Waste(2, Flaw.SIZE), FRAME]
    assert stream.feed(b"\x01" * 300 + b"\0" + GOOD) == [Waste(300, Flaw.SIZE), FRAME]


def test_the_tail_of_a_flood_is_no_frame_even_if_it_looks_like_one() -> None:
    stream = FrameStream()
    stream.feed(b"\x01" * 253)
    assert stream.feed(GOOD + GOOD) == [Waste(len(GOOD) - 1, Flaw.SIZE), FRAME]


def test_a_flood_that_ends_exactly_at_a_zero_byte_leaves_the_next_frame_whole() -> None:
    stream = FrameStream()
    assert stream.feed(b"\x01" * 253) == [Waste(253, Flaw.SIZE)]
    assert stream.feed(b"\0" + GOOD) == [FRAME]


@given(st.binary(max_size=2_000), st.lists(st.integers(0, 5_000), max_size=30))
def test_any_bytes_in_any_split_never_raise_stay_bounded_and_lose_no_good_frame(
    noise: bytes, cuts: list[int]
) -> None:
    stream = FrameStream()
    found: list[Frame | Waste] = []
    for part in splits(noise + b"\0" + GOOD, cuts):
        found += stream.feed(part)
        assert len(stream._kept) <= LONGEST_PIECE
    assert found[-1] == FRAME


@given(st.binary(max_size=600), st.lists(st.integers(0, 5_000), max_size=20))
def test_within_one_good_frame_after_any_noise_the_stream_is_in_step(noise: bytes, cuts: list[int]) -> None:
    stream = FrameStream()
    found: list[Frame | Waste] = []
    for part in splits(noise + GOOD + GOOD, cuts):
        found += stream.feed(part)
    assert found[-1] == FRAME


@given(st.binary(max_size=1_500), st.lists(st.integers(0, 5_000), max_size=20))
def test_every_byte_is_either_in_a_frame_or_counted_or_kept(data: bytes, cuts: list[int]) -> None:
    stream = FrameStream()
    counted = 0
    for part in splits(data, cuts):
        for item in stream.feed(part):
            if isinstance(item, Waste):
                counted += item.byte_count
            else:
                counted += len(encode(Kind(item.kind), item.sequence, item.epoch, item.payload)) - 1
    assert counted + len(stream._kept) == len(data) - data.count(0)


def test_decode_takes_nothing_between_frames() -> None:
    assert decode(b"") is Flaw.SIZE
