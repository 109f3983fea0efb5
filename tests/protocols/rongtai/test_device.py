"""The contract of one chair, its other end played by hand."""

import pytest
from tests.support.rongtai_room import KNEAD, STOP_KEYS
from tests.support.rongtai_vectors import CAPTURES

from chairctl.domain.channels import OFF, Channel, ChannelKind, Output, OutputImage, PostureMode
from chairctl.domain.packet import Packet
from chairctl.domain.telemetry import Garbled, Identity, Telemetry
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import ChannelProfile, Variant
from chairctl.profiles.loader import load_device
from chairctl.protocols.rongtai.device import PANIC, RongTai
from chairctl.protocols.rongtai.frames import STOPS, Scope, State, Status, Technique, checksum, decode, encode
from chairctl.protocols.rongtai.image import Layout
from chairctl.protocols.rongtai.keys import Key
from chairctl.protocols.rongtai.readings import activity_of, level_of, step_of, wheel_step
from chairctl.safety.issuer import Issuer

PROFILE = load_device("rongtai-rt8600")
ISSUER = Issuer()
ASLEEP, WAITING = (bytes.fromhex(capture) for capture in CAPTURES[:2])
ALL_OFF: OutputImage = (OFF,) * len(PROFILE.channels)
WANTED: OutputImage = (KNEAD, *ALL_OFF[1:])
BACK_UP: OutputImage = (*ALL_OFF[:4], Output(1_000, PostureMode(1)), OFF)


class Wire:
    def __init__(self) -> None:
        self.chair = RongTai("chair", PROFILE.channels, Variant.STANDARD, 1_200)
        self.now = 0
        self.chair.line_up(0)

    def hear(self, data: bytes, after_ms: int = 250) -> list[object]:
        self.now += after_ms * MILLISECOND
        return list(self.chair.receive(data, self.now))

    def send(
        self, image: OutputImage = ALL_OFF, *, armed: bool = True, lease_ms: int = 300, stops: int = 0
    ) -> list[Packet]:
        expires_at = self.now + lease_ms * MILLISECOND
        permit = ISSUER.issue(image, armed=armed, now=self.now, expires_at=expires_at, stops=stops)
        return self.chair.transmit(permit, self.now)


def test_the_first_packets_on_a_new_line_are_the_stop_keys_each_by_itself() -> None:
    sent = Wire().send(armed=False)
    assert sent == [Packet("chair", data, urgent=True) for data in STOPS]
    assert b"".join(STOPS) == PANIC


def test_how_the_chair_is_spoken_to() -> None:
    chair = Wire().chair
    assert (chair.serial, chair.at_rest, chair.panic) == (None, None, PANIC)
    assert chair.gatt.write[0].startswith("8b00ace7")
    assert chair.gatt.notify == "0734594a-a8e7-4b1a-a6b1-cd5243059a57"
    assert not chair.gatt.acknowledged


def test_the_first_sound_status_is_the_identity_and_every_one_is_telemetry() -> None:
    wire = Wire()
    first, second = wire.hear(ASLEEP)
    assert isinstance(first, Identity)
    assert (first.model, first.serial_number, first.epoch) == ("RongTai 3D", "", None)
    assert isinstance(second, Telemetry)
    assert [readback.applied for readback in second.readbacks] == [0] * 6
    (third,) = wire.hear(ASLEEP)
    assert isinstance(third, Telemetry)


def test_waste_is_summed_up_one_report_per_reason() -> None:
    assert Wire().hear(b"\x17\x18" + ASLEEP[:5] + b"\xf0\x01") == [
        Garbled("chair", 5, "size"),
        Garbled("chair", 2, "marker"),
    ]


def test_a_permit_that_has_expired_sends_nothing() -> None:
    wire = Wire()
    wire.hear(ASLEEP)
    wire.send(armed=False)
    assert wire.send(WANTED, lease_ms=0) == []
    wire.hear(ASLEEP)
    assert wire.send(WANTED) == [Packet("chair", encode(Key.POWER))]


def test_before_anything_is_heard_and_after_a_second_of_silence_nothing_is_pressed() -> None:
    wire = Wire()
    assert wire.send(WANTED) == []
    wire.hear(ASLEEP)
    wire.now += SECOND
    assert wire.send(WANTED) == []


def test_a_line_that_is_down_gets_nothing_and_an_order_to_stop_outlives_it() -> None:
    wire = Wire()
    wire.hear(WAITING)
    wire.send()
    wire.chair.line_down(wire.now)
    assert wire.send(armed=False) == []
    assert wire.chair.stop.is_open
    wire.chair.line_up(wire.now)
    assert {packet.data[2] for packet in wire.send(armed=False)} == STOP_KEYS
    wire.hear(WAITING)
    assert wire.send(armed=False) == [Packet("chair", encode(Key.POWER))]


def test_a_person_who_stops_is_obeyed_though_nothing_was_armed() -> None:
    wire = Wire()
    wire.send(armed=False)
    wire.hear(WAITING)
    assert wire.send(armed=False) == []
    assert len(wire.send(armed=False, stops=1)) == len(STOPS)
    wire.hear(WAITING)
    assert wire.send(armed=False, stops=1) == [Packet("chair", encode(Key.POWER))]
    for _ in range(20):
        wire.hear(WAITING)
        assert wire.send(armed=False, stops=1) == []


def test_a_motor_has_a_deadline_for_its_stop_key() -> None:
    wire = Wire()
    wire.hear(ASLEEP)
    wire.send()
    assert wire.chair.next_deadline() is None
    wire.hear(ASLEEP)
    assert wire.send(BACK_UP) == [Packet("chair", encode(Key.BACK_UP_START))]
    assert wire.chair.next_deadline() == wire.now + 2 * SECOND
    wire.hear(ASLEEP, 1_000)
    assert wire.send(BACK_UP) == [Packet("chair", encode(Key.BACK_UP_STOP))]
    assert wire.chair.next_deadline() is None


def test_a_deadline_that_could_not_be_kept_does_not_come_again_and_again() -> None:
    wire = Wire()
    wire.hear(ASLEEP)
    wire.send(BACK_UP)
    wire.now += 2 * SECOND
    assert wire.send(BACK_UP, lease_ms=0) == []
    assert wire.chair.next_deadline() is None


def test_a_state_that_nobody_knows_gets_no_key() -> None:
    wire = Wire()
    odd = bytearray(WAITING)
    odd[7] = 6
    odd[15] = checksum(bytes(odd[1:15]))
    wire.hear(bytes(odd))
    assert wire.send(WANTED) == []
    found = decode(bytes(odd))
    assert isinstance(found, Status)
    assert activity_of(found) is None


# --- levels and layouts ----------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [3, 5])
def test_every_step_and_its_level_belong_together(steps: int) -> None:
    for step in range(steps + 1):
        assert step_of(level_of(step, steps), steps) == step
        assert step_of(level_of(step, steps) - 1, steps) == max(step - 1, -1 if step == 0 else 0)


def test_a_wheel_that_chooses_its_speed_itself_counts_as_the_fastest() -> None:
    found = decode(bytes.fromhex("f0452702445700032b0020004115034ff1"))
    assert isinstance(found, Status)
    assert (found.wheel_on, found.wheel_speed, wheel_step(found)) == (1, 0, 3)


def test_channels_may_be_few() -> None:
    status = decode(bytes.fromhex("f04578022d76730328400900431d0155f1"))
    assert isinstance(status, Status)
    air = ChannelProfile(Channel("air", ChannelKind.AIR, "chair"), 1_000, 1_000)
    layout = Layout((air,), 2)
    assert [readback.applied for readback in layout.readbacks(status, True, True)] == [400]  # noqa: FBT003
    wanted = layout.wanted((Output(600),))
    assert (wanted.air, wanted.technique, wanted.scope) == (3, Technique.STOP, Scope.FULL)
    assert layout.ways((Output(600),)) == (0, 0)
    assert status.state == State.RUNNING


def test_stimulation_is_no_channel_of_a_chair() -> None:
    tens = ChannelProfile(Channel("tens", ChannelKind.STIMULATION, "chair"), 100, 10)
    assert Layout((tens,), 2).driven == frozenset()
