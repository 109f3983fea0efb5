"""Rules 8 and 9 of the document: faults end all outputs, rising is limited."""

import pytest
from tests.simulators.host import EVERYTHING, KNEADING, MS, Host, S

from chairctl_simulators.devices.chairlink import frames
from chairctl_simulators.faults import HEALTHY


def working() -> Host:
    host = Host()
    host.arm()
    host.hold(1 * S, **EVERYTHING)
    return host


FAULTS: list[tuple[str, dict[str, object], int, int]] = [
    ("pad too hot", {"pad_sensor_offset_tenth_c": 160}, 1, 50),
    ("pad sensor open", {"pad_sensor": "open"}, 2, 50),
    ("pad sensor short", {"pad_sensor": "short"}, 2, 50),
    ("roller stalled", {"roller_stalled": True}, 3, 250),
    ("electrode open", {"electrode_contact": 0.0}, 4, 50),
    ("supply low", {"supply_mv": 10_499}, 5, 50),
]


@pytest.mark.parametrize(("changes", "bit", "within_ms"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_ends_all_outputs_and_stays_until_armed_again(
    changes: dict[str, object], bit: int, within_ms: int
) -> None:
    host = working()
    host.suffer(**changes)
    for _ in range(within_ms // 10):
        host.wait(10 * MS)
        if host.truth().armed:
            host.send(host.order(frames.OUTPUT, **EVERYTHING))  # type: ignore[arg-type]
    assert not host.truth().armed
    assert host.truth().outputs_zero
    host.heal()
    host.wait(1 * S)
    assert host.telemetry.faults & 1 << bit
    host.arm()
    host.wait(50 * MS)
    assert host.telemetry.faults == 0


@pytest.mark.parametrize(
    "changes",
    [{"pad_sensor": "open"}, {"supply_mv": 9000}, {"pad_sensor_offset_tenth_c": 165}],
    ids=["pad sensor", "supply", "pad too hot"],
)
def test_arming_is_refused_while_the_cause_is_present(changes: dict[str, object]) -> None:
    host = Host()
    host.suffer(**changes)
    host.send(host.order(frames.ARM))
    assert host.refusals == [(frames.ARM, 10, 1)]
    assert not host.truth().armed
    host.heal()
    host.arm()


@pytest.mark.parametrize(("offset", "bit"), [(159, 0), (160, 2)], ids=["44.9", "45.0"])
def test_a_pad_is_too_hot_from_45_degrees_on(offset: int, bit: int) -> None:
    host = Host()
    assert host.telemetry.heat[1] == 290 + 1  # 29.1 °C before anything is heated
    host.suffer(pad_sensor_offset_tenth_c=offset - 1)
    host.wait(50 * MS)
    assert (host.telemetry.heat[1], host.telemetry.faults) == (449 + bit // 2, bit)


def test_holding_still_on_purpose_is_no_stall() -> None:
    host = Host()
    host.arm()
    host.hold(1 * S, roller=(500, 5, 0, 800, 500))
    assert host.truth().armed
    assert host.truth().rollers[0].speed_mm_s == 0
    assert host.truth().rollers[0].force_n > 0


def test_a_roller_that_is_driven_at_speed_zero_is_stalled() -> None:
    host = Host()
    host.arm()
    host.hold(1 * S, roller=(500, 1, 0, 800, 0))
    assert host.telemetry.faults & 1 << 3


def test_a_stuck_travel_switch_lets_the_roller_leave_its_travel_and_is_noticed() -> None:
    host = Host()
    host.arm()
    host.suffer(travel_switch_stuck=True)
    positions = []
    for _ in range(400):
        host.hold(50 * MS, roller=(500, 1, 100, 200, 1000))
        positions.append(host.truth().rollers[0].position_mm)
        if not host.truth().armed:
            break
    assert host.telemetry.faults & 1 << 6
    assert 800 < max(positions) < 803
    host.wait(50 * MS)
    host.send(host.order(frames.ARM))
    assert host.refusals[-1][1] == 10
    host.heal()
    host.wait(50 * MS)
    host.arm()


def test_rising_is_limited_in_the_device() -> None:
    host = Host()
    host.arm()
    start = host.now
    host.send(host.order(frames.OUTPUT, roller=(1000, 1, 0, 800, 500), air=800, stimulation=(60, 100, 500)))
    assert host.truth().stimulations[0].current_ma == 0
    assert not host.truth().outputs_zero  # it is about to rise
    host.hold(500 * MS - 1 * MS, roller=(1000, 1, 0, 800, 500), air=800, stimulation=(60, 100, 500))
    host.wait(1 * MS)
    assert host.now == start + 500 * MS
    assert 0.4 <= host.truth().stimulations[0].current_ma <= 0.5
    assert 450 <= host.telemetry.applied[0] <= 500
    host.hold(5500 * MS, roller=(1000, 1, 0, 800, 500), air=800, stimulation=(60, 100, 500))
    host.wait(50 * MS)
    assert host.telemetry.applied == (1000, 0, 800, 60)


def test_falling_is_immediate() -> None:
    host = working()
    host.send(host.order(frames.OUTPUT, roller=(100, *KNEADING[1:]), air=50))
    truth = host.truth()
    assert truth.stimulations[0].current_ma == 0
    assert truth.pads[0].power_w == 0
    assert truth.rollers[0].force_n < 10
    host.wait(50 * MS)
    assert host.telemetry.applied == (100, 0, 50, 0)


def test_impedance_is_unknown_until_there_are_pulses() -> None:
    host = Host()
    assert host.telemetry.stimulation == (0, 0, 0xFFFF, 0)
    host.suffer(electrode_contact=0.5)
    host.arm()
    host.hold(1 * S, stimulation=(20, 100, 1000))
    assert host.telemetry.stimulation == (9, 9, 2000, 0)


def test_the_telemetry_tells_pressure_and_motor() -> None:
    host = working()
    host.hold(5 * S, **EVERYTHING)
    assert host.telemetry.air == (350, 350)
    level, position, speed, motor_ma = host.telemetry.roller
    assert level == 600
    assert 80 <= position <= 280
    assert speed == 12
    assert 300 < motor_ma < 1300


def test_a_hung_firmware_leaves_its_outputs_on_and_says_nothing() -> None:
    host = working()
    host.suffer(firmware_hang=True)
    count = len(host.seen)
    host.wait(2 * S)
    host.send(frames.encode(frames.STOP, 0, 0))
    assert len(host.seen) == count
    assert not host.truth().outputs_zero
    assert host.truth().stimulations[0].current_ma > 0
    assert host.chair.next_deadline() == host.now + 50 * MS
    host.heal()
    host.wait(50 * MS)
    assert host.truth().outputs_zero
    assert len(host.seen) == count + 1


def test_a_firmware_without_a_lease_goes_on_when_the_host_is_silent() -> None:
    host = working()
    host.suffer(no_lease=True)
    host.wait(2 * S)
    assert host.truth().armed
    host.heal()
    host.wait(1 * MS)
    assert not host.truth().armed


def test_without_supply_nothing_acts_even_with_a_hung_firmware_and_a_stuck_heater() -> None:
    host = working()
    host.suffer(firmware_hang=True, heater="stuck_on")
    host.wait(1 * S)
    assert host.truth().pads[0].power_w == 24
    host.suffer(supply_mv=0)
    host.wait(3 * S)
    truth = host.truth()
    assert truth.outputs_zero
    assert truth.pads[0].power_w == truth.stimulations[0].current_ma == truth.rollers[0].force_n == 0
    assert truth.air_kpa[0] < 0.1


def test_a_heater_that_is_stuck_on_counts_as_an_output() -> None:
    host = Host()
    host.suffer(heater="stuck_on")
    assert not host.truth().outputs_zero
    host.suffer(heater="dead")
    assert host.truth().outputs_zero


@pytest.mark.parametrize(
    "changes",
    [{"heat": True}, {"heater": "on"}, {"blanket": 1}, {"electrode_contact": 1.5}, {"supply_mv": -1},
     {"supply_mv": 1.5}, {"pad_sensor_offset_tenth_c": 5000}],
    ids=str,
)  # fmt: skip
def test_an_unknown_fault_or_value_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        HEALTHY.changed(changes)


def test_the_device_holds_the_pad_at_its_target() -> None:
    host = Host()
    host.arm()
    host.hold(60 * S, heat=350)
    pads = []
    for _ in range(200):
        host.hold(1 * S, heat=350)
        pads.append(host.telemetry.heat[1])
    assert 345 <= min(pads) <= 348
    assert 350 <= max(pads) <= 351
    assert host.truth().armed
