"""Bodies that differ, and what a roller feels of them."""

from itertools import pairwise
from statistics import pstdev

import pytest

from chairctl_simulators.faults import Faults
from chairctl_simulators.plant.body import Body
from chairctl_simulators.plant.people import person
from chairctl_simulators.plant.roller import ROLLING, TRAVEL_MM, Roller

SEEDS = range(100)


def on(body: Body, level: int = 250, at_mm: float = 300.0) -> Roller:
    roller = Roller(body)
    roller.level, roller.technique, roller.speed = level, ROLLING, 500
    roller.position_mm, roller.high_mm = at_mm, TRAVEL_MM
    roller.advance(0.05)
    return roller


def test_the_same_seed_gives_the_same_body_and_another_seed_another() -> None:
    assert person(7) == person(7)
    assert len({person(seed).spine for seed in SEEDS}) == len(SEEDS)


def test_landmarks_are_in_their_order_and_people_differ_in_size() -> None:
    spines = [body.spine for body in map(person, SEEDS) if body.spine]
    assert all(list(spine) == sorted(spine) for spine in spines)
    assert all(spine.l5 > 0 and spine.shoulder_line < TRAVEL_MM - 80 for spine in spines)
    assert pstdev(spine.shoulder_line for spine in spines) > 20


def test_stiff_spots_are_apart_and_on_the_back() -> None:
    bodies = [person(seed) for seed in SEEDS]
    assert {len(body.stiff_spots) for body in bodies} >= {0, 1, 2}
    for body in bodies:
        heights = [spot.height_mm for spot in body.stiff_spots]
        assert all(high - low >= 60 for low, high in pairwise(heights))
        assert body.spine
        assert all(body.spine.l5 <= height <= body.spine.shoulder_line for height in heights)


def test_nobody_gets_more_than_the_level_says_wherever_the_rollers_are() -> None:
    for seed in range(20):
        for height in range(0, TRAVEL_MM, 10):
            assert 0 <= on(person(seed), 250, height).force_n() <= 90 * 0.25


def test_above_the_shoulders_the_rollers_touch_nobody() -> None:
    for seed in range(20):
        spine = person(seed).spine
        assert spine
        assert on(person(seed), 250, spine.shoulder_line + 70).force_n() == 0


def test_a_back_answers_more_than_twice_as_firmly_where_the_level_is_twice_as_high() -> None:
    body = person(3)
    light, firm = on(body, 120, 200).force_n(), on(body, 240, 200).force_n()
    assert firm > 2 * light > 0


def test_looking_changes_nothing_and_time_changes_the_noise() -> None:
    roller = on(person(1))
    assert roller.motor_ma() == roller.motor_ma()
    readings = []
    for _ in range(200):
        roller.position_mm = 300.0
        roller.advance(0.001)
        readings.append(roller.motor_ma())
    assert 5 < pstdev(readings) < 12


@pytest.mark.parametrize("leaned", [20, 80])
def test_who_leans_forward_is_pressed_less_and_who_slides_is_felt_elsewhere(leaned: int) -> None:
    body = Body(back=((0, 0.2), (800, 1.0)), recess=())
    roller = on(body, 800, 400)
    before = roller.force_n()
    roller.suffer(Faults(leaned_mm=leaned))
    assert roller.force_n() == pytest.approx(before * (0.8 - min(leaned / 80, 0.8)) / 0.8)
    roller.suffer(Faults(slid_mm=100))
    assert roller.force_n() == pytest.approx(on(body, 800, 300).force_n(), rel=0.02)


def test_leaning_back_harder_than_the_rest_adds_no_force() -> None:
    roller = on(Body(), 250)
    before = roller.force_n()
    roller.suffer(Faults(leaned_mm=-50))
    assert roller.force_n() == before
