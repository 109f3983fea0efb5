import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from cobs import cobs
from crccheck.crc import Crc32

from chairctl.domain.channels import (
    OFF,
    ChannelKind,
    Output,
    PostureMode,
    RollerMode,
    StimulationMode,
    Technique,
)
from chairctl.domain.telemetry import (
    AirMeasured,
    Capability,
    HeatMeasured,
    PostureMeasured,
    Readback,
    RollerMeasured,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.protocols.chairlink.frames import (
    HELLO,
    STOP,
    Flaw,
    Frame,
    Kind,
    decode,
    decode_identity,
    decode_refused,
    encode,
    fault_names,
)
from chairctl.protocols.chairlink.layout import Layout

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/protocols/chairlink-vectors.json").read_text()
)
BY_NAME = {vector["name"]: vector for vector in VECTORS}
LAYOUT = Layout((ChannelKind.ROLLER, ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.STIMULATION))


def frame_of(name: str) -> Frame:
    frame = decode(bytes.fromhex(BY_NAME[name]["wire"])[:-1])
    assert isinstance(frame, Frame)
    return frame


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_decodes_to_its_fields_and_encodes_to_its_bytes(vector: dict[str, Any]) -> None:
    wire = bytes.fromhex(vector["wire"])
    frame = decode(wire[:-1])
    assert isinstance(frame, Frame)
    assert (frame.kind, frame.sequence, frame.epoch) == (vector["kind"], vector["sequence"], vector["epoch"])
    assert frame.payload == bytes.fromhex(vector["body"])[10:-4]
    assert encode(Kind(frame.kind), frame.sequence, frame.epoch, frame.payload) == wire


def test_the_constants_are_the_vectors_of_the_same_name() -> None:
    assert bytes.fromhex(BY_NAME["hello"]["wire"]) == HELLO
    assert bytes.fromhex(BY_NAME["stop"]["wire"]) == STOP


def test_arm_and_output_payloads_are_those_of_the_vectors() -> None:
    arm = BY_NAME["arm with all levels zero"]["fields"]
    assert (
        LAYOUT.encode_outputs(arm["lease_ms"], arm["nonce"], (OFF,) * 4)
        == frame_of("arm with all levels zero").payload
    )
    name = "output: kneading the lumbar zone, heat, air, stimulation"
    fields = BY_NAME[name]["fields"]
    roller, stimulation = fields["roller"], fields["stimulation"]
    image = (
        Output(
            roller["level"],
            RollerMode(Technique.KNEADING, roller["low"], roller["high"], roller["speed"]),
        ),
        Output(fields["heat"]["level"]),
        Output(fields["air"]["level"]),
        Output(stimulation["level"], StimulationMode(stimulation["pulse_width"], stimulation["rate"])),
    )
    assert LAYOUT.encode_outputs(fields["lease_ms"], fields["nonce"], image) == frame_of(name).payload


@pytest.mark.parametrize("name", ["telemetry, armed", "telemetry, lease expired and electrode open"])
def test_telemetry_payloads_are_those_of_the_vectors(name: str) -> None:
    fields = BY_NAME[name]["fields"]
    telemetry = LAYOUT.decode_telemetry(frame_of(name).payload)
    assert not isinstance(telemetry, Flaw)
    head = ("uptime_ms", "echo", "nonce", "armed", "lease_left_ms")
    tail = ("faults", "supply_mv", "refused", "last_reason")
    assert telemetry[0] == tuple(fields[key] for key in head + tail)
    roller, heat = fields["roller"], fields["heat"]
    air, stimulation = fields["air"], fields["stimulation"]
    impedance = None if stimulation["impedance"] == 0xFFFF else stimulation["impedance"]
    assert telemetry[-1] == (
        Readback(roller["applied"], RollerMeasured(roller["position"], roller["speed"], roller["motor_ma"])),
        Readback(heat["applied"], HeatMeasured(heat["pad"], heat["duty"])),
        Readback(air["applied"], AirMeasured(air["pressure"])),
        Readback(
            stimulation["applied"],
            StimulationMeasured(stimulation["measured"], impedance, stimulation["net_charge"]),
        ),
    )


def test_the_identity_payload_is_that_of_the_vector() -> None:
    identity = decode_identity(frame_of("identity").payload)
    assert not isinstance(identity, Flaw)
    assert identity[:5] == ("1.2.3", 300, 50, "REFERENCE", "SIM-000001")
    assert identity.capabilities == (
        Capability(ChannelKind.ROLLER, 1000),
        Capability(ChannelKind.HEAT, 410),
        Capability(ChannelKind.AIR, 1000),
        Capability(ChannelKind.STIMULATION, 600),
    )


def test_the_refused_payload_is_that_of_the_vector() -> None:
    assert decode_refused(frame_of("refused: wrong epoch").payload) == (3, "wrong_epoch", 9)
    assert decode_refused(struct.pack("<BBI", 3, 77, 9)) == (3, "unknown", 9)
    assert decode_refused(b"\x03\x05") is Flaw.LENGTH


def test_vibration_and_posture_have_blocks_of_their_own() -> None:
    layout = Layout((ChannelKind.VIBRATION, ChannelKind.POSTURE))
    payload = layout.encode_outputs(300, 5, (Output(700), Output(250, PostureMode(-1))))
    assert payload == struct.pack("<HIHHb", 300, 5, 700, 250, -1)
    telemetry = layout.decode_telemetry(struct.pack("<IIIBHHHIBHHHH", 1, 2, 3, 0, 0, 0, 0, 0, 0, 7, 8, 9, 10))
    assert not isinstance(telemetry, Flaw)
    assert telemetry[-1] == (Readback(7, VibrationMeasured(8)), Readback(9, PostureMeasured(10)))


def test_the_mode_of_a_channel_that_is_off_is_not_sent() -> None:
    layout = Layout((ChannelKind.ROLLER,))
    image = (Output(0, RollerMode(Technique.HOLD, 1, 2, 3)),)
    assert layout.encode_outputs(1, 2, image) == struct.pack("<HIHBHHH", 1, 2, 0, 0, 0, 0, 0)


def test_the_crc_agrees_with_an_independent_implementation() -> None:
    body: bytes = cobs.decode(encode(Kind.OUTPUT, 5, 6, b"payload")[:-1])
    assert int.from_bytes(body[-4:], "little") == Crc32.calc(body[:-4])


def raw(body: bytes) -> bytes:
    wire: bytes = cobs.encode(body + struct.pack("<I", zlib.crc32(body)))
    return wire


@pytest.mark.parametrize(
    ("piece", "flaw"),
    [
        (b"\x05\x01", Flaw.COBS),
        (raw(b"\x01\x81\0\0\0\0\0\0\0"), Flaw.SIZE),
        (raw(b"\x01" * 247), Flaw.SIZE),
        (raw(b"\x02\x81" + b"\0" * 8), Flaw.VERSION),
        (cobs.encode(b"\x01\x81" + b"\0" * 12), Flaw.CRC),
    ],
)
def test_a_wrong_frame_comes_back_as_what_is_wrong_with_it(piece: bytes, flaw: Flaw) -> None:
    assert decode(piece) is flaw


def test_the_shortest_and_the_longest_body_are_frames() -> None:
    assert decode(raw(b"\x01\x81" + b"\0" * 8)) == Frame(0x81, 0, 0, b"")
    longest = decode(raw(b"\x01\x81" + b"\0" * 8 + b"\x07" * 236))
    assert longest == Frame(0x81, 0, 0, b"\x07" * 236)


IDENTITY = struct.Struct("<BBBHH16s16sB")


@pytest.mark.parametrize(
    ("payload", "flaw"),
    [
        (b"", Flaw.LENGTH),
        (IDENTITY.pack(1, 2, 3, 300, 50, b"", b"", 2) + b"\x01\0\0", Flaw.LENGTH),
        (IDENTITY.pack(1, 2, 3, 300, 50, b"", b"", 0), Flaw.VALUE),
        (IDENTITY.pack(1, 2, 3, 300, 50, b"", b"", 9) + b"\x01\0\0" * 9, Flaw.VALUE),
        (IDENTITY.pack(1, 2, 3, 300, 50, b"", b"", 1) + b"\x07\0\0", Flaw.VALUE),
    ],
)
def test_an_identity_that_does_not_add_up_is_no_identity(payload: bytes, flaw: Flaw) -> None:
    assert decode_identity(payload) is flaw


def test_a_device_cannot_send_control_characters_to_a_screen() -> None:
    payload = IDENTITY.pack(1, 2, 3, 300, 50, b"\x1b[2Jevil\x7f\xff", b"a\0b", 1) + b"\x01\0\0"
    identity = decode_identity(payload)
    assert not isinstance(identity, Flaw)
    assert (identity.model, identity.serial_number) == ("?[2Jevil??", "a?b")


def test_telemetry_of_another_size_or_with_a_third_state_of_armed_is_none() -> None:
    good = frame_of("telemetry, armed").payload
    assert LAYOUT.decode_telemetry(good + b"\0") is Flaw.LENGTH
    assert LAYOUT.decode_telemetry(good[:-1]) is Flaw.LENGTH
    assert LAYOUT.decode_telemetry(good[:12] + b"\x02" + good[13:]) is Flaw.VALUE


def test_fault_bits_have_names_and_unknown_ones_count_as_internal() -> None:
    assert fault_names(0) == ()
    assert fault_names(0b10001) == ("lease_expired", "electrode_open")
    assert fault_names(0x0100) == ("internal",)
    assert fault_names(0x8080) == ("internal",)
    assert len(fault_names(0xFF)) == 8
