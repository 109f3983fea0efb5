"""What passed on a line, as a file to send."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.chair_process import chair_process

from chairctl.profiles.loader import device_names, load_device
from chairctl.protocols.chairlink.frames import Frame, IdentityPayload, Kind, decode, decode_identity
from chairctl.runtime import capturing
from chairctl.runtime.capturing import Wire, capture, family_of, write

CHAIR = load_device("chairlink-reference")
ALL = [load_device(name) for name in device_names()]


def read(path: Path) -> tuple[dict[str, Any], list[list[Any]]]:
    header, *entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return header, entries


async def test_a_capture_holds_both_directions_and_no_serial_number(tmp_path: Path) -> None:
    wire = Wire()
    with chair_process(tmp_path) as chair:
        await capture(chair.url, CHAIR, 1.0, wire)
        assert all(record["outputs_zero"] for record in chair.truth())
    path = tmp_path / "capture.jsonl"
    header = write(path, wire, chair.url, "chairlink", asked=True)
    shown, entries = read(path)
    assert shown == header
    assert (header["format"], header["bytes"], header["address"]) == ("chairctl/capture/1", "redacted", "")
    assert entries[0][1:] == ["up"]
    assert [entry[0] for entry in entries] == sorted(entry[0] for entry in entries)
    whole = {word: b"".join(bytes.fromhex(e[2]) for e in entries if e[1] == word) for word in ("in", "out")}
    assert b"000001" not in whole["in"]
    assert len(whole["in"]) == len(wire.bytes_that("in"))
    assert whole["out"] == wire.bytes_that("out")
    frames = [one for one in map(decode, whole["in"].split(b"\0")) if isinstance(one, Frame)]
    identities = [decode_identity(frame.payload) for frame in frames if frame.kind == Kind.IDENTITY]
    assert identities
    assert isinstance(identities[0], IdentityPayload)
    assert identities[0].serial_number == "SIM-xxxxxx"


async def test_without_a_family_not_a_byte_is_sent_and_the_family_is_told_by_its_language(
    tmp_path: Path,
) -> None:
    wire = Wire()
    with chair_process(tmp_path) as chair:
        await capture(chair.url, None, 0.6, wire)
    assert wire.bytes_that("out") == b""
    assert family_of(wire, ALL) == "chairlink"


def test_the_bytes_of_an_unknown_family_are_raw_and_that_is_said(tmp_path: Path) -> None:
    wire = Wire()
    for word, data in (("up", b""), ("in", b"No. 4711"), ("down", b"hangup")):
        wire.note(word, data)
    assert family_of(wire, ALL) is None
    path = tmp_path / "capture.jsonl"
    header = write(path, wire, "ble:AA:BB:CC:DD:EE:FF", None, asked=False)
    assert (header["bytes"], header["line"], header["address"]) == ("raw", "ble", "AA:BB:CC:xx:xx:xx")
    _, entries = read(path)
    assert [entry[1:] for entry in entries] == [["up"], ["in", b"No. 4711".hex()], ["down", "hangup"]]


def test_another_file_is_never_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write(path, Wire(), "/dev/ttyUSB0", None, asked=False)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("precious", "mine")]


def test_a_capture_is_bounded_and_says_that_it_ends_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capturing, "MOST_BYTES", 10)
    wire = Wire()
    for _ in range(4):
        wire.note("in", b"12345678")
    assert wire.size == 16
    assert write(tmp_path / "full", wire, "/dev/ttyUSB0", None, asked=False)["complete"] is False
