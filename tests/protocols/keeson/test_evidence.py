import json
from pathlib import Path

import pytest

from chairctl.domain.evidence import NOTHING, Reader, Reading
from chairctl.protocols.keeson.evidence import MESSAGES, reader
from chairctl.protocols.keeson.frames import Key

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())


def read(wire: str | bytes) -> list[Reading]:
    whole = Reader(reader())
    return whole.decode(bytes.fromhex(wire) if isinstance(wire, str) else wire) + whole.end()


def fields(wire: str | bytes) -> dict[str, int | str]:
    (reading,) = read(wire)
    assert reading.message
    return dict(reading.fields)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['variant']} {vector['name']}")
def test_every_vector_is_written_and_read(vector: dict[str, str]) -> None:
    mask = int(vector["mask"], 16)
    assert MESSAGES["keys"](mask=mask, variant=vector["variant"]).hex() == vector["wire"]
    found = fields(vector["wire"])
    if vector["variant"] == "sino":
        assert (found["variant"], found["mask_if_sino"]) == ("base", mask)
    else:
        assert (found["variant"], found["mask"]) == (vector["variant"], mask)


def test_keys_have_names_and_bits_without_one_are_shown() -> None:
    assert fields(MESSAGES["keys"](mask=0x1 | 0x8 | 0x4_0000))["keys"] == "head_up+feet_down+0x40000"
    for key in Key:
        assert key.name
        assert fields(MESSAGES["key"](name=key.name.lower()))["keys"] == key.name.lower()
    assert fields(MESSAGES["key"]())["keys"] == "release"


def test_the_words_of_a_sino_box() -> None:
    assert MESSAGES["sino_head_massage"](level=3).hex() == "e5fe1610000013e3"
    assert fields(MESSAGES["sino_foot_massage"](level=1))["mask_if_sino"] == 0x1100_0011
    assert fields(MESSAGES["sino_pattern"](number=2))["mask_if_sino"] == 0x1000_0022
    assert [fields(MESSAGES["sino_light"](on=on))["mask_if_sino"] for on in (0, 1)] == [
        0x3100_0000,
        0x3100_0001,
    ]


def test_the_published_reports_are_written_and_every_byte_of_them_is_shown() -> None:
    plain = MESSAGES["report"](head_position=50, feet_position=25, head_massage=3, feet_massage=2)
    assert plain.hex() == "ed3200190003020000000000000f0000"
    found = fields(plain)
    assert (found["head_position"], found["feet_massage"], found["head_moves"]) == (50, 2, 0)
    assert [name for name in found if name.startswith("byte_")] == [
        f"byte_{at}" for at in (7, 8, 9, 10, 11, 12, 15)
    ]
    moving = MESSAGES["report"](head=0xF0, head_position=0xFFFF, feet_position=40, feet_moves=1, timer=3)
    assert moving.hex() == "f0ffff28000000000000000000020300000000"
    lit = MESSAGES["report"](marked=1, light=1)
    assert lit.hex() == "edfe16000000000000000000004fffb0"
    assert fields(lit)["light"] == 1
    assert MESSAGES["report"](head=0xF1, marked=1) == MESSAGES["report"](head=0xF1)


@pytest.mark.parametrize(
    ("wire", "flaw", "shown"),
    [
        ("e5fe160100000006", "checksum", {"checksum": "06", "checksum_should_be": "05"}),
        ("05020000000101", "checksum", {"checksum": "01", "checksum_should_be": "00"}),
        ("edfe16000000000000000000004fffb1", "checksum", {"checksum": "b1", "checksum_should_be": "b0"}),
        ("f1fe16", "layout", {"head": 0xF1}),
        ("ed0000000000000000000000000e0000", "value", {"motion": 14}),
    ],
)
def test_what_is_wrong_is_named(wire: str, flaw: str, shown: dict[str, int | str]) -> None:
    (reading,) = read(wire)
    assert (reading.message, reading.flaw) == ("", flaw)
    assert shown.items() <= dict(reading.fields).items()


def test_what_begins_like_a_frame_and_is_none_is_waste() -> None:
    assert [(one.data.hex(), one.flaw) for one in read("e5ff1601000000050000")] == [
        ("e5ff1601000000", NOTHING),
        ("050000", "incomplete"),
    ]
    assert [one.flaw for one in read("00")] == ["incomplete"]
    assert [one.message for one in read("00b0")] == ["status_query"]
    assert [one.flaw for one in read("ed")] == ["incomplete"]
    assert [one.flaw for one in read("ed0000")] == ["incomplete"]
