"""Whether pad and skin behave as a real pad on real skin would."""

import pytest

from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.heat import HeatPad


def pad(ambient_c: float = 23.0) -> HeatPad:
    return HeatPad(ambient_c, Body())


def thermostat(heater: HeatPad, target_c: float, seconds: int) -> list[tuple[float, float]]:
    course = []
    for _ in range(seconds * 20):
        if heater.pad_c >= target_c:
            heater.duty_permille = 0
        elif heater.pad_c <= target_c - 0.4:
            heater.duty_permille = 1000
        heater.advance(0.05)
        course.append((heater.pad_c, heater.skin_c))
    return course


def test_without_heating_nothing_changes() -> None:
    heater = pad()
    before = heater.pad_c, heater.skin_c
    for _ in range(20 * 600):
        heater.advance(0.05)
    assert (heater.pad_c, heater.skin_c) == pytest.approx(before, abs=0.01)


def test_at_first_the_pad_warms_by_some_tenths_of_a_degree_a_second() -> None:
    heater = pad()
    cold = heater.pad_c
    heater.duty_permille = 1000
    for _ in range(20 * 5):
        heater.advance(0.05)
    assert 0.2 <= (heater.pad_c - cold) / 5 <= 0.4


@pytest.mark.parametrize("ambient_c", [15.0, 23.0, 35.0])
def test_half_an_hour_at_40_degrees_keeps_the_skin_below_41_and_the_dose_small(ambient_c: float) -> None:
    heater = pad(ambient_c)
    course = thermostat(heater, 40.0, 1800)
    settled = course[20 * 600 :]
    assert all(39.5 <= pad_c <= 40.1 for pad_c, _ in settled)
    assert all(36.0 <= skin_c < 41.0 for _, skin_c in settled)
    assert heater.cem43_min == 0


def test_a_pad_that_is_switched_off_cools() -> None:
    heater = pad()
    thermostat(heater, 40.0, 600)
    heater.duty_permille = 0
    course = []
    for _ in range(20 * 300):
        heater.advance(0.05)
        course.append(heater.pad_c)
    assert course == sorted(course, reverse=True)
    assert course[-1] < 34


def test_a_stuck_heater_burns_and_the_dose_says_so() -> None:
    heater = pad()
    heater.suffer(Faults(heater="stuck_on"))
    while heater.skin_c < 44:
        heater.advance(0.05)
    dose = heater.cem43_min
    assert dose > 0
    for _ in range(20 * 60):
        heater.advance(0.05)
    assert heater.cem43_min - dose > 2  # a minute at 44 °C or more is at least 2 at 43 °C


def test_the_dose_of_a_minute_follows_sapareto_and_dewey() -> None:
    for skin_c, factor in ((38.9, 0.0), (41.0, 1 / 16), (43.0, 1.0), (45.0, 4.0)):
        heater = pad()
        for _ in range(20 * 60):
            heater.skin_c = skin_c
            heater.advance(0.05)
        assert heater.cem43_min == pytest.approx(factor, rel=1e-6)


def test_a_blanket_keeps_the_warmth_in() -> None:
    covered, free = pad(), pad()
    covered.suffer(Faults(blanket=True))
    for heater in (covered, free):
        heater.duty_permille = 300
        for _ in range(20 * 900):
            heater.advance(0.05)
    assert covered.pad_c > free.pad_c + 3


def test_a_low_supply_heats_with_the_square_of_the_voltage() -> None:
    heater = pad()
    heater.duty_permille = 1000
    heater.suffer(Faults(supply_mv=12_000))
    assert heater.power_w() == pytest.approx(6.0)


def test_the_sensor_says_what_its_fault_makes_it_say() -> None:
    heater = pad()
    true = round(heater.pad_c * 10)
    assert heater.reading_tenth_c() == true
    heater.suffer(Faults(pad_sensor="frozen"))
    heater.duty_permille = 1000
    for _ in range(200):
        heater.advance(0.05)
    heater.suffer(Faults(pad_sensor="frozen", blanket=True))
    assert heater.reading_tenth_c() == true
    heater.suffer(Faults(pad_sensor="detached"))
    assert heater.reading_tenth_c() == 230
    heater.suffer(Faults(pad_sensor="open"))
    assert heater.reading_tenth_c() == -400
    heater.suffer(Faults(pad_sensor="short"))
    assert heater.reading_tenth_c() == 1500
    heater.suffer(Faults(pad_sensor_offset_tenth_c=-50))
    assert heater.reading_tenth_c() == round(heater.pad_c * 10) - 50
