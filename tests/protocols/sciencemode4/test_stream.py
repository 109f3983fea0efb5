from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.sciencemode4.frames import LONGEST, Flaw, Frame, encode
from chairctl.protocols.sciencemode4.stream import FrameStream, Waste

GOOD = encode(37, 13, bytes.fromhex("00048100100030"))
FRAME = Frame(13, 37, bytes.fromhex("00048100100030"))


def frames_in(parts: list[bytes]) -> list[Frame]:
    stream = FrameStream()
    return [item for part in parts for item in stream.feed(part) if isinstance(item, Frame)]


def test_a_frame_byte_by_byte_is_one_frame() -> None:
    stream = FrameStream()
    assert [item for byte in GOOD for item in stream.feed(bytes((byte,)))] == [FRAME]


def test_waste_before_a_frame_is_counted() -> None:
    assert FrameStream().feed(b"abc\xf0\xf0" + GOOD) == [Waste(5, Flaw.SYNC), FRAME]


def test_a_lone_first_byte_may_become_a_frame() -> None:
    stream = FrameStream()
    assert stream.feed(b"x\xf0") == [Waste(1, Flaw.SYNC)]
    assert stream.feed(GOOD[1:]) == [FRAME]
    assert stream.feed(b"\xf0") == []
    assert stream.feed(b"x" + GOOD) == [Waste(2, Flaw.SYNC), FRAME]


def test_an_escaped_byte_that_looks_like_a_beginning_is_none() -> None:
    # A CRC byte of A5 is sent as 81 F0, and 81 follows.
    wire = next(wire for data in range(65536) if b"\x81\xf0\x81" in (wire := encode(53, 1, data.to_bytes(2))))
    assert len(frames_in([wire[:6], wire[6:7], wire[7:]])) == 1


def test_a_frame_cut_short_costs_nothing_but_itself() -> None:
    for end in range(2, len(GOOD)):
        stream = FrameStream()
        found = [*stream.feed(GOOD[:end] + GOOD), *stream.feed(GOOD)]
        assert [item for item in found if isinstance(item, Frame)] == [FRAME, FRAME], end


def test_a_broken_frame_is_waste_as_a_whole_and_the_next_one_is_read() -> None:
    broken = GOOD.replace(b"\x25\x00", b"\x25\x01")
    assert FrameStream().feed(broken + GOOD) == [Waste(len(GOOD), Flaw.CRC), FRAME]


def test_no_more_than_one_frame_is_ever_kept() -> None:
    stream = FrameStream()
    head = b"\xf0" + b"".join(bytes((0x81, byte ^ 0x55)) for byte in LONGEST.to_bytes(2, "big"))
    stream.feed(head + bytes(LONGEST - len(head) - 1))
    assert len(stream._kept) == LONGEST - 1
    assert stream.feed(b"\x0e") == [Waste(LONGEST, Flaw.END)]
    for _ in range(100):
        stream.feed(b"\x01" * 1000)
        stream.feed(b"\xf0\x81" * 500)
        assert len(stream._kept) < LONGEST


@given(
    st.lists(st.one_of(st.just(GOOD), st.binary(max_size=30), st.just(GOOD[:11])), max_size=8),
    st.lists(st.integers(0, 300), max_size=10),
)
def test_the_frames_are_the_same_however_the_bytes_are_split(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [data[start:end] for start, end in pairwise(places)]
    assert frames_in(pieces) == frames_in([data]) == frames_in([bytes((byte,)) for byte in data])
