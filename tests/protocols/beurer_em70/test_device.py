"""One EM 70 by hand: what it is told, what is believed of it, and the four laws."""

from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.channels import OFF, Channel, ChannelKind, Output, StimulationMode
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import ContactSeen, Garbled, Identity, Report, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import ChannelProfile, StimulationBounds
from chairctl.profiles.loader import load_device
from chairctl.protocols.beurer_em70.device import GATT, POLL, Em70
from chairctl.protocols.beurer_em70.frames import (
    READ_STATE,
    STOP,
    UP,
    Command,
    Frame,
    checksum,
    decode,
    encode,
)
from chairctl.safety.issuer import Issuer

ISSUER = Issuer()
CHANNELS = load_device("beurer-em70").channels
Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["state", "answer", "unasked", "turn", "noise", "down", "up"]),
        st.integers(0, 700),
        st.integers(0, 255),
    ),
    max_size=40,
)


def state(intensity: int = 0, *, load: int = 1, program: int = 9) -> bytes:
    head = bytes([0x5A, 12, 7, load, program, 1, intensity, 30, 0x3E, 0, 0])
    return head + checksum(head)


def wanted(tenth_ma: int) -> Output:
    return Output(tenth_ma, StimulationMode(200, 800)) if tenth_ma else OFF


def unit(channels: tuple[ChannelProfile, ...] = CHANNELS) -> Em70:
    device = Em70("unit", channels)
    device.line_up(0)
    return device


def send(device: Em70, now: int, tenth_ma: int = 0, *, armed: bool = True) -> list[Packet]:
    """What is sent but for the questions."""
    permit = ISSUER.issue((wanted(tenth_ma),), armed=armed, now=now, expires_at=now + 300 * MILLISECOND)
    return [packet for packet in device.transmit(permit, now) if packet.data != READ_STATE]


def armed_unit() -> Em70:
    device = unit()
    device.receive(state(), 0)
    send(device, 0, armed=False)
    assert send(device, 1) == []
    return device


def telemetry(device: Em70, data: bytes, now: int) -> Telemetry:
    (report,) = device.receive(data, now)
    assert isinstance(report, Telemetry)
    return report


def test_it_says_how_it_is_spoken_to_and_stopped() -> None:
    device = unit()
    assert device.panic == STOP
    assert device.gatt is GATT
    assert (device.serial, device.at_rest) == (None, None)


def test_intensity_0_and_the_question_are_the_first_words_on_every_line() -> None:
    device = unit()
    permit = ISSUER.issue((OFF,), armed=False, now=0, expires_at=300)
    first = [Packet("unit", STOP, urgent=True), Packet("unit", READ_STATE)]
    assert device.transmit(permit, 0) == first
    assert device.next_deadline() == POLL
    assert device.transmit(permit, POLL - 1) == []
    assert device.transmit(permit, POLL) == first[1:]
    device.line_down(POLL)
    assert device.next_deadline() is None
    assert device.transmit(permit, POLL) == []
    device.line_up(SECOND)
    assert device.transmit(permit, SECOND) == first


def test_before_the_first_state_nothing_rises() -> None:
    assert send(unit(), 0, 100) == []


def test_the_first_state_makes_it_known() -> None:
    device = unit()
    identity, first = device.receive(state(2), 5)
    assert isinstance(identity, Identity)
    assert [one.kind for one in identity.capabilities] == [ChannelKind.STIMULATION]
    assert isinstance(first, Telemetry)
    assert (first.readbacks[0].applied, first.readbacks[0].measured, first.armed) == (
        40,
        ContactSeen(is_open=False),
        False,
    )


def test_waste_is_summed_up_by_reason() -> None:
    short = bytes([0x5A, 5, 7, 0])
    assert unit().receive(bytes(3) + short + checksum(short) + b"\x5b\x5c", 0) == [
        Garbled("unit", 5, "header"),
        Garbled("unit", 1, "length"),
    ]


def test_a_profile_that_does_not_say_what_a_step_is_does_not_fit() -> None:
    bounds = StimulationBounds(250, 1_500, 2_000)
    channel = Channel("tens", ChannelKind.STIMULATION, "unit")
    air = ChannelProfile(Channel("air", ChannelKind.AIR, "unit"), 1_000, 1_000, None, (1_000,))
    for channels, kinds in (
        ((ChannelProfile(channel, 200, 10, bounds),), []),
        ((air,), []),
        ((*CHANNELS, air), [ChannelKind.STIMULATION]),
    ):
        device = unit(channels)
        identity, first = device.receive(state(0), 5)
        assert isinstance(identity, Identity)
        assert [one.kind for one in identity.capabilities] == kinds
        assert isinstance(first, Telemetry)
        assert len(first.readbacks) == len(channels)
        device.receive(state(0), 6)
        if len(channels) == 1:
            assert send(device, 6, 100) == []


def test_one_step_up_for_each_state_and_none_before_it_is_confirmed() -> None:
    device = armed_unit()
    device.receive(state(0), 10)
    assert send(device, 10, 100) == [Packet("unit", UP)]
    assert send(device, 11, 100) == []
    device.receive(state(0), 12)
    assert send(device, 12, 100) == []  # the step is on its way
    device.receive(encode(Command.INTENSITY_UP, 1), 13)
    device.receive(state(1), 14)
    assert send(device, 14, 100) == [Packet("unit", UP)]
    device.receive(state(2), 14 + SECOND - 1)
    assert send(device, 14 + SECOND - 1, 100) == []
    device.receive(state(2), 14 + SECOND)
    assert send(device, 14 + SECOND, 100) == [Packet("unit", UP)]  # its answer was lost


def test_lower_is_set_and_set_again_until_the_state_shows_it() -> None:
    device = armed_unit()
    device.receive(state(0), 10)
    send(device, 10, 100)
    assert send(device, 11, 0) == [Packet("unit", STOP, urgent=True)]
    device.receive(state(4), 12)
    assert send(device, 12, 40) == [Packet("unit", encode(Command.SET_INTENSITY, 2))]
    assert send(device, 13, 40) == []
    device.receive(state(4), 14)
    assert send(device, 14, 40) == [Packet("unit", encode(Command.SET_INTENSITY, 2))]


def test_a_step_up_that_no_state_has_shown_yet_is_stopped_all_the_same() -> None:
    device = armed_unit()
    device.receive(state(0), 10)
    assert send(device, 10, 100) == [Packet("unit", UP)]
    assert send(device, 11, armed=False) == [Packet("unit", STOP, urgent=True)]
    assert send(device, 12) == []
    device.receive(state(0), 13)
    assert send(device, 13, 100) == [Packet("unit", UP)]


def test_overload_is_a_fault_until_the_permit_ends() -> None:
    device = armed_unit()
    device.receive(encode(Command.OVERLOAD), 1)
    assert telemetry(device, state(1), 2).faults == ("overload",)
    send(device, 3, armed=False)
    assert telemetry(device, state(0), 4).faults == ()


def test_electrodes_count_as_off_after_two_states_with_intensity_and_without_contact() -> None:
    device = armed_unit()
    states = [(0, 0), (0, 0), (1, 0), (1, 0), (1, 1), (1, 0)]
    seen = [
        telemetry(device, state(intensity, load=load), at).readbacks[0].measured
        for at, (intensity, load) in enumerate(states)
    ]
    assert [one == ContactSeen(is_open=True) for one in seen] == [False, False, False, True, False, False]


def test_once_it_has_dropped_out_it_does_not_rise_again_under_this_arming() -> None:
    device = armed_unit()
    device.receive(encode(Command.TREATMENT_ENDED), 1)
    assert not telemetry(device, state(0), 2).armed
    assert send(device, 2, 100) == []
    send(device, 3, armed=False)
    send(device, 4)
    assert telemetry(device, state(0), 5).armed


def test_under_a_permit_that_has_expired_nothing_is_sent() -> None:
    device = armed_unit()
    device.receive(state(0), 10)
    permit = ISSUER.issue((wanted(100),), armed=True, now=10, expires_at=20)
    assert device.transmit(permit, SECOND) == []
    assert device.next_deadline() == SECOND + POLL


def play(steps: list[Step], *, always_unarmed: bool = False) -> list[tuple[int, Packet]]:
    device, now, sent = unit(), 0, []
    for action, wait, number in steps:
        now += wait * MILLISECOND
        match action:
            case "state":
                device.receive(state(number % 12, load=number % 2, program=9 + (number > 250)), now)
            case "answer":
                device.receive(encode(Command(1 + number % 8), number % 12), now)
            case "unasked":
                device.receive(encode(Command(11 + number % 5)), now)
            case "noise":
                device.receive(bytes([number] * (number % 40)), now)
            case "down":
                device.line_down(now)
            case "up":
                device.line_up(now)
        armed = not always_unarmed and number % 5 > 0
        image = (wanted(20 * (number % 11)),) if armed else (OFF,)
        permit = ISSUER.issue(image, armed=armed, now=now, expires_at=now + 300 * MILLISECOND)
        sent += [(now, packet) for packet in device.transmit(permit, now)]
        deadline = device.next_deadline()
        assert deadline is None or deadline > now
    return sent


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_law_3_receive_never_raises_whatever_the_bytes(parts: list[bytes]) -> None:
    device, found = unit(), list[Report]()
    for part in parts:
        found += device.receive(part, 0)
    assert all(isinstance(one, Garbled | Telemetry | Identity) for one in found)


@given(STEPS)
def test_law_4_under_a_permit_that_is_not_armed_only_stops_and_questions_leave(steps: list[Step]) -> None:
    assert {packet.data for _, packet in play(steps, always_unarmed=True)} <= {STOP, READ_STATE}


@given(STEPS)
def test_no_intensity_is_ever_set_above_what_was_shown_and_no_programme_is_chosen(steps: list[Step]) -> None:
    for _, packet in play(steps):
        frame = decode(packet.data)
        assert isinstance(frame, Frame)
        assert frame.command in (Command.INTENSITY_UP, Command.SET_INTENSITY, Command.READ_STATE)
