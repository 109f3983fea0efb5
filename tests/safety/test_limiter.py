"""All channels together: which rule cuts which, and when a settled answer is given again."""

import pytest
from tests.support.profiles import AIR_ON, HEAT_ON, air, heat, posture, roller

from chairctl.domain.channels import OFF, ChannelKind, Output, OutputImage, PostureMode
from chairctl.domain.safety import Cut
from chairctl.domain.time import MILLISECOND
from chairctl.safety.limiter import Limiter

TENTH = 100 * MILLISECOND
WANTED: OutputImage = (HEAT_ON, AIR_ON, OFF)
NONE: frozenset[str] = frozenset()


def limiter() -> Limiter:
    return Limiter((heat(), air(), posture()))


def permit(
    one: Limiter,
    wanted: OutputImage = WANTED,
    elapsed: int = TENTH,
    *,
    in_time: bool = True,
    heat_is_over: str = "",
    exhausted: frozenset[str] = NONE,
) -> tuple[OutputImage, tuple[Cut, ...]]:
    return one.permit(wanted, elapsed, in_time=in_time, heat_is_over=heat_is_over, exhausted=exhausted)


def settled() -> Limiter:
    one = limiter()
    for _ in range(60):
        permit(one)
    return one


def test_its_channels_keep_their_order_and_kinds() -> None:
    assert limiter().kinds == (ChannelKind.HEAT, ChannelKind.AIR, ChannelKind.POSTURE)
    assert limiter().nothing() == (OFF, OFF, OFF)


def test_a_settled_question_gets_the_very_same_answer_and_another_one_does_not() -> None:
    one = settled()
    image, cuts = permit(one)
    assert (image, cuts) == (WANTED, ())
    assert permit(one)[0] is image
    assert permit(one, elapsed=0)[0] is image
    for change in ({"in_time": False}, {"heat_is_over": "heat_dose"}, {"exhausted": frozenset({"air"})}):
        one = settled()
        assert permit(one, **change)[0] != WANTED
        assert permit(one)[0] != WANTED
    assert permit(settled(), (OFF, AIR_ON, OFF))[0] == (OFF, AIR_ON, OFF)


def test_while_a_rise_goes_on_every_turn_has_an_answer_of_its_own() -> None:
    one = limiter()
    assert [permit(one)[0][1].level for _ in range(3)] == [20, 40, 60]


def test_a_question_that_is_over_is_no_settled_one() -> None:
    one = settled()
    for _ in range(2):
        image, cuts = permit(one, in_time=False)
        assert image == (OFF, OFF, OFF)
        assert cuts == (Cut("step_time", "heat", 400, 0), Cut("step_time", "air", 500, 0))
    assert permit(one)[0] == (OFF, Output(20), OFF)


@pytest.mark.parametrize("change", ["nothing", "raise_back", "limit_to", "take_over_limits"])
def test_whatever_falls_or_is_limited_meanwhile_is_answered_anew(change: str) -> None:
    one = settled()
    if change == "limit_to":
        assert one.limit_to(1, 300, at_once=False) == 300
        assert permit(one)[0] == (HEAT_ON, Output(300), OFF)
    elif change == "take_over_limits":
        one.limit_to(1, 300, at_once=False)
        one.limit_to(1, 400, at_once=False)
        permit(one)
        assert permit(one)[0][1] == Output(300)
        one.take_over_limits()
        assert permit(one)[0][1] == Output(320)
        assert one.limit_of(1) == 400
    elif change == "nothing":
        one.nothing()
        assert permit(one)[0] == (OFF, Output(20), OFF)
    else:
        assert one.raise_back(TENTH) == (OFF, OFF, Output(50, PostureMode(1)))
        assert permit(one)[0] == (OFF, Output(20), OFF)


def test_each_rule_cuts_its_own_channels_and_is_named_with_what_was_wanted() -> None:
    image, cuts = permit(settled(), heat_is_over="heat_dose")
    assert (image, cuts) == ((OFF, AIR_ON, OFF), (Cut("heat_dose", "heat", 400, 0),))
    image, cuts = permit(settled(), exhausted=frozenset({"air"}))
    assert (image, cuts) == ((HEAT_ON, OFF, OFF), (Cut("part_day", "air", 500, 0),))
    image, cuts = permit(settled(), (HEAT_ON, Output(900), OFF))
    assert cuts == (Cut("max_level", "air", 900, 800 if image[1].level == 800 else 520),)


def test_what_is_not_wanted_or_no_output_at_all_is_off() -> None:
    assert permit(limiter(), ())[0] == (OFF, OFF, OFF)
    assert permit(limiter(), (OFF, OFF, OFF, AIR_ON))[0] == (OFF, OFF, OFF)
    image, cuts = permit(limiter(), (OFF, None, OFF))  # type: ignore[arg-type]
    assert (image, cuts) == ((OFF, OFF, OFF), (Cut("malformed", "air", 0, 0),))


def test_what_lets_a_person_up_rises_and_all_else_falls() -> None:
    one = Limiter((air(), roller(), posture()))
    up = PostureMode(1)
    assert [one.raise_back(TENTH)[2] for _ in range(3)] == [Output(50, up), Output(100, up), Output(150, up)]
    one = Limiter((air(), posture()))
    permit(one, (AIR_ON, OFF))
    one.raise_back(TENTH)
    assert permit(one, (AIR_ON, OFF))[0] == (Output(20), OFF)


def test_a_limit_is_one_channels_own() -> None:
    one = limiter()
    assert one.limit_to(0, 300, at_once=True) == 300
    assert [one.limit_of(index) for index in range(3)] == [300, 800, 1_000]
    assert one.limited(0, HEAT_ON) == (Output(300), "max_level")
