import struct

import pytest
from tests.protocols.chairlink.conversation import (
    AIR,
    EPOCH,
    HELLO_PACKET,
    STOP_PACKET,
    Wire,
    channel,
    identity,
    kind_of,
    word,
)
from tests.support.profiles import chair

from chairctl.domain.packet import SerialSettings
from chairctl.domain.telemetry import Garbled, Identity, Refusal
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.protocols.chairlink.frames import STOP, Kind, encode
from chairctl.protocols.family import Device


def test_it_fulfils_the_contract_of_a_family() -> None:
    chair: Device = Chairlink("chair", (channel(AIR),))
    assert chair.panic == b"\0" + STOP


def test_a_fresh_line_gets_stop_and_hello_and_hello_every_second_until_the_device_answers() -> None:
    wire = Wire()
    off = wire.permit(0, 0, armed=False)
    assert wire.chair.next_deadline() == 0
    assert wire.send(off) == [STOP_PACKET, HELLO_PACKET]
    assert wire.chair.next_deadline() == SECOND
    assert wire.chair.transmit(off, SECOND - 1) == []
    assert wire.chair.transmit(off, SECOND) == [HELLO_PACKET]
    (report,) = wire.chair.receive(identity(), SECOND)
    assert isinstance(report, Identity)
    assert (report.device, report.model, report.epoch) == ("chair", "REFERENCE", EPOCH)
    assert wire.chair.next_deadline() is None
    assert wire.chair.transmit(off, 9 * SECOND) == []


def test_a_line_that_is_down_gets_nothing() -> None:
    wire = Wire()
    wire.armed()
    wire.chair.line_down(wire.now)
    assert wire.chair.next_deadline() is None
    assert wire.send(wire.permit(0, 0)) == []
    assert wire.send(wire.permit(0, 0, armed=False)) == []
    wire.telemetry(epoch=8)
    wire.telemetry(epoch=9)
    assert wire.chair.next_deadline() is None


def test_arming_sends_zeros_once_per_telemetry_until_the_device_reads_back_armed() -> None:
    wire = Wire()
    wire.send(wire.permit(0, 0, armed=False))
    wire.chair.receive(identity(), 0)
    assert wire.send(wire.permit(0, 0)) == []
    wire.telemetry(echo=7)
    (arm,) = wire.send(wire.permit(0, 0))
    assert word(arm) == (Kind.ARM, 8, 250, 1001, (0, 0))
    assert wire.send(wire.permit(0, 0)) == []
    assert wire.telemetry(echo=7).sent_sequence == 8
    (again,) = wire.send(wire.permit(0, 0))
    assert word(again) == (Kind.ARM, 9, 250, 1002, (0, 0))
    wire.telemetry(armed=True, echo=8)
    (output,) = wire.send(wire.permit(100, 0))
    assert word(output) == (Kind.OUTPUT, 10, 250, 1003, (100, 0))


def test_nothing_arms_while_any_output_is_wanted() -> None:
    wire = Wire()
    wire.chair.receive(identity(), 0)
    wire.telemetry()
    assert [kind_of(packet) for packet in wire.send(wire.permit(1, 0))] == []
    (arm,) = wire.send(wire.permit(0, 0))
    assert kind_of(arm) == Kind.ARM


def test_every_telemetry_is_answered_with_one_output_of_the_image_as_it_is_now() -> None:
    wire = Wire()
    wire.armed()
    (first,) = wire.send(wire.permit(100, 300))
    assert word(first) == (Kind.OUTPUT, 2, 250, 1002, (100, 300))
    assert wire.send(wire.permit(120, 300)) == []
    wire.telemetry(armed=True, echo=2, air=90)
    (second,) = wire.send(wire.permit(140, 300))
    assert word(second) == (Kind.OUTPUT, 3, 250, 1003, (140, 300))


def test_an_image_that_lowers_a_level_goes_out_at_once_with_the_nonce_it_has() -> None:
    wire = Wire()
    wire.armed()
    wire.send(wire.permit(100, 300))
    (lower,) = wire.send(wire.permit(99, 300))
    assert word(lower) == (Kind.OUTPUT, 3, 250, 1002, (99, 300))
    assert wire.send(wire.permit(99, 300)) == []
    assert wire.send(wire.permit(99, 301)) == []


@pytest.mark.parametrize(("lease_ms", "sent"), [(1000, 300), (300, 300), (299, 299), (1, 1)])
def test_the_lease_is_what_is_left_of_the_permit_at_most_300_ms(lease_ms: int, sent: int) -> None:
    wire = Wire()
    wire.armed()
    (output,) = wire.send(wire.permit(5, 0, lease_ms=lease_ms))
    assert word(output)[2] == sent


def test_a_permit_with_less_than_a_millisecond_left_sends_nothing_and_uses_up_nothing() -> None:
    wire = Wire()
    wire.armed()
    permit = wire.permit(5, 0, lease_ms=10)
    assert wire.chair.transmit(permit, permit.expires_at - MILLISECOND + 1) == []
    assert wire.chair.transmit(permit, permit.expires_at + SECOND) == []
    (output,) = wire.send(wire.permit(5, 0))
    assert word(output)[1] == 2


def test_the_end_of_an_armed_permit_stops_at_once_and_at_every_telemetry_until_at_rest() -> None:
    wire = Wire()
    wire.armed()
    wire.send(wire.permit(100, 0))
    off = wire.permit(0, 0, armed=False)
    assert wire.send(off) == [STOP_PACKET]
    assert wire.send(off) == []
    wire.telemetry(armed=True, echo=2, air=100)
    assert wire.send(off) == [STOP_PACKET]
    assert wire.send(off) == []
    wire.telemetry(echo=2, air=1)
    assert wire.send(off) == [STOP_PACKET]
    wire.telemetry(echo=2)
    assert wire.send(off) == []


def test_the_end_of_an_armed_permit_stops_even_a_device_that_was_never_armed() -> None:
    wire = Wire()
    assert wire.send(wire.permit(0, 0)) == [STOP_PACKET, HELLO_PACKET]
    assert wire.send(wire.permit(0, 0, armed=False)) == [STOP_PACKET]


def test_after_a_stop_the_old_handshake_counts_for_nothing() -> None:
    wire = Wire()
    wire.armed()
    wire.send(wire.permit(0, 0, armed=False))
    wire.telemetry(armed=True, echo=1)
    (arm,) = wire.send(wire.permit(0, 0))
    assert word(arm)[:2] == (Kind.ARM, 2)


def test_a_device_that_someone_else_armed_is_armed_anew_with_zeros_or_stopped() -> None:
    wire = Wire()
    wire.chair.receive(identity(), 0)
    wire.telemetry(armed=True, echo=40, air=500)
    assert wire.send(wire.permit(500, 0)) == []
    (arm,) = wire.send(wire.permit(0, 0))
    assert word(arm) == (Kind.ARM, 41, 250, 1001, (0, 0))
    wire.telemetry(armed=True, echo=40, air=500)
    (again,) = wire.send(wire.permit(0, 0))
    assert word(again) == (Kind.ARM, 42, 250, 1002, (0, 0))
    assert wire.send(wire.permit(0, 0, armed=False)) == [STOP_PACKET]


def test_a_new_epoch_in_telemetry_forgets_the_handshake_and_asks_who_is_there() -> None:
    wire = Wire()
    wire.armed()
    wire.send(wire.permit(100, 0))
    telemetry = wire.telemetry(epoch=77)
    assert (telemetry.epoch, telemetry.sent_sequence) == (77, None)
    assert wire.send(wire.permit(100, 0)) == [STOP_PACKET, HELLO_PACKET]
    assert wire.send(wire.permit(0, 0)) == []


def test_a_new_epoch_in_an_identity_forgets_the_handshake() -> None:
    wire = Wire()
    wire.armed()
    wire.chair.receive(identity(epoch=77), wire.now)
    assert wire.send(wire.permit(100, 0)) == []
    assert wire.send(wire.permit(0, 0)) == []
    assert wire.chair.next_deadline() is None


@pytest.mark.parametrize("kinds", [(2, 3), (3,), (3, 2, 4)])
def test_a_device_with_other_channels_than_the_profile_is_never_armed(kinds: tuple[int, ...]) -> None:
    wire = Wire()
    wire.send(wire.permit(0, 0, armed=False))
    (report,) = wire.chair.receive(identity(kinds), 0)
    assert isinstance(report, Identity)
    wire.telemetry()
    assert wire.send(wire.permit(0, 0)) == []
    wire.telemetry(armed=True, echo=1)
    assert wire.send(wire.permit(0, 0)) == [STOP_PACKET]


def test_telemetry_of_other_blocks_is_garbled_and_stopped_each_time() -> None:
    wire = Wire()
    off = wire.permit(0, 0, armed=False)
    wire.send(off)
    frame = encode(Kind.TELEMETRY, 1, EPOCH, b"\0" * 20)
    for _ in range(2):
        assert wire.chair.receive(frame, 0) == [Garbled("chair", len(frame) - 1, "length")]
        assert wire.send(off) == [STOP_PACKET]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_telemetry_that_is_not_newer_than_the_last_is_garbled_and_changes_nothing(number: int) -> None:
    wire = Wire()
    wire.armed()
    wire.send(wire.permit(1, 0))
    head = struct.pack("<IIIBHHHIB", 1, 1, 5, 1, 0, 0, 24_000, 0, 0)
    frame = encode(Kind.TELEMETRY, number, EPOCH, head + b"\0" * 10)
    assert wire.chair.receive(frame, wire.now) == [Garbled("chair", len(frame) - 1, "sequence")]
    assert wire.send(wire.permit(1, 0)) == []


def test_refusals_and_faults_have_names() -> None:
    wire = Wire()
    refused = encode(Kind.REFUSED, 9, EPOCH, struct.pack("<BBI", 3, 6, 41))
    assert wire.chair.receive(refused, 0) == [Refusal("chair", 41, "stale_nonce")]
    assert wire.telemetry(faults=0b11).faults == ("lease_expired", "pad_hot")


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (encode(Kind.HELLO, 0, 0), "kind"),
        (encode(Kind.REFUSED, 1, EPOCH, b"abc"), "length"),
        (encode(Kind.IDENTITY, 1, EPOCH, b"abc"), "length"),
        (identity(epoch=0), "value"),
        (identity((9,)), "value"),
        (encode(Kind.TELEMETRY, 1, 0, b"\0" * 34), "value"),
        (b"\x05abc\0", "cobs"),
        (b"\x01" * 300 + b"\0", "size"),
    ],
)
def test_a_frame_that_a_device_may_not_send_is_garbled_with_its_reason(frame: bytes, reason: str) -> None:
    chair = Wire().chair
    assert chair.receive(frame, 0) == [Garbled("chair", len(frame) - 1, reason)]


def test_waste_is_summed_up_so_that_reports_stay_few() -> None:
    chair = Wire().chair
    reports = chair.receive(b"\x05abc\0" * 1000 + encode(Kind.HELLO, 0, 0) * 2, 0)
    assert reports == [Garbled("chair", 4000, "cobs"), Garbled("chair", 30, "kind")]


def test_a_sequence_that_no_longer_fits_is_not_sent() -> None:
    wire = Wire()
    wire.chair.receive(identity(), 0)
    wire.telemetry(echo=0xFFFF_FFFF)
    assert wire.send(wire.permit(0, 0)) == []


def test_it_is_spoken_to_at_115200_baud_or_over_nordics_uart_service() -> None:
    device = Chairlink("chair", chair().channels)
    assert device.serial == SerialSettings(115_200, "N")
    assert device.gatt.service == "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
    assert (len(device.gatt.write), device.gatt.acknowledged) == (1, False)
