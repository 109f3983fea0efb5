"""Carriage, cushions, electrodes and motors."""

from itertools import pairwise

import pytest

from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.air import AirCushion
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.electrode import Electrodes
from chairctl_simulators.plant.motors import PostureMotor, VibrationMotor
from chairctl_simulators.plant.roller import HOLD, KNEADING, NONE, ROLLING, SHIATSU, TAPPING, Roller


def rolling(technique: int = ROLLING, low: int = 200, high: int = 300) -> Roller:
    roller = Roller(Body())
    roller.level, roller.technique, roller.speed = 800, technique, 1000
    roller.low_mm, roller.high_mm = low, high
    return roller


def course(roller: Roller, seconds: int) -> list[float]:
    positions = []
    for _ in range(seconds * 40):
        roller.advance(0.025)
        positions.append(roller.position_mm)
    return positions


@pytest.mark.parametrize("technique", [ROLLING, KNEADING, TAPPING, SHIATSU])
def test_the_carriage_enters_its_window_and_goes_to_and_fro_in_it(technique: int) -> None:
    positions = course(rolling(technique), 120)
    arrived = next(n for n, position in enumerate(positions) if position >= 200)
    assert all(200 <= position <= 300 for position in positions[arrived:])
    assert max(positions) == 300
    assert max(abs(a - b) for a, b in pairwise(positions)) <= 1.5 + 1e-9


def test_the_carriage_comes_down_to_a_lower_window_without_a_jump() -> None:
    roller = rolling()
    course(roller, 10)
    roller.low_mm, roller.high_mm = 0, 50
    positions = course(roller, 10)
    assert min(positions) == 0
    assert max(abs(a - b) for a, b in pairwise(positions)) <= 1.5 + 1e-9


@pytest.mark.parametrize("technique", [NONE, HOLD])
def test_some_techniques_do_not_travel(technique: int) -> None:
    assert set(course(rolling(technique), 1)) == {100.0}


def test_a_window_of_no_width_lets_the_carriage_stand() -> None:
    roller = rolling(low=300, high=300)
    course(roller, 20)
    assert (roller.position_mm, roller.speed_mm_s) == (300, 0)


def test_the_force_is_never_above_the_greatest_and_follows_the_back() -> None:
    roller = rolling(TAPPING, 0, 800)
    roller.level = 1000
    forces = []
    for _ in range(40 * 120):
        roller.advance(0.025)
        forces.append(roller.force_n())
    assert 70 < max(forces) <= 90
    assert 0 < min(forces) < 20
    assert Body().firmness(-5) == 0.6
    assert Body().firmness(450) == 1.0
    assert Body().firmness(900) == 0.3


def test_a_stalled_carriage_stands_and_draws_much_current() -> None:
    roller = rolling()
    course(roller, 1)
    free_ma = roller.motor_ma()
    roller.suffer(Faults(roller_stalled=True))
    course(roller, 1)
    assert roller.speed_mm_s == 0
    assert roller.motor_ma() > 2 * free_ma


def test_with_a_stuck_switch_the_carriage_ends_in_its_buffers() -> None:
    roller = rolling()
    roller.suffer(Faults(travel_switch_stuck=True))
    assert max(course(roller, 30)) == 815
    roller.suffer(Faults())
    assert roller.position_mm == 800


def test_without_level_or_supply_a_roller_neither_moves_nor_presses() -> None:
    roller = rolling()
    roller.suffer(Faults(supply_mv=0))
    assert set(course(roller, 1)) == {100.0}
    assert roller.force_n() == roller.motor_ma() == 0
    roller.suffer(Faults())
    roller.level = 0
    assert set(course(roller, 1)) == {100.0}
    assert roller.force_n() == roller.motor_ma() == 0


def test_cushions_fill_slowly_and_vent_fast() -> None:
    cushion = AirCushion()
    cushion.level = 500
    for _ in range(16):
        cushion.advance(0.05)
    assert cushion.kpa == pytest.approx(17.5 * (1 - 2.718281828**-1))
    cushion.suffer(Faults(supply_mv=0))
    for _ in range(20):
        cushion.advance(0.05)
    assert cushion.reading() < 20


def test_the_current_source_keeps_its_current_until_its_voltage_ends() -> None:
    electrodes = Electrodes(Body(impedance_ohm=500))
    electrodes.level, electrodes.pulse_width_us, electrodes.rate_tenth_hz = 600, 200, 1000
    assert electrodes.current_ma() == 60
    assert electrodes.charge_per_phase_uc() == pytest.approx(12)
    electrodes.advance(0.1)
    assert electrodes.charge_uc == pytest.approx(120)
    electrodes.suffer(Faults(electrode_contact=0.25))
    assert electrodes.impedance_ohm() == 2000
    assert electrodes.current_ma() == 40
    electrodes.suffer(Faults(electrode_contact=0.01))
    assert electrodes.impedance_ohm() is None
    assert electrodes.current_ma() == 0
    electrodes.suffer(Faults(supply_mv=0))
    assert electrodes.current_ma() == 0


def test_motors_obey_their_levels_and_need_supply() -> None:
    vibration, posture = VibrationMotor(), PostureMotor()
    vibration.level = 400
    posture.level, posture.direction = 1000, 1
    vibration.advance(0.1)
    for _ in range(200):
        posture.advance(0.1)
    assert (vibration.strength(), vibration.reading()) == (400, 180)
    assert posture.angle_tenth_deg == 900
    posture.direction = -1
    posture.suffer(Faults(supply_mv=0))
    vibration.suffer(Faults(supply_mv=0))
    posture.advance(0.1)
    assert (vibration.strength(), vibration.reading(), posture.angle_tenth_deg) == (0, 0, 900)
