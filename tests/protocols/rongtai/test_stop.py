"""The order to stop, status by status."""

import pytest

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.protocols.rongtai.frames import State
from chairctl.protocols.rongtai.stop import ANSWER, APART, Outcome, Stop
from chairctl.protocols.rongtai.timely import LATEST


class Chair:
    """What is heard of it, and when."""

    def __init__(self) -> None:
        self.stop = Stop()
        self.now = SECOND

    def order(self) -> "Chair":
        self.stop.order(self.now)
        return self

    def hear(
        self, state: State, *, sure: bool = True, wakes: bool = False, after: int = 250 * MILLISECOND
    ) -> "Chair":
        self.now += after
        self.stop.hear(state, self.now, sure=sure, wakes=wakes)
        return self

    @property
    def presses(self) -> bool:
        return self.stop.press(self.now)

    @property
    def outcome(self) -> Outcome:
        return self.stop.outcome


def test_without_an_order_nothing_is_pressed() -> None:
    chair = Chair().hear(State.RUNNING)
    assert (chair.presses, chair.outcome, chair.stop.is_open) == (False, Outcome.NONE, False)


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_power_is_pressed_once_and_the_way_home_and_rest_are_watched(state: State) -> None:
    chair = Chair().order().hear(state)
    assert [chair.presses, chair.presses] == [True, False]
    assert not chair.hear(state).presses
    assert chair.hear(State.HOMING).outcome is Outcome.STOPPING
    assert chair.hear(State.STANDBY).outcome is Outcome.STOPPED


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_on_the_word_of_an_unsure_status_nothing_is_pressed(state: State) -> None:
    chair = Chair().order().hear(state, sure=False)
    assert (chair.presses, chair.outcome) == (False, Outcome.UNVERIFIED)
    assert chair.hear(state).presses


@pytest.mark.parametrize("state", [State.STANDBY, State.HOMING, State.STORING, State.FAULT])
def test_in_every_other_state_nothing_is_pressed(state: State) -> None:
    assert not Chair().order().hear(state).presses


def test_what_was_sure_a_moment_ago_counts_no_longer_when_nothing_fresh_is_heard() -> None:
    chair = Chair().order().hear(State.RUNNING)
    chair.stop.miss()
    assert (chair.presses, chair.outcome) == (False, Outcome.UNVERIFIED)


def test_a_chair_that_runs_on_for_three_seconds_has_not_obeyed_until_it_has() -> None:
    chair = Chair().order().hear(State.RUNNING)
    assert chair.presses
    assert chair.hear(State.RUNNING, after=ANSWER - 1).outcome is Outcome.STOPPING
    assert chair.hear(State.RUNNING, after=1).outcome is Outcome.FAILED
    chair.stop.miss()
    assert chair.outcome is Outcome.FAILED
    assert not chair.hear(State.RUNNING, after=10 * APART).presses
    assert chair.hear(State.HOMING).hear(State.STANDBY).outcome is Outcome.STOPPED


def test_who_asks_again_gets_another_key_after_ten_seconds_and_not_before_and_only_one() -> None:
    chair = Chair().order().hear(State.RUNNING)
    assert chair.presses
    chair.order().order()
    assert not chair.hear(State.RUNNING, after=APART - 1).presses
    assert chair.hear(State.RUNNING, after=1).presses
    assert not chair.hear(State.RUNNING, after=APART).presses


def test_who_asks_again_before_any_key_gets_one() -> None:
    chair = Chair().order().hear(State.RUNNING, sure=False).order().hear(State.RUNNING)
    assert [chair.presses, chair.hear(State.RUNNING, after=APART).presses] == [True, False]


def test_a_chair_that_may_still_be_waking_up_is_not_yet_at_rest() -> None:
    chair = Chair().order().hear(State.STANDBY, wakes=True)
    assert chair.outcome is Outcome.UNVERIFIED
    assert chair.hear(State.WAITING).presses
    assert Chair().order().hear(State.STANDBY).outcome is Outcome.STOPPED


def test_rest_that_may_be_of_before_the_order_counts_only_after_the_longest_delay() -> None:
    chair = Chair().order().hear(State.STANDBY, sure=False, after=LATEST - 1)
    assert chair.outcome is Outcome.UNVERIFIED
    assert chair.hear(State.STANDBY, sure=False, after=1).outcome is Outcome.STOPPED


def test_a_chair_that_somebody_starts_anew_on_its_way_home_is_left_to_them() -> None:
    chair = Chair().order().hear(State.RUNNING)
    assert chair.presses
    assert not chair.hear(State.HOMING).hear(State.RUNNING).presses
    assert chair.outcome is Outcome.STOPPED
