"""What only a person who is there may say: I am awake, let me up, and how both are answered."""

import pytest
from tests.support.scripted import Stage

from chairctl.domain.commands import Attend, LetMeUp, Origin, Present
from chairctl.domain.safety import Outcome, Reason
from chairctl.safety.attendance import LEASE


@pytest.mark.parametrize("origin", [Origin.REMOTE, Origin.RIG])
def test_only_a_person_in_the_chair_may_ask_to_be_let_up(origin: Origin) -> None:
    receipt = Stage().connect().ask(LetMeUp(), origin)
    assert (receipt.outcome, receipt.reasons) == (Outcome.REFUSED, (Reason("only_at_the_chair"),))


def test_a_chair_whose_back_does_not_move_says_so() -> None:
    receipt = Stage().connect().ask(LetMeUp())
    assert (receipt.outcome, receipt.reasons[0].code) == (Outcome.REFUSED, "no_such_channel")


def test_presence_is_only_asked_for_while_the_station_is_armed() -> None:
    assert Stage().connect().ask(Present()).reasons == (Reason("not_armed"),)
    assert Stage().arm().ask(Present()).outcome is Outcome.ACCEPTED
    assert Stage().arm().ask(Present(), Origin.REMOTE).reasons == (Reason("only_at_the_chair"),)


def test_only_a_screen_at_the_chair_may_attend_and_only_what_is_armed() -> None:
    assert Stage().connect().ask(Attend()).reasons == (Reason("not_armed"),)
    assert Stage().arm().ask(Attend()).outcome is Outcome.ACCEPTED
    assert Stage().arm().ask(Attend(), Origin.REMOTE).reasons == (Reason("only_at_the_chair"),)


def test_h18_a_screen_that_attends_and_falls_silent_ends_the_session() -> None:
    stage = Stage().arm()
    stage.ask(Attend())
    assert stage.station.kernel.attendance.is_over(stage.now + LEASE)
    assert not stage.station.kernel.attendance.is_over(stage.now + LEASE - 1)
