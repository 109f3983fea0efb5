"""A trace becomes bytes and comes back; anything else is refused."""

import random
import zlib

import pytest

from chairctl.care.traces import UNPACKED_MOST, pack, plain, unpack
from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.domain.trace import SLICES_MOST, ChannelTrace, Quantity, SessionTrace, Span, TraceMark

LINE = (Span(0, 4), Span(None, None), Span(-3, 7))
AIR = ChannelTrace(Channel("air", ChannelKind.AIR, "chair"), (LINE,) * len(Quantity))
TRACE = SessionTrace(SECOND, (AIR, AIR), (TraceMark(2 * SECOND, Reason("pad_hot", "heat", 441, 430)),), 9)


def test_a_trace_comes_back_as_it_was() -> None:
    assert unpack(pack(TRACE)) == TRACE


def test_it_can_be_read_as_plain_values() -> None:
    assert isinstance(plain(TRACE), dict)


def test_a_full_trace_of_many_channels_is_small() -> None:
    line = tuple(Span(index // 7, index // 7 + 3) for index in range(SLICES_MOST))
    full = SessionTrace(SECOND, (ChannelTrace(AIR.channel, (line,) * len(Quantity)),) * 8)
    assert len(pack(full)) < 60_000


@pytest.mark.parametrize(
    "wrong",
    [
        SessionTrace(0, (AIR,)),
        SessionTrace(SECOND, (ChannelTrace(AIR.channel, (LINE,)),)),
        SessionTrace(SECOND, (AIR, ChannelTrace(AIR.channel, (LINE[:1],) * len(Quantity)))),
        SessionTrace(SECOND, (ChannelTrace(AIR.channel, ((Span(1, 1),) * 601,) * len(Quantity)),)),
    ],
    ids=["no time", "a line is missing", "lines of unlike length", "too long"],
)
def test_lines_that_do_not_fit_together_are_refused(wrong: SessionTrace) -> None:
    with pytest.raises(ValueError, match="fit"):
        unpack(pack(wrong))


def test_bytes_that_are_no_trace_are_refused() -> None:
    whole, chance, refused = pack(TRACE), random.Random(1), 0
    for wrong in (b"", b"x", whole[:-1], zlib.compress(b"{}"), zlib.compress(bytes(UNPACKED_MOST + 1))):
        with pytest.raises(ValueError, match=r".+"):
            unpack(wrong)
    for _ in range(500):
        damaged = bytearray(whole)
        damaged[chance.randrange(2, len(damaged))] ^= 1 << chance.randrange(8)
        try:
            assert unpack(bytes(damaged)) == TRACE  # some bits of the packing mean nothing
        except ValueError:
            refused += 1
    assert refused > 480
