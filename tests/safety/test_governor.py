from dataclasses import replace

import pytest
from tests.support.profiles import AIR_ON, HEAT_ON, ROLLER_ON, air, heat, roller, tens

from chairctl.domain.channels import OFF, Output, StimulationMode
from chairctl.domain.time import MILLISECOND
from chairctl.safety.governor import Governor

TENTH = 100 * MILLISECOND


def settled() -> Governor:
    governor = Governor(air())
    assert [governor.permit(AIR_ON, TENTH) for _ in range(25)][-1] == (AIR_ON, "")
    return governor


def test_a_rise_is_a_cut_until_it_ends() -> None:
    governor = Governor(air())
    assert governor.permit(Output(50), 0) == (OFF, "rise")
    assert [governor.permit(Output(50), TENTH) for _ in range(4)] == [
        (Output(20), "rise"),
        (Output(40), "rise"),
        (Output(50), ""),
        (Output(50), ""),
    ]


def test_the_rule_that_holds_a_level_for_good_is_named_during_the_rise_too() -> None:
    governor = Governor(air())
    assert governor.permit(Output(900), TENTH) == (Output(20), "max_level")
    assert [governor.permit(Output(900), TENTH) for _ in range(50)][-1] == (Output(800), "max_level")


def test_heat_stays_off_until_the_rise_has_reached_what_can_be_set() -> None:
    governor = Governor(heat())
    levels = [governor.permit(HEAT_ON, TENTH)[0].level for _ in range(41)]
    assert levels == [0] * 19 + list(range(200, 401, 10)) + [400]
    assert governor.permit(HEAT_ON, 0) == (HEAT_ON, "")


def test_a_lower_wish_falls_at_once_and_a_higher_one_rises_from_there() -> None:
    governor = settled()
    assert governor.permit(Output(100), 0) == (Output(100), "")
    assert governor.permit(AIR_ON, TENTH) == (Output(120), "rise")


def test_what_is_forbidden_falls_at_once_and_comes_back_from_zero() -> None:
    governor = settled()
    assert governor.forbid(AIR_ON, "heat_dose") == (OFF, "heat_dose")
    assert governor.permit(AIR_ON, 0) == (OFF, "rise")


def test_forbidding_cuts_only_a_wish_for_something() -> None:
    assert settled().forbid(OFF, "step_time") == (OFF, "")


@pytest.mark.parametrize("nothing", [None, 0, "", (), True])
def test_a_wish_that_is_no_output_gets_nothing_in_every_phase(nothing: object) -> None:
    fallen = settled()
    fallen.fall()
    for governor in (Governor(air()), settled(), fallen):
        assert governor.permit(nothing, TENTH) == (OFF, "malformed")  # type: ignore[arg-type]


def test_a_fall_forgets_the_last_answer() -> None:
    governor = settled()
    governor.fall()
    assert governor.permit(AIR_ON, TENTH) == (Output(20), "rise")


def test_it_carries_the_name_and_kind_of_its_channel() -> None:
    governor = Governor(tens())
    assert (governor.name, governor.kind) == (tens().channel.name, tens().channel.kind)


def test_a_device_with_steps_is_permitted_only_what_it_can_do() -> None:
    governor = Governor(replace(air(), grid=(200, 400, 600, 800)))
    levels = [governor.permit(Output(650), TENTH) for _ in range(40)]
    assert {output.level for output, _ in levels} == {0, 200, 400, 600}
    assert levels[8:10] == [(OFF, "grid"), (Output(200), "grid")]
    assert levels[-1] == (Output(600), "grid")
    assert governor.limited(Output(800)) == (Output(800), "")


def test_less_than_the_first_step_of_a_device_is_nothing() -> None:
    governor = Governor(replace(air(), grid=(200, 400)))
    assert governor.limited(Output(199)) == (OFF, "grid")
    assert governor.limited(Output(200)) == (Output(200), "")


def test_a_lowered_limit_keeps_to_the_steps_of_the_device() -> None:
    governor = Governor(replace(air(), grid=(200, 400, 600, 800)))
    governor.limit_to(500, at_once=True)
    assert governor.limited(AIR_ON) == (Output(400), "grid")
    assert governor.limited(Output(900)) == (Output(400), "max_level")


def test_a_forbidden_wish_that_is_no_output_is_cut_by_no_rule() -> None:
    assert settled().forbid(None, "heat_dose") == (OFF, "")  # type: ignore[arg-type]


def test_a_channel_is_settled_when_its_wish_is_reached_and_no_longer_when_it_changes_or_falls() -> None:
    governor, wish, found = Governor(air()), Output(20), []
    assert not governor.settled
    for each, elapsed in ((wish, TENTH // 2), (wish, TENTH), (wish, 0), (Output(30), 0), (Output(20), 0)):
        found.append((governor.permit(each, elapsed), governor.settled))
    assert found == [
        ((Output(10), "rise"), False),
        ((Output(20), ""), True),
        ((Output(20), ""), True),
        ((Output(20), "rise"), False),
        ((Output(20), ""), True),
    ]
    governor.fall()
    assert not governor.settled


def test_what_a_device_can_not_do_is_lowered_to_what_it_can_and_the_first_rule_is_named() -> None:
    governor = Governor(replace(air(), grid=(100, 200, 800)))
    assert governor.limited(Output(99)) == (OFF, "grid")
    assert governor.limited(Output(100)) == (Output(100), "")
    assert governor.limited(Output(199)) == (Output(100), "grid")
    assert governor.limited(Output(900)) == (Output(800), "max_level")
    assert Governor(replace(air(), grid=(100, 200))).limited(Output(900)) == (Output(200), "max_level")
    wish = Output(250)
    assert [governor.permit(wish, TENTH) for _ in range(11)] == [
        *[(OFF, "grid")] * 4,
        *[(Output(100), "grid")] * 5,
        *[(Output(200), "grid")] * 2,
    ]


def test_stimulation_takes_five_seconds_to_any_level() -> None:
    governor = Governor(tens())
    wish = Output(20, StimulationMode(100, 1_000))
    levels = [governor.permit(wish, TENTH)[0].level for _ in range(50)]
    assert (levels[0], levels[2], levels[24], levels[48], levels[49]) == (0, 1, 10, 19, 20)


def test_a_limit_is_never_below_zero_or_above_the_profile_and_one_that_is_met_needs_no_new_rise() -> None:
    governor = settled()
    assert [governor.limit_to(level, at_once=False) for level in (801, 800, 500, 600, -1, 5)] == [
        800,
        800,
        500,
        500,
        0,
        0,
    ]
    governor.take_over_limit()
    assert governor.max_level == 5
    assert governor.limit_to(900, at_once=True) == 800


def test_while_a_rise_is_still_at_zero_there_is_no_mode_either() -> None:
    assert Governor(roller()).permit(ROLLER_ON, 0) == (OFF, "rise")
