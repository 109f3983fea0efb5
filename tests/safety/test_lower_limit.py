"""A limit that is lowered holds at once; a higher one waits for the next arming (H80)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.bench import Bench, energised
from tests.support.profiles import AIR_ON, HEAT_ON, heat, tens

from chairctl.domain.channels import OFF, Output, StimulationMode
from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.governor import Governor

AIR = 2


def rearm(bench: Bench) -> Bench:
    bench.kernel.stop(Reason("stopped"))
    bench.decide()
    bench.armed, bench.applied = False, [0] * 4
    bench.turn()
    return bench.arm()


def test_h80_a_lowered_limit_holds_in_the_same_turn_and_names_its_rule() -> None:
    bench = energised()
    assert bench.levels[AIR] == 500
    assert bench.kernel.limit_level(AIR, 200) == 200
    bench.decide()
    assert bench.levels[AIR] == 200
    assert [cut.rule for cut in bench.decision.cuts if cut.channel == "air"] == ["max_level"]
    assert bench.kernel.limiter.limited(AIR, AIR_ON) == (Output(200), "max_level")


def test_h80_a_raise_waits_for_the_next_arming() -> None:
    bench = energised()
    bench.kernel.limit_level(AIR, 200)
    assert bench.kernel.limit_level(AIR, 400) == 200
    bench.run(3 * SECOND)
    assert (bench.levels[AIR], bench.kernel.limiter.limit_of(AIR)) == (200, 200)
    rearm(bench)
    assert bench.kernel.limiter.limit_of(AIR) == 400


def test_h80_a_lowered_limit_stays_lowered_over_an_arming_that_asks_for_nothing_else() -> None:
    bench = energised()
    bench.kernel.limit_level(AIR, 200)
    assert rearm(bench).kernel.limiter.limit_of(AIR) == 200


def test_h80_while_nothing_is_armed_a_limit_changes_at_once_but_never_above_the_profile() -> None:
    kernel = Bench().connect().kernel
    assert [kernel.limit_level(AIR, level) for level in (100, 300, 801, 10**9, -5)] == [100, 300, 800, 800, 0]


@pytest.mark.parametrize(
    ("governor", "wish", "limit"),
    [
        (Governor(heat()), HEAT_ON, 199),
        (Governor(heat()), HEAT_ON, 0),
        (Governor(tens()), Output(5, StimulationMode(100, 1_000)), 0),
    ],
)
def test_h80_a_limit_below_the_least_that_can_be_set_is_off(
    governor: Governor, wish: Output, limit: int
) -> None:
    governor.limit_to(limit, at_once=False)
    assert governor.permit(wish, SECOND) == (OFF, "max_level")
    assert governor.limited(wish) == (OFF, "max_level")


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(-10, 1_000), st.integers(0, 5)), max_size=12))
def test_h80_while_armed_no_order_of_changes_ever_raises_a_level(changes: list[tuple[int, int]]) -> None:
    bench = energised()
    lowest = bench.kernel.limiter.limit_of(AIR)
    for limit, turns in changes:
        bench.kernel.limit_level(AIR, limit)
        lowest = max(0, min(lowest, limit))
        bench.decide()
        bench.run(turns * 50 * MILLISECOND)
        assert bench.kernel.limiter.limit_of(AIR) == lowest
        assert bench.levels[AIR] <= lowest
