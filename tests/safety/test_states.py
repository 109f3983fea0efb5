import pytest

from chairctl.domain.safety import SafetyState
from chairctl.safety.states import LIVE, TRANSITIONS, SafetyEvent, after

SAFE, READY, ENERGISED, TRIPPED = "safe", "ready", "energised", "tripped"

# Written from the words in the brief of the states, not from the table: rows are states, columns events.
EVENTS = ("arm", "energise", "rest", "stop", "trip", "acknowledge")
EXPECTED = {
    SAFE: (READY, SAFE, SAFE, SAFE, TRIPPED, SAFE),
    READY: (READY, ENERGISED, READY, SAFE, TRIPPED, READY),
    ENERGISED: (ENERGISED, ENERGISED, READY, SAFE, TRIPPED, ENERGISED),
    TRIPPED: (TRIPPED, TRIPPED, TRIPPED, TRIPPED, TRIPPED, SAFE),
}


@pytest.mark.parametrize("state", SafetyState)
@pytest.mark.parametrize("event", SafetyEvent)
def test_every_event_in_every_state_leads_where_it_must(state: SafetyState, event: SafetyEvent) -> None:
    assert after(state, event).value == EXPECTED[state.value][EVENTS.index(event.value)]


def test_the_expectation_covers_all_states_and_events() -> None:
    assert set(EXPECTED) == {state.value for state in SafetyState}
    assert set(EVENTS) == {event.value for event in SafetyEvent}


def test_only_an_arming_leads_out_of_safe_to_life_and_only_an_acknowledgement_out_of_a_trip() -> None:
    into_life = {pair for pair, target in TRANSITIONS.items() if target in LIVE and pair[0] not in LIVE}
    assert into_life == {(SafetyState.SAFE, SafetyEvent.ARM)}
    out_of_trip = {
        event for (state, event), target in TRANSITIONS.items() if state == TRIPPED and target != TRIPPED
    }
    assert out_of_trip == {SafetyEvent.ACKNOWLEDGE}


def test_ready_and_energised_are_the_live_states() -> None:
    assert {state.value for state in LIVE} == {READY, ENERGISED}
