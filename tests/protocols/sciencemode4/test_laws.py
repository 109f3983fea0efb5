"""Laws of the contract over random conversations; tests/conformance has them over whole sessions."""

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.sciencemode4.conversation import (
    ID,
    ISSUER,
    LOW_STOP,
    MID_INIT,
    PULSES,
    STOP,
    UPDATE,
    VERSIONS,
    Wire,
    frame_of,
    state,
)

from chairctl.domain.channels import OFF, Output, OutputImage
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled, Telemetry
from chairctl.domain.time import MILLISECOND
from chairctl.protocols.sciencemode4.frames import encode

Step = tuple[str, int, int]
ANSWERS = {
    "known": [(52, ID), (68, VERSIONS)],
    "ready": [(30, b"\0")],
    "taken": [(32, b"\0")],
    "running": [(36, state(3))],
    "rest": [(62, b"\0\0\1")],
    "busy": [(62, b"\0\3\6")],
    "stopped": [(34, b"\0")],
    "faulty": [(36, b"\7"), (32, b"\2"), (30, b"\10")],
}
STEPS = st.lists(
    st.tuples(st.sampled_from([*ANSWERS, "turn", "noise", "line"]), st.integers(0, 300), st.integers(0, 40)),
    max_size=40,
)


def play(steps: list[Step], *, always_unarmed: bool = False) -> list[Packet]:
    """A random conversation; every packet that the host sent."""
    wire, rng, sent = Wire(), random.Random(7), list[Packet]()
    for action, number, level in steps:
        wire.now += number * MILLISECOND
        if action == "noise":
            wire.unit.receive(rng.randbytes(number), wire.now)
        elif action == "line":
            wire.unit.line_up(wire.now)
        for command, data in ANSWERS.get(action, []):
            if command in wire.asked:
                wire.answer(command, data)
        armed = not always_unarmed and number % 5 > 0
        image: OutputImage = (Output(level * 5, PULSES), OFF) if armed and level else (OFF, OFF)
        permit = ISSUER.issue(image, armed=armed, now=wire.now, expires_at=wire.now + 250 * MILLISECOND)
        packets = wire.unit.transmit(permit, wire.now)
        wire.asked |= {frame_of(packet).command: frame_of(packet).number for packet in packets}
        sent += packets
    return sent


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_law_3_receive_never_raises_whatever_the_bytes(parts: list[bytes]) -> None:
    wire = Wire().running(100, 50)
    for part in parts:
        for report in wire.unit.receive(part, wire.now):
            assert isinstance(report, Garbled)


@given(st.integers(0, 1023), st.binary(max_size=20), st.booleans())
def test_law_3_holds_for_sound_frames_with_any_content(command: int, data: bytes, asked: bool) -> None:
    wire = Wire().running(100, 50)
    wire.wait(2000).send(100, 50)
    wire.answer(command, data, number=None if asked and command in wire.asked else 5)
    wire.answer(36, data)
    wire.answer(54, data)


@given(STEPS)
def test_law_4_under_a_permit_that_is_not_armed_nothing_leaves_that_starts_or_keeps_alive(
    steps: list[Step],
) -> None:
    for packet in play(steps, always_unarmed=True):
        assert frame_of(packet).command in (STOP, LOW_STOP, 52, 54, 62, 68)


@given(STEPS)
def test_init_comes_before_every_update_and_every_update_is_balanced(steps: list[Step]) -> None:
    ready = False
    for packet in play(steps):
        frame = frame_of(packet)
        if frame.command == MID_INIT:
            ready = True
        elif frame.command == STOP:
            ready = False
        elif frame.command == UPDATE:
            assert ready
            points = [int.from_bytes(frame.data[at : at + 4]) for at in range(4, len(frame.data), 4)]
            assert sum((point >> 20) * ((point >> 10 & 0x3FF) - 300) for point in points) == 0


def test_a_report_is_never_made_from_half_an_answer() -> None:
    wire = Wire().running(100, 50)
    wire.wait(50).send(100, 50)
    answer = encode(37, wire.asked[36], state(3))
    for byte in answer[:-1]:
        assert wire.unit.receive(bytes((byte,)), wire.now) == []
    (report,) = wire.unit.receive(answer[-1:], wire.now)
    assert isinstance(report, Telemetry)
