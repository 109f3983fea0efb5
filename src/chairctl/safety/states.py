"""The safety states of a station, as a table.

Outputs can be other than zero in ENERGISED only, and every way there leads through a person arming at
the chair. From every state one event, STOP or TRIP, leads back to zero; nothing leads from zero to
ENERGISED by itself. ARCHITECTURE.md draws its diagram from this table.
"""

from enum import StrEnum

from chairctl.domain.safety import SafetyState

SAFE, READY, ENERGISED, TRIPPED = SafetyState


class SafetyEvent(StrEnum):
    """What can happen to a station."""

    ARM = "arm"  # a person at the chair, all permissives given
    ENERGISE = "energise"  # an output is about to leave zero
    REST = "rest"  # all outputs are back at zero, still armed
    STOP = "stop"
    TRIP = "trip"
    ACKNOWLEDGE = "acknowledge"  # a person has read the trips, and their causes are gone


TRANSITIONS: dict[tuple[SafetyState, SafetyEvent], SafetyState] = {
    (SAFE, SafetyEvent.ARM): READY,
    (READY, SafetyEvent.ENERGISE): ENERGISED,
    (ENERGISED, SafetyEvent.REST): READY,
    **{(state, SafetyEvent.STOP): SAFE for state in (SAFE, READY, ENERGISED)},
    (TRIPPED, SafetyEvent.STOP): TRIPPED,
    **{(state, SafetyEvent.TRIP): TRIPPED for state in SafetyState},
    (TRIPPED, SafetyEvent.ACKNOWLEDGE): SAFE,
}

LIVE = frozenset({READY, ENERGISED})
"""States in which the device is asked to be armed."""


def after(state: SafetyState, event: SafetyEvent) -> SafetyState:
    """The next state; an event that the table does not name for a state changes nothing."""
    return TRANSITIONS.get((state, event), state)
