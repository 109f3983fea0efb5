from math import cos, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chairctl.domain.channels import OFF, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.domain.wave import FASTEST_CHANGE, Shape, Wave, Waves

PULSES = StimulationMode(200, 1_000)

waves = st.builds(
    Wave,
    st.sampled_from(Shape),
    st.integers(800, 120_000).map(lambda ms: ms * MILLISECOND),
    st.integers(0, 1000),
    st.integers(100, 900),
)
instants = st.integers(0, 1_800 * SECOND)


def test_a_sine_is_the_sine_of_mathematics_to_two_in_a_thousand() -> None:
    wave = Wave(Shape.SINE, 32 * SECOND, 1000)
    for second in range(33):
        assert abs(wave.share(second * SECOND) - 500 * (1 - cos(2 * pi * second / 32))) <= 2
    off_the_table = Wave(Shape.SINE, 7 * SECOND, 1000)
    for step in range(32):
        into = step * (7 * SECOND // 32)
        assert abs(off_the_table.share(into) - 500 * (1 - cos(2 * pi * into / (7 * SECOND)))) <= 2


def test_a_swell_rises_for_half_stays_for_a_quarter_and_falls_for_a_quarter() -> None:
    wave = Wave(Shape.SWELL, 32 * SECOND, 1000)
    shares = [wave.share(second * SECOND) for second in (0, 4, 8, 16, 20, 24, 28, 31, 32)]
    assert shares == [0, 250, 500, 1000, 1000, 1000, 500, 125, 0]


def test_a_pulse_is_whole_for_its_share_of_the_period_and_changes_at_its_edges_only() -> None:
    wave = Wave(Shape.PULSE, 500 * MILLISECOND, 980, 200)
    assert [wave.share(ms * MILLISECOND) for ms in (0, 99, 100, 499, 500)] == [1000, 1000, 20, 20, 1000]
    edges, into = [], 0
    for _ in range(4):
        into = wave.next_change(into)
        edges.append(into // MILLISECOND)
    assert edges == [100, 500, 600, 1000]


@pytest.mark.parametrize("shape", [Shape.SINE, Shape.SWELL])
def test_the_depth_is_what_is_missing_where_the_wave_is_lowest(shape: Shape) -> None:
    wave = Wave(shape, 10 * SECOND, 300)
    shares = [wave.share(ms * MILLISECOND) for ms in range(0, 10_000, 10)]
    assert (shares[0], min(shares), max(shares)) == (700, 700, 1000)


@given(waves, instants)
def test_a_wave_only_lowers_and_never_below_its_depth(wave: Wave, into: int) -> None:
    assert 1000 - wave.depth_permille <= wave.share(into) <= 1000


@given(waves, instants)
def test_between_two_changes_nothing_changes(wave: Wave, into: int) -> None:
    change = wave.next_change(into)
    assert change > into
    assert wave.share(change - 1) == wave.share(into)


@given(waves, instants)
def test_a_wave_changes_at_most_twenty_times_a_second(wave: Wave, into: int) -> None:
    first = wave.next_change(into)
    assert wave.next_change(first) - first >= FASTEST_CHANGE


def test_level_width_and_rate_swing_each_on_its_own_wave() -> None:
    half = Wave(Shape.PULSE, 10 * SECOND, 500)
    all_but = Wave(Shape.PULSE, 4 * SECOND, 900)
    swing = Waves(level=half, pulse_width=None, rate=all_but)
    assert swing.apply(Output(100, PULSES), 0) == Output(100, PULSES)
    assert swing.apply(Output(100, PULSES), 3 * SECOND) == Output(100, StimulationMode(200, 100))
    assert swing.apply(Output(100, PULSES), 7 * SECOND) == Output(50, StimulationMode(200, 100))
    assert swing.next_change(0) == 2 * SECOND
    assert Waves(half).next_change(0) == 5 * SECOND


def test_pulses_never_become_shorter_or_rarer_than_pulses_may_be() -> None:
    nothing_left = Wave(Shape.PULSE, 10 * SECOND, 1000)
    swing = Waves(None, nothing_left, nothing_left)
    assert swing.apply(Output(100, PULSES), 6 * SECOND).mode == StimulationMode(50, 10)
    assert swing.apply(Output(100, StimulationMode(40, 5)), 6 * SECOND).mode == StimulationMode(40, 5)


def test_a_level_of_nothing_is_off_and_other_modes_stay_as_they_are() -> None:
    swing = Waves(Wave(Shape.PULSE, 10 * SECOND, 1000), Wave(Shape.PULSE, 10 * SECOND, 500))
    mode = RollerMode(Technique.ROLLING, 0, 100, 500)
    assert swing.apply(Output(100, mode), 0) == Output(100, mode)
    assert swing.apply(Output(100, mode), 6 * SECOND) is OFF
