import json
from pathlib import Path
from typing import Any

import pytest

from chairctl.domain.evidence import Reader, Reading
from chairctl.protocols.chairlink.device import PANIC
from chairctl.protocols.chairlink.evidence import MESSAGES, reader
from chairctl.protocols.chairlink.frames import Kind, encode
from chairctl.protocols.chairlink.stream import LONGEST_PIECE

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/protocols/chairlink-vectors.json").read_text()
)
BY_NAME = {vector["name"]: bytes.fromhex(vector["wire"]) for vector in VECTORS}
REFERENCE = next(wire for name, wire in BY_NAME.items() if name.startswith("identity"))


def read(*wires: bytes) -> Reading:
    """The last of what is read."""
    whole = Reader(reader())
    return ([one for wire in wires for one in whole.decode(wire)] + whole.end())[-1]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_vector_is_read_under_its_name(name: str) -> None:
    reading = read(REFERENCE, BY_NAME[name])
    assert (reading.data, reading.flaw) == (BY_NAME[name], "")
    assert reading.message in MESSAGES


def test_channels_have_names_once_the_device_has_said_what_it_is() -> None:
    output = BY_NAME["output: kneading the lumbar zone, heat, air, stimulation"]
    assert [name for name, _ in read(output).fields] == ["sequence", "epoch", "lease_ms", "nonce", "blocks"]
    fields = dict(read(REFERENCE, output).fields)
    assert {"0_roller_level_permille", "1_heat_level_tenth_c", "3_stimulation_pulse_width_us"} <= set(fields)
    assert "blocks" in dict(read(REFERENCE, MESSAGES["output"](blocks=b"\1")).fields)


def test_faults_have_names() -> None:
    assert dict(read(MESSAGES["telemetry"](faults=0x21)).fields)["fault_names"] == "lease_expired supply_low"
    assert dict(read(MESSAGES["telemetry"]()).fields)["fault_names"] == "-"


def test_zero_bytes_before_a_frame_belong_to_it() -> None:
    assert (read(PANIC).data, read(PANIC).message) == (PANIC, "stop")


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        (b"\x09abc\0", "cobs"),
        (b"\x01\x01\0", "size"),
        (encode(Kind.HELLO, 0, 0)[:-2] + b"\1\0", "crc"),
        (encode(Kind.HELLO, 0, 0, b"1"), "length"),
        (encode(Kind.ARM, 0, 0, b"1"), "length"),
        (encode(Kind.TELEMETRY, 0, 0, b"1"), "length"),
        (encode(Kind.REFUSED, 0, 0, b"1"), "length"),
        (encode(Kind.IDENTITY, 0, 0, b"1"), "length"),
        (encode(0x55, 0, 0), "kind"),  # type: ignore[arg-type]
        (b"\1" * (LONGEST_PIECE + 1), "size"),
        (b"\1\1", "incomplete"),
    ],
)
def test_what_is_wrong_is_named(wire: bytes, flaw: str) -> None:
    reading = read(wire)
    assert (reading.data, reading.message, reading.flaw) == (wire, "", flaw)


def test_a_wrong_crc_is_shown_with_the_right_one() -> None:
    wire = encode(Kind.HELLO, 0, 0)
    bent = wire[:-2] + bytes([wire[-2] ^ 2, 0])
    fields = dict(read(bent).fields)
    assert str(fields["crc"])[:6] == str(fields["crc_should_be"])[:6]
    assert bytes.fromhex(str(fields["crc_should_be"])) == wire[-5:-1]
