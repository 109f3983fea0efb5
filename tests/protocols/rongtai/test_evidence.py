"""The chair's messages as people read and write them."""

import pytest
from tests.support.rongtai_vectors import CAPTURES, COMMANDS, SLIP

from chairctl.domain.evidence import NOTHING, Reader, Reading
from chairctl.frontends.cli.encode import parameters
from chairctl.protocols.rongtai.evidence import MESSAGES, reader

INFORMATION = "f0851205310040117a02"


def read(wire: str) -> list[Reading]:
    whole = Reader(reader())
    return whole.decode(bytes.fromhex(wire)) + whole.end()


@pytest.mark.parametrize("capture", CAPTURES)
def test_every_capture_is_read_in_full_and_can_be_written_from_its_fields(capture: str) -> None:
    (reading,) = read(capture)
    assert (reading.message, reading.flaw) == ("status", "")
    fields = dict(reading.fields)
    written = MESSAGES["status"](**{name: fields[name] for name in parameters(MESSAGES["status"])})
    assert written.hex() == capture


def test_words_stand_behind_numbers_and_a_technique_has_two_if_firmwares_differ() -> None:
    fields = dict(read("f0552902486d03232200000043190125f1")[0].fields)
    assert (fields["technique"], fields["technique_is"], fields["technique_if_swapped"]) == (
        2,
        "knock",
        "tap",
    )
    assert (fields["state"], fields["state_is"]) == (3, "running")
    assert fields["acting_back_waist"] == fields["air_full"] == 1
    assert "technique_if_swapped" not in dict(read(CAPTURES[0])[0].fields)


@pytest.mark.parametrize(("key", "mark", "wire"), COMMANDS)
def test_every_published_key_is_read_and_written(key: int, mark: int, wire: str) -> None:
    (reading,) = read(wire)
    fields = dict(reading.fields)
    assert (reading.message, fields["key"]) == ("key", key)
    assert MESSAGES["key"](name=fields["name"], mark=fields["mark"]).hex() == wire


@pytest.mark.parametrize("ending", ["", "22", "22f1", "f1"])
def test_information_frames_end_with_the_next_frame_at_the_latest(ending: str) -> None:
    first, second = read(INFORMATION + ending + CAPTURES[0])
    assert (first.message, first.data.hex()) == ("information", INFORMATION + ending)
    assert first.fields == (("halves", INFORMATION[4:]),)
    assert second.message == "status"


@pytest.mark.parametrize(
    ("wire", "flaw", "fields"),
    [
        (SLIP, "checksum", (("checksum", "5d"), ("checksum_should_be", "5e"))),
        ("f083017cf1", "checksum", (("checksum", "7c"), ("checksum_should_be", "7b"))),
        ("f0837e7ef1", "command", (("mark", 0x83), ("key", 0x7E))),
        ("f0bd0141f1", "command", (("mark", 0xBD), ("key", 1))),
        ("f083017b00", "length", ()),
        (CAPTURES[0][:-2] + "00", "length", ()),
        (CAPTURES[0][:6] + "80" + CAPTURES[0][8:], "value", ()),
        (CAPTURES[0][:20], "incomplete", ()),
        ("f08301", "incomplete", ()),
        (INFORMATION, "incomplete", ()),
        ("f0", "incomplete", ()),
        ("1718", NOTHING, ()),
    ],
)
def test_what_is_wrong_is_named(wire: str, flaw: str, fields: tuple[tuple[str, int | str], ...]) -> None:
    (reading,) = read(wire)
    assert (reading.data.hex(), reading.message, reading.flaw, reading.fields) == (wire, "", flaw, fields)


def test_a_status_that_breaks_off_does_not_hide_the_next_one() -> None:
    broken, whole = read(CAPTURES[0][:10] + CAPTURES[1])
    assert (broken.flaw, whole.message) == ("length", "status")


def test_bytes_of_an_upload_stand_alone() -> None:
    assert [reading.message for reading in read("430615")] == ["upload"] * 3
