import json
from pathlib import Path
from typing import Any

import pytest

from chairctl.domain.evidence import NOTHING, Reader, Reading
from chairctl.protocols.sciencemode4.evidence import MESSAGES, reader
from chairctl.protocols.sciencemode4.frames import HEAD, Block, Command, Point, encode, encode_update

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "docs/protocols/sciencemode4-vectors.json").read_text()
)


def read(wire: bytes) -> list[Reading]:
    whole = Reader(reader())
    return whole.decode(wire) + whole.end()


def fields(wire: bytes) -> dict[str, int | str]:
    (reading,) = read(wire)
    assert reading.message
    return dict(reading.fields)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_read_whole(vector: dict[str, Any]) -> None:
    wire = bytes.fromhex(vector["wire"])
    (reading,) = read(wire)
    assert reading.data == wire
    assert reading.flaw in ("", "kind")  # low-level commands are not ours


def test_what_an_update_asks_for_is_shown_point_by_point() -> None:
    wire = MESSAGES["mid_update"](channel=2, half_ma=20, pulse_width_us=250, period_half_ms=40, ramp=3)
    assert fields(wire) == {
        "number": 0,
        "channels": 4,
        "2_ramp": 3,
        "2_period_half_ms": 40,
        "2_point_0_us": 250,
        "2_point_0_half_ma": 20,
        "2_point_1_us": 250,
        "2_point_1_half_ma": -20,
    }
    block = Block(0, 40, (Point(100, 5), Point(100, -5)))
    both = fields(encode_update(1, [block, None, block]))
    assert (both["channels"], both["0_ramp"], both["2_point_1_half_ma"]) == (5, 0, -5)


@pytest.mark.parametrize("data", ["", "01", "0110", "0100005000", "0000"])
def test_an_update_of_another_size_shows_its_bytes(data: str) -> None:
    assert fields(encode(Command.MID_UPDATE, 1, bytes.fromhex(data)))["data"] == data


@pytest.mark.parametrize(
    ("command", "data", "shown"),
    [
        (Command.MID_CURRENT_DATA, "00040110000000", {"running_0": 1, "error_1": "electrode"}),
        (Command.STIM_STATUS, "000200", {"result_name": "ok", "status": "mid_ready"}),
        (Command.BATTERY, "00500ed8", {"percent": 80, "battery_mv": 3_800}),
        (Command.DEVICE_ID, "00" + b"ABC1234567".hex(), {"device_id": "ABC1234567"}),
        (Command.EXTENDED_VERSION, "00010203" + "04" + "00" * 8, {"firmware": "1.2.3", "protocol": 4}),
        (Command.MID_INIT, "0a", {"result_name": "electrode"}),
        (Command.MID_STOP, "63", {"result_name": "other"}),
    ],
)
def test_answers_are_shown_with_what_they_say(
    command: Command, data: str, shown: dict[str, int | str]
) -> None:
    assert shown.items() <= fields(encode(command + 1, 5, bytes.fromhex(data))).items()


@pytest.mark.parametrize(
    "command",
    [
        Command.MID_CURRENT_DATA,
        Command.STIM_STATUS,
        Command.BATTERY,
        Command.DEVICE_ID,
        Command.EXTENDED_VERSION,
    ],
)
def test_answers_that_are_not_understood_show_their_bytes(command: Command) -> None:
    assert fields(encode(command + 1, 5, b"\0\1"))["data"] == "0001"
    assert list(fields(encode(command + 1, 5))) == ["number", "data"]


def test_what_is_wrong_is_named() -> None:
    wire = encode(Command.MID_STOP, 1)
    (bent,) = read(wire[:6] + bytes([wire[6] ^ 1]) + wire[7:])
    assert bent.flaw == "crc"
    assert str(dict(bent.fields)["crc"])[2:] == str(dict(bent.fields)["crc_should_be"])[2:]
    (ended,) = read(wire[:-1] + b"\0")
    assert ended.flaw == "end"
    (unknown,) = read(encode(999, 1))
    assert (unknown.flaw, dict(unknown.fields)["command"]) == ("kind", 999)
    assert [one.flaw for one in read(b"\0\1")] == [NOTHING]
    assert [one.flaw for one in read(wire[:1])] == ["incomplete"]
    assert [one.flaw for one in read(wire[:-1])] == ["incomplete"]
    assert read(HEAD + b"\0\0\0\0")[0].flaw == "sync"
