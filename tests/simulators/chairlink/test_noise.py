"""Whatever comes in, the chair neither raises nor acts on it; memory stays bounded."""

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulators.host import EVERYTHING, MS, Host

from chairctl_simulators.devices.chairlink import SimulatedChair, frames

HELLO = frames.encode(frames.HELLO, 0, 0)
CAMPAIGN = int(os.environ.get("CHAIRCTL_FUZZ_FRAMES", "50000"))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.binary(max_size=400), st.integers(0, 80)), max_size=12))
def test_arbitrary_bytes_in_arbitrary_pieces_never_raise_and_never_energise(
    pieces: list[tuple[bytes, int]],
) -> None:
    chair = SimulatedChair(3)
    now = 0
    for data, pause_ms in pieces:
        now += pause_ms * MS
        chair.feed(data, now)
        truth = chair.truth(now)
        assert truth.outputs_zero
        assert not truth.armed
        assert truth.accepted == 0


@settings(max_examples=100)
@given(st.binary(max_size=600))
def test_a_good_frame_right_after_garbage_and_a_zero_is_understood(garbage: bytes) -> None:
    chair = SimulatedChair(3)
    chair.advance(0)
    answer = chair.feed(garbage + b"\0" + HELLO, 0)
    answers = frames.FrameReader().feed(answer)
    assert answers[-1] is not None
    assert answers[-1].kind == frames.IDENTITY


@settings(max_examples=50)
@given(st.integers(1, 60))
def test_a_session_works_however_its_bytes_are_split(size: int) -> None:
    host = Host()
    for wire in (host.order(frames.ARM), host.order(frames.OUTPUT, **EVERYTHING)):  # type: ignore[arg-type]
        for at in range(0, len(wire), size):
            host.now += 1 * MS
            host.send(wire[at : at + size])
    assert host.truth().accepted == 2


def test_memory_stays_bounded_under_a_flood_without_zeros() -> None:
    reader = frames.FrameReader()
    for _ in range(1000):
        assert len(reader.feed(b"\x55" * 10_000)) <= 1
        assert len(reader._tail) <= 252


def test_telemetry_that_nobody_fetches_is_not_piled_up() -> None:
    chair = SimulatedChair(3)
    for second in range(1, 100):
        chair.truth(second * 1000 * MS)
    assert len(chair.advance(99_000 * MS)) < 64 * 100


def _mutated(random: Random, wire: bytes, other: bytes) -> bytes:
    """The frame with 1 to 8 flipped bits, a burst, a piece of another one, or a piece missing."""
    broken = bytearray(wire)
    match random.randrange(4):
        case 0:
            for _ in range(random.randint(1, 8)):
                broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
        case 1:
            at = random.randrange(len(broken))
            size = random.randint(1, 6)
            broken[at : at + size] = random.randbytes(size)
        case 2:
            cut = random.randrange(1, len(broken))
            broken[cut:] = other[random.randrange(len(other)) :]
        case _:
            at = random.randrange(len(broken))
            del broken[at : at + random.randint(1, 5)]
    return bytes(broken)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_mutated_frames_never_energise_an_unarmed_chair_and_never_act_on_an_armed_one() -> None:
    random = Random(20_24)
    idle, armed = Host(), Host()
    armed.arm()
    accepted = 1
    acted = 0
    for number in range(CAMPAIGN):
        if number % 10 == 0:
            idle.wait(50 * MS)
            armed.wait(50 * MS)
            armed.send(armed.order(frames.OUTPUT))
            accepted += 1
            idle.seen, armed.seen = idle.seen[-2:], armed.seen[-2:]
            assert not armed.refusals
        # Without the mutation this frame would be accepted by the armed chair and energise everything.
        for host in (idle, armed):
            sequence = host.sequence + 1
            good = host.order(frames.OUTPUT, sequence=sequence, **EVERYTHING)  # type: ignore[arg-type]
            other = host.order(frames.ARM, sequence=sequence + 1)
            broken = _mutated(random, good, other)
            if good not in broken + b"\0" and other not in broken + b"\0":
                host.chair.feed(b"\0" + broken + b"\0", host.now)
                acted += not host.chair.outputs_zero
        assert acted == 0
    assert not idle.truth().armed
    assert idle.truth().accepted == 0
    assert armed.truth().accepted == accepted
