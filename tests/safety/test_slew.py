import pytest

from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.slew import LONGEST_STEP, Slew


@pytest.mark.parametrize("turn_ms", [1, 3, 7, 20, 33, 50, 99, 100])
@pytest.mark.parametrize("rise", [1, 10, 200, 1_000])
def test_the_rise_is_exact_whatever_the_length_of_a_turn(turn_ms: int, rise: int) -> None:
    slew = Slew(rise)
    for turn in range(1, 400):
        assert slew.toward(10**9, turn_ms * MILLISECOND) == rise * turn_ms * turn // 1_000


def test_a_minute_ends_at_the_same_level_for_all_lengths_of_a_turn() -> None:
    ends = set()
    for turn in (MILLISECOND, 7_777_777, 20 * MILLISECOND, 37_123_457, 50 * MILLISECOND, 100 * MILLISECOND):
        slew, now, level = Slew(10), 0, 0
        while now < MINUTE:
            step = min(turn, MINUTE - now)
            level = slew.toward(10_000, step)
            now += step
        ends.add(level)
    assert ends == {600}


def test_a_fall_is_instant_and_a_later_rise_starts_from_where_it_fell_to() -> None:
    slew = Slew(100)
    for _ in range(10):
        slew.toward(1_000, 100 * MILLISECOND)
    assert slew.toward(30, 0) == 30
    assert slew.toward(1_000, 50 * MILLISECOND) == 35


def test_a_stall_earns_no_more_than_the_longest_step() -> None:
    assert LONGEST_STEP == 100 * MILLISECOND
    for stall in (LONGEST_STEP, LONGEST_STEP + 1, SECOND, 8 * 60 * MINUTE):
        assert Slew(100).toward(1_000, stall) == 10


def test_no_time_means_no_rise() -> None:
    assert Slew(1_000).toward(1_000, 0) == 0


def test_a_clock_that_runs_backwards_neither_raises_nor_drives_below_zero() -> None:
    slew = Slew(1_000)
    slew.toward(50, 50 * MILLISECOND)
    assert slew.toward(1_000, -SECOND) == 50
    assert Slew(1_000).toward(1_000, -SECOND) == 0


def test_after_a_fall_the_rise_starts_from_zero() -> None:
    slew = Slew(1_000)
    slew.toward(1_000, 100 * MILLISECOND)
    slew.fall()
    assert slew.toward(1_000, 0) == 0


def test_the_level_is_reached_and_not_passed() -> None:
    slew = Slew(1_000)
    assert [slew.toward(150, 100 * MILLISECOND) for _ in range(3)] == [100, 150, 150]


def one_second(slew: Slew) -> int:
    return [slew.toward(10**9, 100 * MILLISECOND) for _ in range(10)][-1]


def test_a_nanosecond_too_little_is_no_step_whether_new_or_after_a_fall() -> None:
    slew = Slew(1)
    for _ in range(2):
        for _ in range(9):
            assert slew.toward(5, 100 * MILLISECOND) == 0
        assert slew.toward(5, 100 * MILLISECOND - 1) == 0
        assert slew.toward(5, 1) == 1
        slew.fall()


def test_no_time_is_no_time_however_fast_the_rise() -> None:
    assert Slew(SECOND).toward(10**12, 0) == 0


def test_a_level_may_be_given_more_time_than_the_rise_would_take() -> None:
    slew = Slew(100)
    slew.slow_down(20, 5)
    assert one_second(slew) == 4
    slew.slow_down(10, 5)
    slew.fall()
    assert one_second(slew) == 2


def test_more_time_than_wanted_is_never_less_than_the_rise_needs() -> None:
    slew = Slew(10)
    slew.slow_down(600, 5)
    assert one_second(slew) == 10
