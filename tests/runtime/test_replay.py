"""Recordings: a disk that fails disturbs nobody, a file that is damaged is named."""

import json
import os
from pathlib import Path

import pytest

from chairctl.control.assembly import assemble
from chairctl.control.events import Asked, Event, LedgerAnswered, LineUp, Received, Tick, WardenSaid
from chairctl.domain.channels import Output, RollerMode, Technique
from chairctl.domain.commands import Arm, Command, Origin, Run, SetOutput, Stop
from chairctl.domain.safety import Reason, WardenWord
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.loader import find_device, load_device_text, load_programme
from chairctl.runtime.recorder import Recorder
from chairctl.runtime.replay import RecordingError, replay_file
from chairctl.safety.grant import Quantum, Refusal

SOURCE = find_device("chairlink-reference").read_text(encoding="utf-8")
DEVICE = "chairlink-reference"


def record(path: Path) -> Recorder:
    """A short history, recorded as a host would."""
    station = assemble("test", (load_device_text(SOURCE, "x"),))
    roller = SetOutput("roller", Output(300, RollerMode(Technique.KNEADING, 80, 280, 500)))
    events: list[Event] = [
        LineUp(DEVICE),
        WardenSaid(DEVICE, WardenWord.READY),
        Received(DEVICE, bytes(range(256))),
        Asked(Command(Origin.CHAIR, "1", Arm())),
        Asked(Command(Origin.CHAIR, "2", Run(load_programme("demo")))),
        Asked(Command(Origin.REMOTE, "3", roller)),
        Asked(Command(Origin.REMOTE, "4", Stop())),
        LedgerAnswered(Quantum(1, 1, 5, SECOND, 7, ("roller",))),
        LedgerAnswered(Refusal(2, Reason("ledger_busy", detail="locked"))),
        *[Tick()] * 20,
    ]
    recorder = Recorder(path, "test", (SOURCE,))
    for number, event in enumerate(events):
        now = number * 100 * MILLISECOND
        recorder.note(now, event, station.step(event, now))
    recorder.close()
    return recorder


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "new" / "recording.jsonl"
    assert record(path).problem == ""
    return path


def test_every_kind_of_event_replays_to_the_same_packets(recording: Path) -> None:
    first, second = replay_file(recording), replay_file(recording)
    assert (first.events, first.difference, first.cut_short) == (29, None, False)
    assert first.packets >= 4
    assert first == second


def test_a_replay_says_what_tripped(recording: Path) -> None:
    assert replay_file(recording).trips == ()
    header = recording.read_text(encoding="utf-8").splitlines()[0]
    lines = [header, json.dumps([0, "warden", DEVICE, "cut_power"]), *['[1, "tick"]'] * 3]
    recording.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [reason.code for reason in replay_file(recording).trips] == ["cut_power"]


def test_a_packet_that_was_changed_left_out_or_added_is_found(recording: Path) -> None:
    lines = recording.read_text(encoding="utf-8").splitlines()
    outs = [number for number, line in enumerate(lines) if '"out"' in line]
    changed = [*lines]
    changed[outs[0]] = lines[outs[0]].replace('"00', '"01')
    left_out = [line for number, line in enumerate(lines) if number != outs[0]]
    added = [*lines[: outs[0] + 1], *lines[outs[0] :]]
    for forged in (changed, left_out, added):
        recording.write_text("\n".join(forged) + "\n", encoding="utf-8")
        assert replay_file(recording).difference is not None


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (5, b"not json\n"),
        (5, b"\xff\xff\n"),
        (5, b"[1]\n"),
        (5, b"{}\n"),
        (5, b"[" * 100_000 + b"\n"),
        (5, b'[-1, "tick"]\n'),
        (5, b'[99999999999, "warden", "chairlink-reference", "asleep"]\n'),
        (5, b'[99999999999, "in", "other", "00"]\n'),
        (5, b'[99999999999, "in", "chairlink-reference", "0"]\n'),
        (5, b'[99999999999, "in", ["chairlink-reference"], "0"]\n'),
        (5, b'[99999999999, "ask", {"action": "dance"}]\n'),
        (5, b'[99999999999, "ask"]\n'),
        (5, b'["soon", "tick"]\n'),
        (5, b'[99999999999, "sleep"]\n'),
        (5, b'[99999999999, "out", 5]\n'),
        (2, b'[0, "out", "chairlink-reference", "00"]\n'),
    ],
)
def test_a_damaged_line_is_named(recording: Path, line: int, text: bytes) -> None:
    lines = recording.read_bytes().splitlines(keepends=True)
    lines[line - 1] = text
    recording.write_bytes(b"".join(lines))
    with pytest.raises(RecordingError) as caught:
        replay_file(recording)
    assert (caught.value.code, caught.value.line) == ("corrupt", line)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "no_recording"),
        ("PNG\r\n", "no_recording"),
        ("[]", "no_recording"),
        ('{"format": 1}', "no_recording"),
        ('{"format": 2, "station": 5, "profiles": []}', "no_recording"),
        ('{"format": 2, "station": "x", "profiles": [5]}', "no_recording"),
        ('{"format": 99, "station": "x", "profiles": []}', "other_format"),
        ('{"format": 2, "station": "x", "profiles": [], "whole": false}', "not_whole"),
        ('{"format": 2, "station": "x", "profiles": []}', "bad_profile"),
        ('{"format": 2, "station": "x", "profiles": ["schema: nothing"]}', "bad_profile"),
    ],
)
def test_what_is_no_recording_is_said_to_be_none(tmp_path: Path, header: str, code: str) -> None:
    path = tmp_path / "file"
    path.write_text(header, encoding="utf-8")
    with pytest.raises(RecordingError) as caught:
        replay_file(path)
    assert caught.value.code == code


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="missing"):
        replay_file(tmp_path / "none")


def test_a_recording_may_be_cut_anywhere(recording: Path) -> None:
    whole = recording.read_bytes()
    body = whole.index(b"\n") + 1
    for length in range(body, len(whole), 97):
        recording.write_bytes(whole[:length])
        assert replay_file(recording).difference is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_recording_can_be_read_by_nobody_else(recording: Path) -> None:
    assert recording.stat().st_mode & 0o077 == 0


def test_a_full_disk_costs_the_recording_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "full"
    path.symlink_to("/dev/full")
    assert record(path).problem == "disk"


def test_a_folder_that_cannot_be_written_costs_the_recording_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert record(tmp_path / "file" / "recording.jsonl").problem == "disk"


def test_a_header_comes_first_and_says_how_to_read_the_rest(recording: Path) -> None:
    header = json.loads(recording.read_text(encoding="utf-8").split(os.linesep, maxsplit=1)[0])
    assert header["format"] == 2
    assert header["profiles"] == [SOURCE]


def test_a_recording_of_a_family_that_nobody_brings_says_so(tmp_path: Path) -> None:
    path = tmp_path / "strange.jsonl"
    source = SOURCE.replace("family: chairlink", "family: toi").replace("max_ma: 30.0", "max_ma: 10.0")
    path.write_text(json.dumps({"format": 2, "station": "x", "profiles": [source]}) + "\n")
    with pytest.raises(RecordingError) as caught:
        replay_file(path)
    assert caught.value.detail
    assert (caught.value.detail.code, caught.value.detail.params) == (
        "unsafe.unknown_family",
        {"detail": "toi"},
    )
