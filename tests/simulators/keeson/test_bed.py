"""The simulated bed against its document: frames of all variants, keys, massage, presets, reports, faults."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.keeson import BedFaults, BedSetup, Box, SimulatedBed
from chairctl_simulators.devices.keeson.frames import KeysReader, Report, keys_frame, report_frame, turned_sum

VECTORS = json.loads((Path(__file__).parents[2] / "protocols/keeson/vectors.json").read_text())
MS, S = 1_000_000, 1_000_000_000
HEAD_UP, HEAD_PLUS, HEAD_MINUS, ZERO_G, LIGHT, TIMER = 0x1, 0x800, 0x80_0000, 0x1000, 0x2_0000, 0x200


def down(bed: SimulatedBed, mask: int, now: int) -> bytes:
    return bed.feed(keys_frame(mask, Box.BASE), now)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['variant']} {vector['name']}")
def test_every_vector_reads_and_writes(vector: dict[str, str]) -> None:
    box, mask, wire = Box[vector["variant"].upper()], int(vector["mask"], 16), bytes.fromhex(vector["wire"])
    assert keys_frame(mask, box) == wire
    assert KeysReader(box).feed(wire) == [mask]


@given(st.lists(st.integers(1, 9), max_size=30), st.binary(max_size=30))
def test_frames_are_found_however_they_are_split_and_behind_noise(sizes: list[int], noise: bytes) -> None:
    reader, rest, found = KeysReader(Box.BASE), noise + bytes(8) + keys_frame(5, Box.BASE), []
    for size in sizes:
        found += reader.feed(rest[:size])
        rest = rest[size:]
    assert (found + reader.feed(rest))[-1] == 5


def test_a_wrong_sum_is_dropped_and_the_next_frame_is_found() -> None:
    wire = keys_frame(1, Box.BASE)
    assert KeysReader(Box.BASE).feed(wire[:-1] + b"\0" + wire) == [1]
    assert KeysReader(Box.KSBT).feed(bytes(9) + keys_frame(1, Box.KSBT)) == [1]


def test_the_published_reports_are_what_it_writes() -> None:
    at_rest = Report(50, 25, 3, 2, head_moves=False, feet_moves=False, light=False, timer=0)
    assert report_frame(at_rest, 0xED, marked=False).hex() == "ed3200190003020000000000000f0000"
    moving = Report(0xFFFF, 40, 0, 0, head_moves=False, feet_moves=True, light=False, timer=3)
    assert report_frame(moving, 0xF0, marked=False).hex() == "f0ffff28000000000000000000020300000000"
    lit = Report(0, 0, 0, 0, head_moves=False, feet_moves=False, light=True, timer=0)
    assert report_frame(lit, 0xED, marked=True).hex() == "edfe16000000000000000000004fffb0"
    assert turned_sum(b"\xe5\xfe\x16\x01\0\0\0") == 5


def test_a_motor_runs_for_its_time_after_the_last_frame_and_no_longer() -> None:
    bed = SimulatedBed(1)
    for at in range(0, 1_000, 100):
        down(bed, HEAD_UP, at * MS)
    assert bed.truth(900 * MS + 349 * MS).head_moves
    assert not bed.truth(900 * MS + 351 * MS).head_moves
    assert bed.truth(10 * S).head == pytest.approx(100 * 1.25 / 20)


def test_a_release_stands_a_motor_at_once() -> None:
    bed = SimulatedBed(1)
    down(bed, HEAD_UP, 0)
    down(bed, 0, 50 * MS)
    assert bed.truth(50 * MS).outputs_zero


def test_presses_that_follow_too_soon_are_one() -> None:
    bed = SimulatedBed(1)
    for at in (0, 100, 200, 300):
        down(bed, HEAD_PLUS, at * MS)
    assert bed.truth(S).head_massage == 2


def test_massage_stays_within_its_steps_unless_minus_wraps() -> None:
    for wraps, below in ((False, 0), (True, 6)):
        bed = SimulatedBed(1, BedSetup(minus_wraps=wraps))
        down(bed, HEAD_MINUS, 0)
        assert bed.truth(0).head_massage == below
        for step in range(1, 9):
            down(bed, HEAD_PLUS, step * S)
        assert bed.truth(9 * S).head_massage == 6


def test_massage_ends_with_its_timer_whoever_is_there() -> None:
    bed = SimulatedBed(1, BedSetup(timer=3))
    down(bed, TIMER, 0)  # 30 minutes become 10
    down(bed, HEAD_PLUS, S)
    assert bed.truth(600 * S).head_massage == 1
    assert bed.truth(601 * S).outputs_zero


def test_a_preset_goes_on_without_a_host_until_it_is_there() -> None:
    bed = SimulatedBed(1)
    down(bed, ZERO_G, 0)
    assert bed.truth(5 * S).preset
    truth = bed.truth(60 * S)
    assert (truth.head, truth.feet, truth.preset, truth.outputs_zero) == (30, 60, False, True)


def test_it_reports_in_its_rhythm_and_only_if_it_is_of_the_kind_that_does() -> None:
    bed = SimulatedBed(1, BedSetup(report_ms=200))
    down(bed, LIGHT, 0)
    assert bed.next_deadline() == 200 * MS
    assert len(bed.advance(S)) == 5 * 16
    assert SimulatedBed(1, BedSetup(box=Box.KSBT)).advance(10 * S) == b""


def test_late_reports_keep_their_order_and_lost_ones_are_gone() -> None:
    bed = SimulatedBed(1)
    bed.set_faults(BedFaults(late_reports_ms=500), 0)
    assert bed.advance(699 * MS) == b""
    assert bed.next_deadline() == 700 * MS
    assert len(bed.advance(700 * MS)) == 16
    bed.set_faults(BedFaults(mute=True), 700 * MS)
    bed.advance(2 * S)
    assert bed.advance(10 * S) == b""


def test_a_deaf_bed_hears_nothing_and_one_without_power_does_nothing() -> None:
    bed = SimulatedBed(1)
    bed.set_faults(BedFaults(deaf=True), 0)
    down(bed, HEAD_PLUS, 0)
    assert bed.truth(0).head_massage == 0
    bed.set_faults(BedFaults(), 0)
    down(bed, HEAD_PLUS | HEAD_UP, 0)
    assert bed.truth(0).head_massage == 1
    bed.set_faults(BedFaults(lost_power=True), 10)
    assert bed.outputs_zero
    assert bed.advance(10 * S) == b""


def test_a_welded_relay_goes_on_to_the_end() -> None:
    bed = SimulatedBed(1)
    down(bed, HEAD_UP, 0)
    bed.set_faults(BedFaults(relay_welded=True), 100 * MS)
    down(bed, 0, 200 * MS)
    assert bed.truth(5 * S).head_moves
    assert bed.truth(60 * S).head == 100


def test_a_reboot_ends_all() -> None:
    bed = SimulatedBed(1)
    down(bed, HEAD_PLUS | HEAD_UP, 0)
    bed.reboot(10)
    assert bed.outputs_zero


@pytest.mark.parametrize("changes", [{"blanket": True}, {"deaf": 1}, {"late_reports_ms": -1}])
def test_an_unknown_fault_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="fault"):
        BedFaults().changed(changes)


@given(st.lists(st.tuples(st.integers(0, 2_000), st.binary(max_size=40)), max_size=20))
def test_the_same_bytes_and_times_give_the_same_bed(steps: list[tuple[int, bytes]]) -> None:
    results = []
    for _ in range(2):
        bed, now, said = SimulatedBed(1), 0, b""
        for wait, data in steps:
            now += wait * MS
            said += bed.feed(data, now)
        results.append((said, bed.truth(now)))
    assert results[0] == results[1]
