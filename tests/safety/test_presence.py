"""Every five minutes of heat or stimulation somebody has to say that all is well (H72)."""

import pytest
from tests.support.bench import TURN, Bench
from tests.support.profiles import AIR_ON, HEAT_ON, TENS_ON

from chairctl.domain.channels import Output
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.time import MINUTE, SECOND

FELT = [{"heat": HEAT_ON}, {"tens": TENS_ON}]


def warm(wanted: dict[str, Output]) -> Bench:
    """Armed, and just about to be felt for the first time."""
    bench = Bench().arm()
    bench.want(wanted)
    while not (bench.levels[1] or bench.levels[3]):
        bench.turn()
    return bench


@pytest.mark.parametrize("wanted", FELT)
def test_h72_the_prompt_is_due_after_five_minutes_and_ends_all_after_30_seconds_more(
    wanted: dict[str, Output],
) -> None:
    bench = warm(wanted | {"air": AIR_ON})
    presence = bench.kernel.presence
    bench.run(5 * MINUTE - TURN)
    assert (presence.due_in, presence.answer_within) == (TURN, None)
    bench.turn()
    assert (presence.due_in, presence.answer_within) == (0, 30 * SECOND)
    bench.run(30 * SECOND - TURN)
    assert (presence.answer_within, bench.kernel.state) == (TURN, SafetyState.ENERGISED)
    bench.turn()
    assert (bench.kernel.state, bench.trips) == (SafetyState.SAFE, [])
    assert not any(bench.levels)
    assert bench.kernel.ended == Reason("nobody_answered", limit=300)
    assert presence.answer_within is None


def test_h72_an_answer_gives_five_minutes_more_even_before_the_prompt() -> None:
    bench = warm({"heat": HEAT_ON})
    for _ in range(3):
        bench.run(5 * MINUTE + 20 * SECOND)
        bench.kernel.presence.answer()
    bench.run(4 * MINUTE)
    bench.kernel.presence.answer()
    bench.run(4 * MINUTE)
    assert (bench.kernel.state, bench.kernel.presence.answer_within) == (SafetyState.ENERGISED, None)


def test_h72_without_heat_or_stimulation_nobody_is_asked() -> None:
    bench = Bench().arm()
    bench.want({"air": AIR_ON})
    bench.run(10 * MINUTE)
    assert (bench.kernel.state, bench.kernel.presence.due_in) == (SafetyState.ENERGISED, 5 * MINUTE)


def test_h72_once_the_prompt_is_due_it_runs_even_if_the_heat_ends() -> None:
    bench = warm({"heat": HEAT_ON, "air": AIR_ON})
    bench.run(5 * MINUTE)
    bench.want({"air": AIR_ON})
    bench.run(30 * SECOND)
    assert bench.kernel.ended == Reason("nobody_answered", limit=300)


def test_h72_a_new_arming_is_an_answer() -> None:
    bench = warm({"heat": HEAT_ON})
    bench.run(5 * MINUTE + SECOND)
    bench.kernel.stop(Reason("stopped"))
    assert (bench.kernel.presence.answer_within, bench.kernel.presence.due_in) == (None, 5 * MINUTE)
