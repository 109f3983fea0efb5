"""Faults that the firmware itself does not notice: only somebody who compares what it says can."""

import pytest
from tests.simulators.host import EVERYTHING, MS, PULSES, Host, S

from chairctl_simulators.devices.chairlink import ChairSetup
from chairctl_simulators.faults import HEALTHY, Faults
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.electrode import Electrodes
from chairctl_simulators.plant.heat import HeatPad


def working(seconds: int = 3) -> Host:
    host = Host()
    host.arm()
    host.hold(seconds * S, **EVERYTHING)
    return host


def test_a_dithering_sensor_stays_within_a_digit_of_where_it_froze() -> None:
    pad = HeatPad(23.0, Body())
    pad.duty_permille = 1000
    held = pad.reading_tenth_c()
    pad.suffer(Faults(pad_sensor="dithering"))
    readings = []
    for _ in range(400):
        pad.advance(0.05)
        readings.append(pad.reading_tenth_c())
    assert set(readings) == {held - 1, held, held + 1}
    assert pad.pad_c * 10 > held + 30


def test_a_drifting_sensor_leaves_the_truth_slowly_and_comes_back_when_mended() -> None:
    pad = HeatPad(23.0, Body())
    before = pad.reading_tenth_c()
    pad.suffer(Faults(pad_sensor_drift_tenth_c_per_min=-10))
    for _ in range(20 * 120):
        pad.advance(0.05)
    assert pad.reading_tenth_c() == before - 20
    pad.suffer(HEALTHY)
    assert pad.reading_tenth_c() == before


def test_a_wrong_gain_and_an_offset_bend_the_current_and_the_sensor_shows_it() -> None:
    host = working()
    level = host.telemetry.stimulation[0]
    host.suffer(dac_gain=2.0, dac_offset_tenth_ma=5)
    host.wait(50 * MS)
    assert host.telemetry.stimulation[:2] == (level, 2 * level + 5)
    assert host.truth().stimulations[0].current_ma == pytest.approx((2 * level + 5) / 10)


def test_an_offset_flows_even_at_rest_and_counts_as_an_output() -> None:
    host = Host()
    assert host.truth().outputs_zero
    host.suffer(dac_offset_tenth_ma=8)
    host.wait(50 * MS)
    assert host.telemetry.stimulation[:2] == (0, 8)
    assert not host.truth().outputs_zero


def test_unbalanced_pulses_leave_charge_only_while_they_flow() -> None:
    host = Host()
    host.suffer(net_charge_uc_per_s=-70)
    host.wait(50 * MS)
    assert host.telemetry.stimulation[3] == 0
    host.arm()
    host.hold(1 * S, stimulation=PULSES)
    assert host.telemetry.stimulation[3] == host.truth().stimulations[0].net_charge_uc_per_s == -70


@pytest.mark.parametrize("hz", [1.0, 7.0, 20.0, 333.0, 1000.0])
def test_chatter_meets_open_electrodes_within_a_cycle_and_the_device_stops(hz: float) -> None:
    host = working()
    host.suffer(electrode_chatter_hz=hz)
    for _ in range(20):
        if host.truth().armed:
            host.hold(50 * MS, **EVERYTHING)
    assert not host.truth().armed
    assert host.telemetry.faults & 1 << 4
    host.heal()
    host.arm()


def test_chattering_electrodes_carry_current_for_half_of_the_time() -> None:
    electrodes = Electrodes(Body())
    electrodes.level = 100
    electrodes.suffer(Faults(electrode_chatter_hz=1.0))
    contacts = []
    for _ in range(200):
        electrodes.advance(0.05)
        contacts.append(electrodes.contact)
        assert bool(electrodes.current_ma()) == bool(electrodes.contact)
    assert contacts.count(0.0) == pytest.approx(100, abs=5)


def test_without_its_interlocks_the_firmware_goes_on_with_a_fault() -> None:
    host = working()
    host.suffer(no_interlocks=True, roller_stalled=True, electrode_contact=0.0, pad_sensor="open")
    host.hold(1 * S, **EVERYTHING)
    assert host.truth().armed
    assert host.telemetry.faults == 0


@pytest.mark.parametrize("ratio", [0.5, 0.9, 1.1, 2.0])
def test_a_clock_that_is_off_stretches_uptime_telemetry_and_lease(ratio: float) -> None:
    host = working()
    host.suffer(clock_ratio=ratio)
    host.wait(200 * MS)
    before, frames, began = host.telemetry.uptime_ms, len(host.seen), host.now
    for _ in range(10):
        host.wait(1 * S)
    assert host.telemetry.uptime_ms - before == pytest.approx(10_000 * ratio, abs=110)
    assert len(host.seen) - frames == pytest.approx(200 * ratio, abs=2)
    host.arm()
    lease_began = host.now
    while host.truth().armed:
        host.wait(1 * MS)
    assert (host.now - lease_began) / MS == pytest.approx(250 / ratio, abs=101)
    assert host.now > began


def test_a_clock_that_is_mended_goes_on_from_where_it_was() -> None:
    host = Host(setup=ChairSetup(uptime_ms=1_000))
    host.suffer(clock_ratio=2.0)
    host.wait(1 * S)
    host.heal()
    host.wait(1 * S)
    assert host.telemetry.uptime_ms == pytest.approx(1_000 + 51 + 2_000 + 1_000, abs=51)


def test_crossed_channels_drive_each_other_while_the_firmware_believes_in_its_map() -> None:
    host = Host()
    host.suffer(crossed_channels=True)
    host.arm()
    host.hold(1 * S, heat=400)
    assert host.telemetry.applied == (0, 400, 0, 0)
    assert host.telemetry.heat[2] == 0
    assert host.telemetry.stimulation[1] in (9, 10)  # the device's own ramp still holds
    host.wait(1 * S)
    host.arm()
    host.hold(1 * S, roller=(500, 1, 0, 800, 500))
    assert host.telemetry.applied == (500, 0, 0, 0)
    assert host.truth().air_kpa[0] > 5
    assert host.truth().rollers[0].force_n == 0


def test_crossed_channels_take_effect_in_the_middle_of_an_image_that_does_not_change() -> None:
    host = working()
    host.suffer(crossed_channels=True)
    host.hold(1 * S, **EVERYTHING)
    assert host.telemetry.roller[0] == EVERYTHING["roller"][0]  # type: ignore[index]
    assert host.telemetry.air[1] > 350


@pytest.mark.parametrize(
    "changes",
    [{"dac_gain": -1.0}, {"dac_gain": True}, {"clock_ratio": 0}, {"electrode_chatter_hz": 1001},
     {"net_charge_uc_per_s": 0.5}, {"pad_sensor_drift_tenth_c_per_min": 2000}, {"crossed_channels": 1}],
    ids=str,
)  # fmt: skip
def test_a_value_out_of_range_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        HEALTHY.changed(changes)
