"""Signs of somebody at the chair."""

import pytest

from chairctl.domain.commands import Action, Arm, Command, LowerLimit, Origin, Pause, Present, Stop
from chairctl.domain.safety import Outcome, Receipt
from chairctl.domain.time import SECOND
from chairctl.runtime.at_chair import AtChair


def noted(action: Action, origin: Origin = Origin.CHAIR, outcome: Outcome = Outcome.ACCEPTED) -> AtChair:
    signs = AtChair()
    signs.note(Command(origin, "1", action), Receipt("1", outcome), SECOND, was_live=False)
    return signs


@pytest.mark.parametrize("action", [Arm(), Present(), Pause()])
def test_what_somebody_does_at_the_chair_is_a_sign(action: Action) -> None:
    assert noted(action).silent_for(3 * SECOND) == 2 * SECOND


@pytest.mark.parametrize(
    ("action", "origin", "outcome"),
    [
        (Pause(), Origin.REMOTE, Outcome.ACCEPTED),
        (Pause(), Origin.RIG, Outcome.ACCEPTED),
        (Arm(), Origin.CHAIR, Outcome.REFUSED),
        (Stop(), Origin.CHAIR, Outcome.ACCEPTED),
        (LowerLimit("air", 1), Origin.CHAIR, Outcome.ACCEPTED),
    ],
)
def test_nothing_else_is(action: Action, origin: Origin, outcome: Outcome) -> None:
    signs = noted(action, origin, outcome)
    assert signs.silent_for(3 * SECOND) is None
    assert signs.armings == 0


def test_an_arming_counts_once_for_as_long_as_it_lasts() -> None:
    signs = noted(Arm())
    signs.note(Command(Origin.CHAIR, "2", Arm()), Receipt("2", Outcome.ACCEPTED), SECOND, was_live=True)
    assert signs.armings == 1
    signs.note(Command(Origin.CHAIR, "3", Arm()), None, SECOND, was_live=False)
    assert signs.armings == 1
