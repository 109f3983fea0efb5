import json
from pathlib import Path

import pytest

from chairctl.domain.evidence import NOTHING, Reader, Reading
from chairctl.protocols.beurer_em70.evidence import MESSAGES, reader
from chairctl.protocols.beurer_em70.frames import Command

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())


def read(wire: str) -> list[Reading]:
    whole = Reader(reader())
    return whole.decode(bytes.fromhex(wire)) + whole.end()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_read_and_written(vector: dict[str, str]) -> None:
    (reading,) = read(vector["wire"])
    assert reading.flaw == ""
    if reading.message == "state":
        assert bytes(int(value) for _, value in reading.fields) == bytes.fromhex(vector["info"])
        assert MESSAGES["state"](**dict(reading.fields)).hex() == vector["wire"]
    else:
        assert reading.message == Command(int(vector["command"])).name.lower()
        assert MESSAGES[reading.message](**dict(reading.fields)).hex() == vector["wire"]


def test_a_state_that_is_longer_or_shorter_shows_all_its_bytes() -> None:
    (longer,) = read("5a0d07010901041d3a3a0007" + "0115")
    assert longer.fields[-2:] == (("byte_10", 0), ("byte_11", 7))
    (shorter,) = read("5a090701090104001e".replace("001e", "1d") + "0096")
    assert longer.message == shorter.message == "state"
    assert [name for name, _ in shorter.fields][-1] == "minutes_left"


@pytest.mark.parametrize(
    ("wire", "flaw", "fields"),
    [
        ("5a0507000067", "checksum", (("checksum", "0067"), ("checksum_should_be", "0066"))),
        ("5a05630000c2", "command", (("command", 0x63),)),
        ("5aff", "length", ()),
        ("5a", "incomplete", ()),
        ("5a0507", "incomplete", ()),
        ("0001", NOTHING, ()),
    ],
)
def test_what_is_wrong_is_named(wire: str, flaw: str, fields: tuple[tuple[str, int | str], ...]) -> None:
    (reading,) = read(wire)
    assert (reading.data.hex(), reading.message, reading.flaw, reading.fields) == (wire, "", flaw, fields)
