"""One bed by hand: what it is told, what is believed of it, and the four laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.channels import OFF, Channel, ChannelKind, Output, PostureMode
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled, Identity, Report, Telemetry
from chairctl.domain.time import MILLISECOND
from chairctl.profiles.device import ChannelProfile
from chairctl.profiles.loader import load_device
from chairctl.protocols.keeson.device import GATT, PANIC, Ergomotion
from chairctl.protocols.keeson.frames import Key, decode
from chairctl.protocols.keeson.parts import massage_level, massage_step
from chairctl.safety.issuer import Issuer

ISSUER = Issuer()
CHANNELS = load_device("ergomotion-bed").channels
UP = Output(1_000, PostureMode(1))
MINUS = Key.HEAD_MASSAGE_MINUS | Key.FOOT_MASSAGE_MINUS
Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["report", "turn", "noise", "down", "up"]), st.integers(0, 700), st.integers(0, 255)
    ),
    max_size=40,
)


def report(head: int = 0, feet: int = 0, massages: tuple[int, int] = (0, 0), moves: int = 0xF) -> bytes:
    return bytes([0xED, head, 0, feet, 0, *massages, 0, 0, 0, 0, 0, 0, moves, 2, 0])


def bed(channels: tuple[ChannelProfile, ...] = CHANNELS) -> Ergomotion:
    device = Ergomotion("bed", channels)
    device.line_up(0)
    return device


def send(device: Ergomotion, now: int, *image: Output, armed: bool = True) -> list[Packet]:
    whole = (*image, *(OFF,) * (len(CHANNELS) - len(image)))
    return device.transmit(ISSUER.issue(whole, armed=armed, now=now, expires_at=now + 300 * MILLISECOND), now)


def test_it_says_how_it_is_spoken_to_and_stopped() -> None:
    device = bed()
    assert device.panic == PANIC == bytes.fromhex("e5fe160000000006")
    assert device.gatt is GATT
    assert (device.serial, device.at_rest, device.next_deadline()) == (None, None, None)


def test_a_release_is_the_first_word_on_every_line_and_nothing_is_said_without_one() -> None:
    device = bed()
    assert send(device, 0, armed=False) == [Packet("bed", PANIC, urgent=True)]
    assert send(device, 1, armed=False) == []
    device.line_down(2)
    assert send(device, 3, UP) == []
    device.line_up(4)
    assert send(device, 5, armed=False) == [Packet("bed", PANIC, urgent=True)]


def test_the_first_report_makes_it_known() -> None:
    device = bed()
    identity, telemetry = device.receive(report(massages=(3, 0)), 7)
    assert isinstance(identity, Identity)
    assert [one.kind for one in identity.capabilities] == [one.channel.kind for one in CHANNELS]
    assert isinstance(telemetry, Telemetry)
    assert [readback.applied for readback in telemetry.readbacks] == [0, 0, 500, 0]
    assert not telemetry.armed
    assert len(device.receive(report(), 8)) == 1


def test_waste_is_summed_up_by_reason() -> None:
    assert bed().receive(bytes(5) + report(head=101) + bytes(9), 0) == [
        Garbled("bed", 5, "header"),
        Garbled("bed", 25, "value"),
    ]


def test_a_channel_that_the_bed_has_not_is_missing_in_its_identity() -> None:
    head, feet, massage, _ = CHANNELS
    unfit = [
        ChannelProfile(Channel("tilt", ChannelKind.POSTURE, "bed"), 1_000, 1_000, None, (1_000,)),
        ChannelProfile(Channel("head", ChannelKind.VIBRATION, "bed"), 1_000, 1_000, None, (1_000,)),
        ChannelProfile(Channel("head", ChannelKind.POSTURE, "bed"), 1_000, 1_000, None, (500, 1_000)),
        ChannelProfile(Channel("head_massage", ChannelKind.VIBRATION, "bed"), 1_000, 1_000),
        ChannelProfile(Channel("head_massage", ChannelKind.VIBRATION, "bed"), 1_000, 1_000, None, (200,)),
    ]
    for one in unfit:
        device = bed((one, feet))
        identity, telemetry = device.receive(report(), 0)
        assert isinstance(identity, Identity)
        assert [capability.kind for capability in identity.capabilities] == [ChannelKind.POSTURE]
        assert isinstance(telemetry, Telemetry)
        assert [readback.applied for readback in telemetry.readbacks] == [0, 0]
    assert (head.grid, massage.grid) == ((1_000,), (166, 333, 500))


def test_levels_are_steps_rounded_down() -> None:
    assert [massage_step(level) for level in (0, 165, 166, 499, 500, 1_000)] == [0, 0, 1, 2, 3, 6]
    assert massage_level(6) == 1_000


def test_both_massages_are_stepped_by_one_frame_and_a_held_key_stays_in_it() -> None:
    device = bed()
    device.receive(report(), 0)
    send(device, 0, armed=False)
    (packet,) = send(device, 1, UP, OFF, Output(500), Output(500))
    assert decode(packet.data) == Key.HEAD_UP | Key.HEAD_MASSAGE_PLUS | Key.FOOT_MASSAGE_PLUS
    assert device.next_deadline() == 1 + 100 * MILLISECOND


def test_while_massage_is_stepped_down_the_deadline_is_the_sooner_of_key_and_press() -> None:
    device = bed()
    device.receive(report(massages=(2, 0)), 0)
    send(device, 0, armed=False)
    assert device.next_deadline() == 500 * MILLISECOND
    send(device, 450 * MILLISECOND, UP)
    assert device.next_deadline() == 500 * MILLISECOND
    (packet,) = send(device, 500 * MILLISECOND, UP)
    assert decode(packet.data) == Key.HEAD_UP | Key.HEAD_MASSAGE_MINUS
    assert device.next_deadline() == 600 * MILLISECOND


@pytest.mark.parametrize("step", [0, 1])
def test_a_stop_while_a_step_up_is_on_its_way_waits_until_it_shows(step: int) -> None:
    device = bed()
    device.receive(report(massages=(step, 0)), 0)
    send(device, 0, OFF, OFF, Output(166 * step), armed=False)
    send(device, 1, OFF, OFF, Output(500))
    assert [decode(packet.data) for packet in send(device, 600 * MILLISECOND, armed=False)] == [0]
    device.receive(report(massages=(step + 1, 0)), 700 * MILLISECOND)
    (packet,) = send(device, 700 * MILLISECOND, armed=False)
    assert decode(packet.data) == Key.HEAD_MASSAGE_MINUS


def test_under_a_permit_that_has_expired_nothing_is_sent_and_nothing_is_waited_for() -> None:
    device = bed()
    device.receive(report(), 0)
    permit = ISSUER.issue((UP, OFF, OFF, OFF), armed=True, now=0, expires_at=5)
    assert len(device.transmit(permit, 4)) == 2
    assert device.transmit(permit, 200 * MILLISECOND) == []
    assert device.next_deadline() is None


def play(steps: list[Step], *, always_unarmed: bool = False) -> list[tuple[int, Packet]]:
    device, now, sent = bed(), 0, []
    for action, wait, number in steps:
        now += wait * MILLISECOND
        match action:
            case "report":
                device.receive(report(number % 101, 0, (number % 7, number // 7 % 7), number % 4), now)
            case "noise":
                device.receive(bytes([number] * (number % 40)), now)
            case "down":
                device.line_down(now)
            case "up":
                device.line_up(now)
        armed = not always_unarmed and number % 5 > 0
        image = (
            (UP, OFF, Output(500 * (number % 2)), Output(166 * (number % 4)))
            if armed and number % 3
            else (OFF,) * 4
        )
        sent += [(now, packet) for packet in send(device, now, *image, armed=armed)]
        deadline = device.next_deadline()
        assert deadline is None or deadline > now
    return sent


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_law_3_receive_never_raises_whatever_the_bytes(parts: list[bytes]) -> None:
    device, found = bed(), list[Report]()
    for part in parts:
        found += device.receive(part, 0)
    assert all(isinstance(one, Garbled | Telemetry | Identity) for one in found)


@given(STEPS)
def test_law_4_under_a_permit_that_is_not_armed_only_releases_and_minus_keys_leave(steps: list[Step]) -> None:
    for _, packet in play(steps, always_unarmed=True):
        mask = decode(packet.data)
        assert isinstance(mask, int)
        assert mask & ~MINUS == 0


@given(STEPS)
def test_plus_keys_are_at_least_half_a_second_apart(steps: list[Step]) -> None:
    last: int | None = None
    for now, packet in play([step for step in steps if step[0] not in ("up", "down")]):
        mask = decode(packet.data)
        assert isinstance(mask, int)
        if mask & (Key.HEAD_MASSAGE_PLUS | Key.FOOT_MASSAGE_PLUS):
            assert last is None or now - last >= 500 * MILLISECOND
            last = now
