"""Every five minutes of heat or stimulation somebody has to say that all is well (H72)."""

import pytest
from tests.support.bench import TURN, Bench
from tests.support.profiles import AIR_ON, HEAT_ON, TENS_ON

from chairctl.domain.channels import Output
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.presence import ANSWER, EVERY, Presence

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


def test_h72_to_the_nanosecond_only_felt_time_counts_until_the_prompt_and_all_time_after_it() -> None:
    presence = Presence()
    assert (presence.is_due, presence.due_in, presence.answer_within) == (False, EVERY, None)
    presence.add(MINUTE, felt=False)
    assert presence.due_in == EVERY
    presence.add(EVERY - 1, felt=True)
    assert (presence.is_due, presence.due_in, presence.answer_within) == (False, 1, None)
    presence.add(1, felt=True)
    assert (presence.is_due, presence.due_in, presence.answer_within) == (True, 0, ANSWER)
    presence.add(3, felt=True)
    presence.add(ANSWER - 4, felt=False)
    assert (presence.is_overdue, presence.due_in, presence.answer_within) == (False, 0, 1)
    presence.add(1, felt=False)
    assert (presence.is_overdue, presence.answer_within) == (True, 0)
    presence.add(9, felt=False)
    assert presence.answer_within == 0


def test_h72_after_an_answer_all_begins_anew() -> None:
    presence = Presence()
    for _ in range(2):
        presence.add(EVERY + 7, felt=True)
        assert (presence.due_in, presence.answer_within) == (0, ANSWER)
        presence.add(5, felt=True)
        presence.answer()
        assert (presence.due_in, presence.is_overdue, presence.answer_within) == (EVERY, False, None)
