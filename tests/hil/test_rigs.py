"""A sample of the rig's tests on all three simulated rigs, and of broken firmwares; `make hil` runs all."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from tests.hil.micropython import needs_micropython

import red_twins
from chairctl_hil.board.virtual import VirtualBoard
from chairctl_hil.chair import Chair
from chairctl_hil.result import Result
from chairctl_hil.rig.bench import Bench
from chairctl_hil.rig.file import load_rig
from chairctl_hil.rig.floor import TOO_LATE_MS
from chairctl_hil.rig.strategy import RigState
from chairctl_hil.suite import (
    test_electrodes,
    test_heat,
    test_host,
    test_lease,
    test_link,
    test_stop,
    test_supply,
)
from chairctl_hil.trace.replay import Timeline, recorded, replay
from chairctl_simulators.devices.chairlink import SimulatedChair
from red_twins import BROKEN, FAULTS, find_out

SAMPLE: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
    (test_stop.test_stop_is_obeyed_in_every_state, ("everything",)),
    (test_stop.test_what_stop_has_overtaken_on_the_way_brings_nothing_back, ()),
    (test_lease.test_outputs_end_with_their_lease_when_nobody_answers, (250,)),
    (test_link.test_a_frame_that_is_wrong_is_refused_for_its_reason, ("wrong epoch",)),
    (test_heat.test_a_pad_that_reads_45_degrees_is_cut_out_at_once, ()),
    (test_supply.test_after_a_reboot_everything_is_zero_until_a_person_arms_again, ()),
    (
        test_supply.test_the_rigs_contactor_takes_the_outputs_away_and_nothing_comes_back_with_the_supply,
        (),
    ),
    (test_host.test_an_accident_of_the_host_ends_the_outputs_in_time, ("sigkill", 60.0, "host_killed")),
]
SETTLED_S = 0.03
"""Three scans of the firmware: a replay has its own, and a STOP before the first one has nothing to end."""
needs_a_bus = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="on Debian: apt install dbus-daemon")
RIGS = [
    pytest.param("simulator-pty"),
    pytest.param("simulator-ble", marks=needs_a_bus),
    pytest.param("firmware-pty", marks=needs_micropython),
]


@pytest.mark.parametrize("name", RIGS)
def test_the_same_tests_pass_on_every_rig(name: str) -> None:
    with Bench(load_rig(name)) as bench:
        chair, seen = Chair(bench, Result("", "", []), full=False), dict[str, bool]()
        for test, case in SAMPLE:
            bench.strategy.go(RigState.ENERGISED)
            bench.floor.take_ms()
            for _ in range(3):
                chair.result.evidence.clear()
                try:
                    test(chair, *case)
                except AssertionError:
                    if bench.floor.take_ms() <= TOO_LATE_MS:
                        raise  # else this computer was too busy to say anything of the device
                else:
                    break
            else:
                pytest.fail("this computer was too late three times")
            seen |= chair.result.evidence
            bench.strategy.go(RigState.READY)
        assert seen == {"lease_expiry": True, "host_killed": True}
        assert len(chair.result.figures) >= 6


def test_every_broken_firmware_has_a_test_that_has_to_find_it_out() -> None:
    assert {fault.name for fault in FAULTS} == {path.stem for path in BROKEN.glob("*.py")} - {"start"}
    assert len(FAULTS) >= 12


@needs_micropython
@pytest.mark.parametrize(
    "name", ["no_lease", "old_epoch_accepted", "stop_ignored_while_heating", "crc_unchecked"]
)
def test_a_broken_firmware_is_found_out_by_the_test_that_should(name: str) -> None:
    twin = find_out(next(fault for fault in FAULTS if fault.name == name))
    assert twin.caught, twin.why


@needs_micropython
def test_a_recorded_failure_is_played_again_in_virtual_time_and_a_sound_firmware_does_not_repeat_it() -> None:
    with red_twins.chair_of(BROKEN / "stop_ignored_while_heating.py") as chair:
        with chair.master() as master:
            master.arm(test_stop.HEATED)
            chair.energised()
            master.wait(SETTLED_S)
            assert chair.ms_to_zero(master.stop()) > test_stop.LIMIT_MS
        entries = sorted(chair.bench.recorder.entries, key=lambda one: int(one["t"]))
    was = recorded(entries)
    stop = max(was.stops, key=was.ms_to_zero)
    place = was.stops.index(stop)
    assert was.ms_to_zero(stop) > test_stop.LIMIT_MS

    from chairboard.controller import Controller

    class StillBroken(Controller):
        def zero(self, now_ms: int) -> None:
            if not (self.armed and self.channels[1]._target and not self.lease.is_over(now_ms)):
                super().zero(now_ms)

    again = replay(entries, VirtualBoard(controller_type=StillBroken))
    assert again.ms_to_zero(again.stops[place]) > test_stop.LIMIT_MS
    for sound in (VirtualBoard(), SimulatedChair(1)):
        mended = replay(entries, sound)
        assert any(not zero for _, zero in mended.changes), "the replay never energised anything"
        assert mended.ms_to_zero(mended.stops[place]) <= test_stop.LIMIT_MS


@pytest.mark.parametrize(
    ("changes", "arms", "ms"),
    [
        ([(0, True), (5, False), (11, True)], [], 1),
        ([(0, True), (5, False)], [], float("inf")),
        ([(0, True), (5, False), (9, True)], [], 0),
        ([(0, True), (12, False), (40, True)], [], 30),
        ([(0, True), (12, False)], [], float("inf")),
        ([(0, True), (5, False), (11, True), (30, False)], [20], 1),
        ([(0, True)], [], 0),
    ],
)
def test_a_stop_counts_until_nothing_comes_back_before_the_next_arm(
    changes: list[tuple[int, bool]], arms: list[int], ms: float
) -> None:
    line = Timeline([(at * 1_000_000, zero) for at, zero in changes], arms=[at * 1_000_000 for at in arms])
    assert line.ms_to_zero(10_000_000) == ms


def test_a_test_of_the_loads_reads_the_meter_of_the_rig() -> None:
    with Bench(load_rig("simulator-pty")) as bench:
        bench.strategy.go(RigState.ENERGISED)
        chair = Chair(bench, Result("", "", []), full=False)
        test_electrodes.test_current_is_what_was_set_on_every_dummy_load_and_leaves_no_charge(chair)
        errors = [figure.value for figure in chair.result.figures if figure.name.startswith("current_error")]
        assert len(errors) == 3
        assert max(errors) < 0.2
