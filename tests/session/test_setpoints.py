import pytest
from tests.support.profiles import chair
from tests.support.programmes import programme, step

from chairctl.domain.channels import OFF, ChannelKind, Output
from chairctl.domain.programme import Target
from chairctl.domain.time import MINUTE, SECOND
from chairctl.session.plan import fit
from chairctl.session.player import Player
from chairctl.session.setpoints import HAND_LIMIT, WIND_DOWN, Setpoints

NAMES = ("roller", "heat", "air", "tens")
BY_PERSON, BY_REMOTE, BY_PROGRAMME = Output(10), Output(20), Output(400)


def player(minutes: int = 30) -> Player:
    target = Target(ChannelKind.AIR, intensity_permille=500)
    return Player(fit(programme(step(target, duration=minutes * MINUTE)), (chair(),)), 0)


def wanting(*who: str) -> Setpoints:
    """Setpoints that these have asked for, in this order, at instant 0."""
    setpoints = Setpoints(NAMES)
    for each in who:
        if each == "programme":
            setpoints.player = player()
        elif each == "person":
            assert setpoints.hold("air", BY_PERSON, 0, by_person=True)
        else:
            setpoints.hold("air", BY_REMOTE, 0, by_person=False)
    return setpoints


@pytest.mark.parametrize(
    ("who", "winner"),
    [
        ((), OFF),
        (("programme",), BY_PROGRAMME),
        (("remote",), BY_REMOTE),
        (("person",), BY_PERSON),
        (("programme", "remote"), BY_REMOTE),
        (("remote", "programme"), BY_REMOTE),
        (("programme", "person"), BY_PERSON),
        (("remote", "person"), BY_PERSON),
        (("person", "remote"), BY_PERSON),
        (("programme", "person", "remote"), BY_PERSON),
        (("remote", "person", "programme"), BY_PERSON),
    ],
)
def test_a_person_wins_over_a_remote_and_both_over_the_programme(
    who: tuple[str, ...], winner: Output
) -> None:
    assert wanting(*who).image(SECOND) == (OFF, OFF, winner, OFF)


def test_a_remote_is_told_that_a_person_holds_the_channel() -> None:
    setpoints = wanting("person")
    assert not setpoints.hold("air", BY_REMOTE, 0, by_person=False)
    assert not setpoints.release("air", by_person=False)
    assert setpoints.hold("heat", BY_REMOTE, 0, by_person=False)
    assert setpoints.image(0) == (OFF, BY_REMOTE, BY_PERSON, OFF)


@pytest.mark.parametrize(("who", "by_person"), [("person", True), ("remote", True), ("remote", False)])
def test_a_release_gives_the_channel_back_to_the_programme(who: str, by_person: bool) -> None:
    setpoints = wanting("programme", who)
    assert setpoints.release("air", by_person=by_person)
    assert setpoints.image(0)[2] == BY_PROGRAMME
    assert setpoints.release("air", by_person=by_person)


def test_a_hold_by_hand_ends_after_ten_minutes_unless_it_is_renewed() -> None:
    assert HAND_LIMIT == 10 * MINUTE
    setpoints = wanting("person")
    assert setpoints.image(HAND_LIMIT - 1)[2] == BY_PERSON
    assert setpoints.next_deadline(HAND_LIMIT - 1) == HAND_LIMIT
    setpoints.hold("air", BY_PERSON, HAND_LIMIT - 1, by_person=True)
    assert setpoints.image(HAND_LIMIT)[2] == BY_PERSON
    assert setpoints.image(2 * HAND_LIMIT - 1)[2] == OFF
    assert setpoints.next_deadline(2 * HAND_LIMIT) is None


def test_the_next_deadline_is_the_soonest_end_of_a_step_or_a_hold() -> None:
    assert wanting().next_deadline(0) is None
    assert wanting("programme").next_deadline(0) == 30 * MINUTE
    assert wanting("programme", "remote").next_deadline(0) == HAND_LIMIT
    setpoints = wanting("person")
    setpoints.player = player(minutes=5)
    assert setpoints.next_deadline(0) == 5 * MINUTE


def test_a_pause_holds_for_the_hand_as_well() -> None:
    setpoints = wanting("programme", "person")
    assert setpoints.player
    setpoints.player.pause(0)
    assert setpoints.image(0) == (OFF,) * 4
    setpoints.player.resume(SECOND)
    assert setpoints.image(SECOND)[2] == BY_PERSON


def test_a_hold_that_ends_during_a_pause_leaves_no_deadline_in_the_past() -> None:
    setpoints = wanting("programme", "person")
    assert setpoints.player
    setpoints.player.pause(0)
    assert setpoints.image(HAND_LIMIT) == (OFF,) * 4
    assert setpoints.next_deadline(HAND_LIMIT) is None


def test_a_remote_that_starts_a_programme_leaves_what_a_person_holds() -> None:
    setpoints = wanting("person")
    setpoints.hold("heat", BY_REMOTE, 0, by_person=False)
    setpoints.play(player(), by_person=False)
    assert setpoints.image(0) == (OFF, OFF, BY_PERSON, OFF)
    setpoints.play(player(), by_person=True)
    assert setpoints.image(0) == (OFF, OFF, BY_PROGRAMME, OFF)


def test_after_a_clear_nobody_wants_anything() -> None:
    setpoints = wanting("programme", "person")
    setpoints.clear()
    assert (setpoints.image(0), setpoints.player, setpoints.next_deadline(0)) == ((OFF,) * 4, None, None)


def test_winding_down_takes_every_level_to_zero_and_asked_again_it_goes_on() -> None:
    setpoints = wanting("programme", "person")
    setpoints.hold("roller", Output(300, None), 0, by_person=True)
    setpoints.wind_down(SECOND)
    levels = []
    for eighth in range(9):
        now = SECOND + eighth * WIND_DOWN // 8
        levels.append([output.level for output in setpoints.image(now)])
        setpoints.wind_down(now)
        assert setpoints.is_wound_down(now) is (eighth == 8)
        assert setpoints.next_deadline(now) == SECOND + WIND_DOWN
    assert levels[0] == [300, 0, 10, 0]
    assert levels[4] == [150, 0, 5, 0]
    assert levels[8] == [0, 0, 0, 0]
    assert setpoints.image(SECOND + 2 * WIND_DOWN) == (OFF,) * 4
    setpoints.clear()
    assert not setpoints.is_wound_down(SECOND + 2 * WIND_DOWN)
