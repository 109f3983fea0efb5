import json
from pathlib import Path
from typing import Any

import pytest

from chairctl.domain.evidence import Reader, Reading
from chairctl.protocols.openemsstim.evidence import MESSAGES, reader
from chairctl.protocols.openemsstim.stream import LONGEST_LINE

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/protocols/openemsstim-vectors.json").read_text()
)


def read(wire: bytes) -> list[Reading]:
    whole = Reader(reader())
    return whole.decode(wire) + whole.end()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_read(vector: dict[str, Any]) -> None:
    wire = bytes.fromhex(vector["wire"])
    found = read(wire)
    assert b"".join(one.data for one in found) == wire
    assert all(one.flaw == "" for one in found)


def test_commands_are_written_for_both_lines_and_read_again() -> None:
    for line in ("usb", "radio"):
        wire = MESSAGES["command"](channel=1, intensity=30, duration_ms=500, line=line)
        (reading,) = read(wire)
        assert reading.message == "command"
        assert dict(reading.fields) == {"channel": 1, "intensity": 30, "duration_ms": 500, "line": line}
        assert [one.message for one in read(MESSAGES["stop"](line=line) + wire)] == ["stop", "command"]


def test_lines_of_the_board_are_shown_with_what_they_mean() -> None:
    (reading,) = read(b"SETUP DONE\r\n")
    assert dict(reading.fields) == {"meaning": "booted", "text": "SETUP DONE"}
    assert dict(read(b"Good day\n")[0].fields)["meaning"] == "talk"


@pytest.mark.parametrize(
    ("wire", "flaw"),
    [
        (b"WV,0018,", "incomplete"),
        (b"x" * LONGEST_LINE, "incomplete"),
    ],
)
def test_what_is_wrong_is_named(wire: bytes, flaw: str) -> None:
    (reading,) = read(wire)
    assert (reading.data, reading.message, reading.flaw) == (wire, "", flaw)


def test_bytes_that_are_no_text_are_named_and_an_empty_line_is_one() -> None:
    assert [(one.data, one.message, one.flaw) for one in read(b"\xff\xfe\n")] == [
        (b"\xff\xfe", "", "text"),
        (b"\n", "says", ""),
    ]


def test_a_line_that_is_too_long_is_given_up() -> None:
    assert [(len(one.data), one.flaw) for one in read(b"x" * (LONGEST_LINE + 5) + b"\n")] == [
        (LONGEST_LINE, "size"),
        (6, ""),
    ]


def test_a_wrapped_line_with_other_words_is_talk() -> None:
    (reading,) = read(b"WV,0018,4F4D.\n")
    assert (reading.message, dict(reading.fields)["text"]) == ("says", "OM")
    (half,) = read(b"WV,0018,4.\n")
    assert (half.message, dict(half.fields)["meaning"]) == ("says", "talk")
