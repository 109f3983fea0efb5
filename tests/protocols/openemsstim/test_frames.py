import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.protocols.openemsstim.frames import (
    STOP,
    Echo,
    Saying,
    command,
    meaning_of,
    over_radio,
    over_usb,
)
from chairctl.protocols.openemsstim.stream import LONGEST_LINE, LineStream, Waste

VECTORS = json.loads((Path(__file__).parents[3] / "docs/protocols/openemsstim-vectors.json").read_text())
ECHO = b"\tEMS_CMD: Converted HEX command: \r\n"


@pytest.mark.parametrize(
    "vector", [one for one in VECTORS if one["from"] == "host"], ids=lambda vector: vector["name"]
)
def test_every_vector_of_the_host_is_written(vector: dict[str, str]) -> None:
    write = over_usb if vector["line"] == "usb" else over_radio
    assert write(vector["text"]) == bytes.fromhex(vector["wire"])


def test_a_command_is_made_of_channel_intensity_and_duration() -> None:
    assert command(0, 100, 1000) == "C0I100T1000G"
    assert command(1, 1, 50) == "C1I1T50G"


@pytest.mark.parametrize(
    ("channel", "intensity", "duration_ms"),
    [(2, 50, 500), (-1, 50, 500), (0, 0, 500), (0, 101, 500), (1, 50, 49), (1, 50, 1001)],
)
def test_what_must_never_be_sent_is_refused(channel: int, intensity: int, duration_ms: int) -> None:
    with pytest.raises(ValueError, match="no "):
        command(channel, intensity, duration_ms)


@pytest.mark.parametrize("text", ["", "OMA[0,50]", "1q", "g", "C0I10T200G\n", "Connection End"])
def test_no_letter_leaves_that_the_board_would_read_wrongly(text: str) -> None:
    with pytest.raises(ValueError, match="no command"):
        over_radio(text)
    with pytest.raises(ValueError, match="no command"):
        over_usb(text)


@given(st.integers(0, 1), st.integers(1, 100), st.integers(50, 1000))
def test_no_line_holds_a_hexadecimal_letter_nor_begins_with_a_test_command(
    channel: int, intensity: int, duration_ms: int
) -> None:
    line = over_usb(command(channel, intensity, duration_ms))
    assert set(line.removeprefix(b"WV,0018,").removesuffix(b".\n")) <= set(b"0123456789")
    assert line.count(b"\n") == 1
    assert len(line) <= 64


def test_the_stop_counts_behind_the_beginning_of_any_other_line() -> None:
    whole = over_usb(command(0, 100, 1000))
    for end in range(len(whole) - 1):
        line = (whole[:end] + over_usb(STOP)).decode().strip()
        assert bytes.fromhex(line[line.rfind(",") + 1 : -1]) == b"G"


def test_what_the_board_says_is_known_by_the_words_that_are_sure() -> None:
    assert meaning_of("SETUP DONE (LED 13 WILL BE ON)") is Saying.BOOTED
    assert meaning_of("SETUP:") is Saying.BOOTS
    assert meaning_of("SETUP for ID:") is Saying.BOOTS
    assert meaning_of("\tEMS_CMD: Converted HEX command: ") is Saying.ECHO_FOLLOWS
    assert meaning_of("\tCommand NON HEX:") is Saying.NOT_UNDERSTOOD
    assert meaning_of("\tUSB: received command: WV,0018,47.") is Saying.TALK


def test_an_echo_is_the_line_behind_its_announcement() -> None:
    stream = LineStream()
    assert stream.feed(b"\tEMS_CMD: HEX command length: \r\n2\r\n47\r\n") == []
    assert stream.feed(ECHO + b"G\r\n") == [Echo("G")]
    assert stream.feed(b"G\r\n") == []


def test_the_line_behind_is_an_echo_whatever_it_says() -> None:
    assert LineStream().feed(ECHO + b"SETUP DONE\r\n" + b"SETUP DONE\r\n") == [
        Echo("SETUP DONE"),
        Saying.BOOTED,
    ]


def test_a_line_that_is_no_text_is_waste_and_no_echo() -> None:
    assert LineStream().feed(ECHO + b"\xff\x00G\r\nG\r\n") == [Waste(4, "text")]


def test_a_line_without_an_end_is_thrown_away_as_it_comes() -> None:
    stream = LineStream()
    assert stream.feed(ECHO + b"x" * LONGEST_LINE) == []
    assert stream.feed(b"x") == [Waste(LONGEST_LINE + 1, "size")]
    assert stream.feed(b"x" * 1000) == [Waste(1000, "size")]
    assert stream.feed(b"") == []
    assert stream.feed(b"x\r\nG\r\n" + ECHO + b"G\n") == [Waste(2, "size"), Echo("G")]
    assert stream.feed(b"y" * 161 + b"\n" + ECHO + b"G\n") == [Waste(161, "size"), Echo("G")]


@given(
    st.lists(st.one_of(st.just(ECHO + b"G\r\n"), st.just(b"SETUP:\r\n"), st.binary(max_size=40)), max_size=8),
    st.lists(st.integers(0, 300), max_size=10),
)
def test_what_is_said_is_the_same_however_the_bytes_are_split(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    stream = LineStream()
    found = [item for start, end in pairwise(places) for item in stream.feed(data[start:end])]
    assert found == LineStream().feed(data)
