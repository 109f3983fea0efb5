"""The heating pad: cut-out, overshoot, plausible readings, and a heater that can't be switched off."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_hil.rig.file import Role
from chairctl_hil.rig.master import Wanted
from chairctl_hil.rig.strategy import RigState
from chairctl_proof.realtime.chair import boot_clock

PAD_TOO_HOT, PAD_SENSOR = 1 << 1, 1 << 2
OVERSHOOT_C = 0.6
APART_C = 1.0


@pytest.mark.hazards("H47")
@pytest.mark.needs("truth", "faults")
def test_a_pad_that_reads_45_degrees_is_cut_out_at_once(chair: Chair) -> None:
    with chair.master() as master:
        master.arm(Wanted(heat=400))
        chair.energised()
        offset = 452 - master.newest.heat[1]
        at = chair.bench.break_(pad_sensor_offset_tenth_c=offset)
        chair.figure("hot_pad_to_output", chair.ms_to_zero(at), 150.0, "ms")
        master.until(lambda: bool(master.newest.faults & PAD_TOO_HOT), 1.0, "no fault bit says `pad too hot`")


@pytest.mark.hazards("H42", "H43")
@pytest.mark.needs("truth", "faults")
@pytest.mark.parametrize("sensor", ["open", "short"])
def test_a_broken_pad_sensor_ends_the_outputs_within_500_ms(chair: Chair, sensor: str) -> None:
    with chair.master() as master:
        master.arm(Wanted(heat=400))
        chair.energised()
        chair.figure("sensor_to_output", chair.ms_to_zero(chair.bench.break_(pad_sensor=sensor)), 500.0, "ms")
        master.until(lambda: bool(master.newest.faults & PAD_SENSOR), 1.0, "no fault bit says `pad sensor`")


@pytest.mark.hazards("H44", "H45")
@pytest.mark.needs("truth", "pad")
def test_the_pad_is_as_warm_as_the_device_says_and_overshoots_by_little(chair: Chair) -> None:
    meter = chair.bench.meters[Role.PAD]
    began, shown, said = boot_clock(), [], []
    with chair.master() as master:
        target = min(410, master.newest.heat[1] + 10)
        master.arm(Wanted(heat=target))
        for _ in range(chair.trials(90, 600)):
            master.wait(0.1)
            now = (boot_clock() - began) / 1e9
            shown.append((now, meter.read()))
            said.append((now, master.newest.heat[1] / 10))
        assert master.newest.armed
    chair.curve("pad_thermometer", shown, "°C", target / 10 + OVERSHOOT_C)
    chair.curve("pad_telemetry", said, "°C", target / 10 + OVERSHOOT_C)
    apart = max(abs(one - other) for (_, one), (_, other) in zip(shown, said, strict=True))
    chair.figure("pad_reading_apart", apart, APART_C, "K")
    chair.figure("pad_overshoot", max(value for _, value in shown) - target / 10, OVERSHOOT_C, "K")


@pytest.mark.hazards("H40")
@pytest.mark.full
@pytest.mark.needs("truth", "faults")
def test_whether_a_heater_that_is_stuck_on_is_cut_by_the_device_itself(chair: Chair) -> None:
    """No device has to have a second cut: what is found decides between the classes S2 and S3."""
    with chair.master() as master:
        target = master.newest.heat[1] + 10
        master.arm(Wanted(heat=target))
        chair.energised()
        at = chair.bench.break_(heater="stuck_on")
        zero_at = chair.bench.device.zero_at(at, 20.0)
        chair.evidence("second_cut", zero_at is not None)
        if zero_at is not None:
            chair.figure("stuck_heater_to_cut", (zero_at - at) / 1e6, 20_000.0, "ms")
    chair.bench.strategy.go(RigState.OFF)  # a device that has cut itself stays so until it loses its supply
