"""Laws of the contract over random conversations; tests/conformance has them over whole sessions."""

import random

from hypothesis import given
from hypothesis import strategies as st
from tests.protocols.chairlink.conversation import (
    EPOCH,
    HELLO_PACKET,
    ISSUER,
    STOP_PACKET,
    Wire,
    identity,
)

from chairctl.domain.channels import OFF, Output, OutputImage
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled
from chairctl.domain.time import MILLISECOND
from chairctl.protocols.chairlink.frames import Frame, Kind, decode

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["telemetry", "armed", "identity", "boot", "turn", "noise"]),
        st.integers(0, 1000),
        st.integers(0, 60),
    ),
    max_size=40,
)


def play(steps: list[Step], *, always_unarmed: bool = False) -> list[Packet]:
    """A random conversation; every packet that the host sent."""
    wire, rng, sent, epoch = Wire(), random.Random(7), [], EPOCH
    for action, number, echo in steps:
        wire.now += number * MILLISECOND
        match action:
            case "telemetry":
                wire.telemetry(echo=echo, epoch=epoch)
            case "armed":
                wire.telemetry(armed=True, echo=echo, air=number, epoch=epoch)
            case "identity":
                wire.chair.receive(identity(epoch=epoch), wire.now)
            case "boot":
                epoch += 1
            case "noise":
                wire.chair.receive(rng.randbytes(number), wire.now)
                wire.chair.receive(b"\0", wire.now)
        armed = not always_unarmed and number % 5 > 0
        image: OutputImage = (Output(number), OFF) if armed and number % 2 else (OFF, OFF)
        permit = ISSUER.issue(image, armed=armed, now=wire.now, expires_at=wire.now + 250 * MILLISECOND)
        sent += wire.chair.transmit(permit, wire.now)
    return sent


@given(st.lists(st.binary(max_size=400), max_size=20))
def test_law_3_receive_never_raises_whatever_the_bytes(parts: list[bytes]) -> None:
    chair = Wire().chair
    for part in parts:
        for report in chair.receive(part, 0):
            assert isinstance(report, Garbled)


@given(STEPS)
def test_law_4_under_a_permit_that_is_not_armed_only_stop_and_hello_leave(steps: list[Step]) -> None:
    for packet in play(steps, always_unarmed=True):
        assert packet in (STOP_PACKET, HELLO_PACKET)


@given(STEPS)
def test_arm_is_always_all_zeros_and_every_sequence_is_new(steps: list[Step]) -> None:
    seen: dict[int, int] = {}
    for packet in play(steps):
        frame = decode(packet.data.strip(b"\0"))
        assert isinstance(frame, Frame)
        if frame.kind in (Kind.ARM, Kind.OUTPUT):
            assert frame.sequence > seen.get(frame.epoch, 0)
            seen[frame.epoch] = frame.sequence
            if frame.kind == Kind.ARM:
                assert frame.payload[6:] == b"\0" * 4
