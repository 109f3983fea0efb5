"""The device's limit on rising."""

from hypothesis import given
from hypothesis import strategies as st

from chairctl_simulators.devices.chairlink.ramp import Ramp

S = 1_000_000_000


@given(st.lists(st.integers(0, S // 3), max_size=40), st.integers(1, 1000))
def test_rising_is_the_same_in_many_small_steps_as_in_one(steps: list[int], rate: int) -> None:
    stepped, direct = Ramp(rate), Ramp(rate)
    stepped.aim(700, 0)
    direct.aim(700, 0)
    now = 0
    for step in steps:
        now += step
        stepped.aim(700, now)
    direct.follow(now)
    assert stepped.level == direct.level == min(700, rate * now // S)


def test_falling_is_immediate_and_rising_again_starts_from_there() -> None:
    ramp = Ramp(10)
    ramp.aim(100, 0)
    ramp.follow(5 * S)
    assert ramp.level == 50
    ramp.aim(49, 5 * S)
    assert ramp.level == 49
    ramp.aim(20, 5 * S)
    assert ramp.level == 20
    ramp.aim(30, 60 * S)
    assert ramp.level == 20
    ramp.follow(61 * S)
    assert ramp.level == 30


def test_a_level_without_a_limit_jumps() -> None:
    ramp = Ramp(0)
    ramp.jump(400)
    assert (ramp.level, ramp.target) == (400, 400)
