"""The exhaustive check: a sample of the search, and every rule left out once."""

import pytest

from chairctl.safety.states import TRANSITIONS
from chairctl_proof.model import host as hosts
from chairctl_proof.model.full import FULL, Part
from chairctl_proof.model.parts import Bounds
from chairctl_proof.model.rules import Broken, Rules
from chairctl_proof.model.search import Progress, explore
from chairctl_proof.model.twins import TWINS, Twin, run

SAMPLE = 100_000


@pytest.mark.parametrize("part", FULL, ids=lambda part: part.words)
def test_no_promise_breaks_in_the_states_nearest_to_the_start(part: Part) -> None:
    result = explore(part.rules, part.bounds, most_states=SAMPLE)

    assert result.violation == ""
    assert result.states >= SAMPLE
    assert not result.complete


def test_a_complete_search_of_short_leases_breaks_no_promise_and_sees_outputs_on() -> None:
    result = explore(Rules(lease=2), Bounds(frames=1, reports=1))

    assert result.complete
    assert result.violation == ""
    assert result.energised > 100


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: "+".join(sorted(r.name for r in twin.without)))
def test_a_rule_that_is_left_out_breaks_its_promise(twin: Twin) -> None:
    result = run(twin)

    assert result.violation.startswith(twin.promise)
    assert len(result.story) == result.depth


def test_every_rule_is_left_out_in_some_twin() -> None:
    assert {rule for twin in TWINS for rule in twin.without} == set(Broken)


def test_the_story_names_each_step_from_the_start_to_the_broken_promise() -> None:
    twin = next(one for one in TWINS if one.without == {Broken.BOOT_KEEPS_OUTPUT})

    assert run(twin).story == (
        "50 ms pass",
        "host hears telemetry (armed 0, age 0)",
        "person arms, sends ARM zero",
        "device takes ARM zero (sequence echo+1, nonce 0 ticks old)",
        "50 ms pass",
        "person wants output",
        "host hears telemetry (armed 1, age 0), sends OUTPUT on",
        "device takes OUTPUT on (sequence echo+1, nonce 0 ticks old)",
        "device reboots",
    )


def test_the_search_tells_how_far_it_is() -> None:
    seen: list[Progress] = []

    result = explore(most_states=1000, on_progress=seen.append)

    assert [one.depth for one in seen] == list(range(result.depth))
    assert seen[0].states == 1


def test_the_host_of_the_model_moves_by_the_products_own_table() -> None:
    for (state, event), after in TRANSITIONS.items():
        assert hosts.move(hosts.FRESH._replace(state=state), event).state is after
