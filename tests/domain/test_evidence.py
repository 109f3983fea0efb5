"""The reader behind `chairctl decode`, with the smallest family that there can be: `!`, size, bytes, `.`"""

from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.evidence import LONGEST, NOTHING, Reader, Reading


def read_one(rest: bytes) -> Reading | None:
    if rest[:1] != b"!":
        return Reading(rest[:1], "", (), NOTHING)
    if len(rest) < 2:
        return None
    size = rest[1] - ord("0") + 3
    if len(rest) < size:
        return None
    flaw = "" if rest[size - 1 : size] == b"." else "dot"
    return Reading(rest[:size], "" if flaw else "word", (), flaw)


def found(*pieces: bytes) -> list[tuple[bytes, str]]:
    reader = Reader(read_one)
    said = [reading for piece in pieces for reading in reader.decode(piece)]
    return [(reading.data, reading.flaw) for reading in (*said, *reader.end())]


def test_messages_are_found_between_what_is_none() -> None:
    assert found(b"xy!2ab.z!0.") == [(b"xy", NOTHING), (b"!2ab.", ""), (b"z", NOTHING), (b"!0.", "")]


def test_a_message_may_come_in_pieces_and_one_without_end_is_told_at_the_end() -> None:
    assert found(b"!2", b"ab", b".!") == [(b"!2ab.", ""), (b"!", "incomplete")]
    assert found(b"") == []


def test_a_flawed_message_ends_where_a_good_one_begins_inside_of_it() -> None:
    assert found(b"!6ab!1c.x") == [(b"!6ab", "dot"), (b"!1c.", ""), (b"x", NOTHING)]
    assert found(b"!1cx!0.") == [(b"!1cx", "dot"), (b"!0.", "")]


def test_what_never_ends_is_given_up() -> None:
    reader = Reader(lambda rest: None)
    (waste,) = reader.decode(bytes(LONGEST + 10))
    assert (len(waste.data), waste.flaw) == (11, NOTHING)


@given(st.lists(st.binary(max_size=50), max_size=10))
def test_no_byte_is_lost_or_told_twice(pieces: list[bytes]) -> None:
    assert b"".join(data for data, _ in found(*pieces)) == b"".join(pieces)
