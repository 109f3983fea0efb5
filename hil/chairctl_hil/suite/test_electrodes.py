"""Stimulation: rise, accuracy on dummy loads, balance, and contact that is lost and comes back."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.bench import SKIN_OHM
from chairctl_hil.rig.file import Role
from chairctl_hil.rig.master import Wanted
from chairctl_proof.realtime.chair import boot_clock

ELECTRODE_OPEN = 1 << 4
PULSES = Wanted(stimulation=(20, 100, 800))
RISE_MA_S = 1.3
"""1 mA/s, read off telemetry that is 50 ms apart and says 0.1 mA at best."""


@pytest.mark.hazards("H51", "H53", "H54")
@pytest.mark.needs("truth", "faults")
def test_electrodes_that_come_off_end_the_current_and_their_return_brings_none(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(PULSES)
        master.until(lambda: master.newest.stimulation[0] >= 3, 3.0, "no current rose")
        at = chair.bench.break_(electrode_contact=0)
        chair.figure("contact_lost_to_output", chair.ms_to_zero(at), 150.0, "ms")
        master.until(lambda: bool(master.newest.faults & ELECTRODE_OPEN), 1.0, "no fault bit says `open`")
        back_at = chair.bench.break_(electrode_contact=1)
        master.wait(0.5)
        assert chair.bench.device.stayed_zero(back_at), "there was current after contact came back"


@pytest.mark.hazards("H55", "H54")
@pytest.mark.needs("truth")
def test_current_rises_by_no_more_than_1_ma_a_second_from_zero(chair: Chair) -> None:
    with chair.master() as master:
        began = boot_clock()
        master.arm(Wanted(stimulation=(30, 100, 800)))
        master.wait(chair.trials(15, 60) / 10)
        rise = [
            ((one["t"] - began) / 1e9, one["stimulations"][0]["current_ma"]) for one in chair.truths(began)
        ]
        rise = rise or [
            ((said.at - began) / 1e9, said.stimulation[1] / 10) for said in master.said if said.at > began
        ]
        chair.curve("current", rise, "mA", 3.0)
        assert rise[-1][1] > 0.5, "no current rose"
        chair.figure("current_rise", chair.steepest(rise, 0.5), RISE_MA_S, "mA/s")


@pytest.mark.hazards("H56", "H57")
@pytest.mark.needs("truth", "loads", "current", "faults")
def test_current_is_what_was_set_on_every_dummy_load_and_leaves_no_charge(chair: Chair) -> None:
    meter = chair.bench.meters[Role.CURRENT]
    with chair.master() as master:
        master.arm(PULSES)
        master.until(lambda: master.newest.stimulation[0] == 20, 4.0, "the set value was not reached")
        for ohm in chair.bench.rig.loads_ohm:
            chair.bench.break_(electrode_contact=SKIN_OHM / ohm)
            master.wait(0.3)
            assert master.newest.armed, f"the device did not bear {ohm} ohm"
            chair.figure(f"current_error_{ohm}_ohm", abs(meter.read() - 2.0), 0.4, "mA")
            chair.figure(
                f"impedance_error_{ohm}_ohm", abs(master.newest.stimulation[2] - ohm) / ohm * 100, 10, "%"
            )
        chair.figure("net_charge", abs(master.newest.stimulation[3]), 50, "µC/s")


@pytest.mark.hazards("H53")
@pytest.mark.needs("truth", "faults")
def test_contact_that_chatters_ends_the_current(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(PULSES)
        master.until(lambda: master.newest.stimulation[0] >= 2, 3.0, "no current rose")
        at = chair.bench.break_(electrode_chatter_hz=100)
        chair.figure("chatter_to_output", chair.ms_to_zero(at), 200.0, "ms")
