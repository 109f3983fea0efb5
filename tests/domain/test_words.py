import pytest
from tests.support.programmes import programme, step

from chairctl.domain.ceilings import LEVEL, LEVEL_RISE, SHARE, Ceiling
from chairctl.domain.channels import LEVEL_UNIT, MODE_TYPE, OFF, ChannelKind, Output, PostureMode
from chairctl.domain.time import MICROSECOND, MILLISECOND, MINUTE, SECOND


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_kind_of_channel_has_a_unit_a_mode_a_ceiling_and_a_fastest_rise(kind: ChannelKind) -> None:
    assert LEVEL_UNIT[kind]
    assert kind in MODE_TYPE
    assert LEVEL[kind].unit == LEVEL_UNIT[kind]
    assert LEVEL_RISE[kind].unit == f"{LEVEL_UNIT[kind]}/s"
    assert LEVEL[kind].value > 0
    assert 0 < LEVEL_RISE[kind].value <= LEVEL[kind].value


@pytest.mark.parametrize("ceiling", [*LEVEL.values(), *LEVEL_RISE.values(), SHARE])
def test_every_ceiling_says_where_it_comes_from_and_how_sure_that_is(ceiling: Ceiling) -> None:
    assert type(ceiling.value) is int
    assert ceiling.unit
    assert ceiling.source
    assert ceiling.status in ("found", "recalled", "chosen")


def test_off_has_no_level_and_no_mode_and_an_output_of_level_zero_differs_only_in_its_mode() -> None:
    assert Output(0, None) == OFF
    assert Output(0, PostureMode(1)) != OFF


def test_a_programme_lasts_as_long_as_its_steps() -> None:
    assert programme().duration == 0
    assert programme(step(duration=3 * SECOND), step(duration=MINUTE)).duration == 63 * SECOND


def test_the_units_of_time_are_nanoseconds() -> None:
    assert (MICROSECOND, MILLISECOND, SECOND, MINUTE) == (10**3, 10**6, 10**9, 60 * 10**9)
