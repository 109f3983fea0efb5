"""Reboot, brown-out, hang, and the supply that is taken away."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.master import ROLLING
from chairctl_proof.realtime.chair import boot_clock

SUPPLY_LOW = 1 << 5


@pytest.mark.hazards("H38", "H55", "H14")
@pytest.mark.needs("truth", "faults")
def test_after_a_reboot_everything_is_zero_until_a_person_arms_again(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        epoch, at = master.newest.epoch, boot_clock()
        chair.bench.tell(reboot=True)
        chair.figure("reboot_to_output", chair.ms_to_zero(at), 150.0, "ms")
        master.until(lambda: master.newest.epoch != epoch, 2.0, "there was no new epoch")
        since = boot_clock()
        master.wait(0.4)  # the master goes on answering: it has not noticed
        assert chair.bench.device.stayed_zero(since), "outputs came back after a reboot"
        assert (master.newest.armed, master.newest.echo) == (0, 0)


@pytest.mark.hazards("H59")
@pytest.mark.needs("truth", "faults")
def test_a_supply_that_sags_ends_the_outputs_and_can_not_be_armed(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        chair.figure("sag_to_output", chair.ms_to_zero(chair.bench.break_(supply_mv=10_000)), 150.0, "ms")
        master.until(lambda: bool(master.newest.faults & SUPPLY_LOW), 1.0, "no fault bit says `supply`")
        with pytest.raises(AssertionError, match="did not arm"):
            master.arm()
        chair.bench.break_(supply_mv=None)
        master.wait(0.1)
        master.arm()


@pytest.mark.hazards("H39")
@pytest.mark.needs("truth", "supply")
def test_the_rigs_contactor_takes_the_outputs_away_and_nothing_comes_back_with_the_supply(
    chair: Chair,
) -> None:
    supply = chair.bench.supply
    assert supply
    with chair.master() as master:
        master.arm(ROLLING)
        chair.energised()
        at = boot_clock()
        supply.set(closed=False)
        chair.figure("contactor_to_output", chair.ms_to_zero(at), 150.0, "ms")
        master.holds = False
        master.wait(0.3)
        since = boot_clock()
        supply.set(closed=True)
        master.wait(0.5)
        assert chair.bench.device.stayed_zero(since), "outputs came back with the supply"
