"""What the reference firmware does beyond the document, and how it keeps time."""

import ast
from pathlib import Path

import pytest
from tests.simulators.host import EVERYTHING, MS, Host, S
from tests.support.half_hour import HalfHour

from chairctl_hil.board.source import firmware_folder
from chairctl_hil.board.virtual import VirtualBoard
from chairctl_simulators.devices.chairlink import frames

ON_A_BOARD = {"struct", "binascii", "time", "select", "sys", "os", "math", "machine", "chairboard"}


@pytest.fixture(autouse=True)
def _firmware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Host, "chair_type", VirtualBoard)


def working(seconds: int = 1, **wanted: object) -> Host:
    host = Host()
    host.arm()
    host.hold(seconds * S, **(wanted or EVERYTHING))
    assert not host.chair.outputs_zero
    return host


def test_a_lease_ends_at_the_sending_of_its_telemetry_plus_its_length_to_the_millisecond() -> None:
    host = working()
    end = host.now - 1 * MS + 250 * MS
    assert not host.chair.truth(end - 1).outputs_zero
    assert host.chair.truth(end).outputs_zero
    assert not host.chair.truth(end).armed


def test_a_nonce_is_fresh_for_300_ms_and_stale_one_millisecond_later() -> None:
    host = Host()
    nonce = host.telemetry.nonce
    host.now = 350 * MS
    host.send(host.order(frames.OUTPUT, nonce=nonce))
    assert host.refusals[-1][1] == 7
    host.now += MS
    host.send(host.order(frames.OUTPUT, nonce=nonce))
    assert host.refusals[-1][1] == 6


def test_a_late_call_finds_every_output_at_zero() -> None:
    host = working()
    host.wait(10 * S)
    assert host.truth().outputs_zero
    assert host.telemetry.faults == 1


def test_levels_rise_no_faster_than_the_document_allows() -> None:
    host = Host()
    host.arm()
    wanted = {"roller": (1000, 1, 0, 800, 500), "air": 800, "stimulation": (60, 100, 500)}
    host.hold(500 * MS, **wanted)
    assert 440 <= host.telemetry.applied[0] <= 500
    assert host.truth().stimulations[0].current_ma <= 0.5
    host.hold(6 * S, **wanted)
    assert host.telemetry.applied == (1000, 0, 800, 60)


def test_two_thermistors_that_differ_end_everything_within_a_second_or_so() -> None:
    host = working(heat=400)
    host.suffer(pad_sensor_offset_tenth_c=-60)
    host.hold(1200 * MS, heat=400)
    assert host.truth().outputs_zero
    assert host.telemetry.faults & 1 << 2


def test_a_frozen_thermistor_ends_everything_before_the_pad_is_five_degrees_off() -> None:
    host = working(heat=400)
    host.suffer(pad_sensor="frozen")
    frozen_at = host.truth().pads[0].pad_c
    while host.truth().armed:
        host.hold(50 * MS, heat=400)
    assert host.truth().pads[0].pad_c - frozen_at < 6
    assert host.truth().outputs_zero


def test_h40_a_heater_that_is_stuck_on_is_cut_by_the_contactor_and_can_never_be_armed_again() -> None:
    host = working(seconds=2, heat=300)
    host.suffer(heater="stuck_on")
    while host.truth().armed:
        assert host.truth().pads[0].skin_c < 45
        host.hold(50 * MS, heat=300)
    assert host.truth().pads[0].power_w == 0
    assert host.telemetry.faults & 1 << 7
    host.wait(S)
    host.send(host.order(frames.ARM))
    assert host.refusals[-1][1] == 10
    assert not host.truth().armed


def test_h40_an_unarmed_board_gives_a_stuck_heater_no_supply() -> None:
    host = Host()
    host.suffer(heater="stuck_on")
    host.wait(5 * S)
    assert host.truth().pads[0].power_w == 0


def test_h56_a_current_that_is_not_what_was_set_ends_everything_within_150_ms() -> None:
    host = working(seconds=8, stimulation=(80, 100, 1000))
    host.suffer(dac_gain=2.0)
    host.hold(150 * MS, stimulation=(80, 100, 1000))
    assert host.truth().outputs_zero
    assert host.telemetry.faults & 1 << 7


def test_a_kneading_roller_turns_at_the_ends_of_its_window() -> None:
    host = Host()
    host.arm()
    seen = []
    for _ in range(700):
        host.hold(50 * MS, roller=(600, 2, 80, 280, 1000))
        seen.append(host.truth().rollers[0].position_mm)
    assert (round(min(seen[100:])), round(max(seen))) == (80, 280)
    assert host.truth().armed


def test_after_a_hang_no_telemetry_is_made_up_for() -> None:
    host = Host()
    host.suffer(firmware_hang=True)
    host.wait(5 * S)
    count = len(host.seen)
    host.heal()
    host.wait(100 * MS)
    assert len(host.seen) <= count + 3


def test_the_firmware_imports_nothing_that_a_board_does_not_have() -> None:
    files = sorted(Path(firmware_folder()).rglob("*.py"))
    assert len(files) > 12
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= ON_A_BOARD, file


def test_only_the_hardware_files_know_what_they_run_on() -> None:
    pure = ON_A_BOARD - {"time", "select", "os", "sys", "machine"}
    for file in sorted((firmware_folder() / "chairboard").glob("*.py")):
        if file.name.startswith("hardware_"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= pure, file


def test_minutes_of_a_session_on_all_four_channels_trip_nothing_and_warm_nobody_too_much() -> None:
    """The whole half hour takes 15 s of a core; `make hil HIL_OPTIONS=--full` plays it in real time."""
    session = HalfHour(VirtualBoard())
    session.start(session.programme)
    session.run_for(220 * S)
    assert [trip.reason.code for trip in session.station.kernel.trips] == []
    assert not session.chair.outputs_zero
    assert 33 < session.chair.truth(session.now).pads[0].skin_c < 41
