"""The roller: stall and pinch, and how fast it may begin to press."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.file import Role
from chairctl_hil.rig.master import Wanted
from chairctl_proof.realtime.chair import boot_clock
from chairctl_simulators.devices.chairlink import frames

ROLLER_STALLED = 1 << 3
OUT_OF_RANGE = 8
KNEADING = Wanted(roller=(600, 2, 80, 280, 600))
PINCH_N = 2.0


@pytest.mark.hazards("H48")
@pytest.mark.needs("truth", "faults", "force")
def test_a_roller_that_stalls_lets_go_within_350_ms(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(KNEADING)
        chair.energised()
        master.wait(0.5)
        at = chair.bench.break_(roller_stalled=True)
        chair.figure("stall_to_output", chair.ms_to_zero(at), 350.0, "ms")
        master.until(lambda: bool(master.newest.faults & ROLLER_STALLED), 1.0, "no fault bit says `stalled`")
        master.wait(0.15)
        chair.figure("pinch_force", chair.bench.meters[Role.FORCE].read(), PINCH_N, "N")


@pytest.mark.hazards("H48")
def test_a_roller_that_holds_still_on_purpose_is_no_stall(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(Wanted(roller=(300, 5, 0, 800, 0)))
        master.wait(0.6)
        assert master.newest.armed
        assert master.newest.faults == 0


@pytest.mark.hazards("H49")
@pytest.mark.needs("truth")
def test_pressing_rises_no_faster_than_the_document_allows(chair: Chair) -> None:
    with chair.master() as master:
        began = boot_clock()
        master.wait(0.25)  # a jump right after arming is seen against what was before
        master.arm(Wanted(roller=(1000, 5, 0, 800, 0)))
        master.until(lambda: master.newest.applied[0] >= 600, 2.0, "it never rose")
        rise = [((said.at - began) / 1e9, float(said.applied[0])) for said in master.said if said.at >= began]
        chair.curve("roller_level", rise, "‰", 1000.0)
        slope = chair.steepest(rise, 0.15)
        chair.figure("roller_rise", slope, 1400.0, "‰/s")


@pytest.mark.hazards("H64")
def test_a_window_beyond_the_travel_is_refused(chair: Chair) -> None:
    with chair.master() as master:
        master.arm()
        master.holds = False
        assert (
            master.refuses(master.order(frames.OUTPUT, Wanted(roller=(100, 1, 0, 801, 100)))) == OUT_OF_RANGE
        )
        assert master.newest.applied[0] == 0
