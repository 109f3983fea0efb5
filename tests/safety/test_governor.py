from dataclasses import replace

import pytest
from tests.support.profiles import AIR_ON, HEAT_ON, air, heat, tens

from chairctl.domain.channels import OFF, Output
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
