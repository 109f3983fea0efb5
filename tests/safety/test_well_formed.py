import pytest
from tests.support.profiles import PULSES, ROLLER_MODE, air, heat, posture, roller, tens

from chairctl.domain.channels import OFF, Output, PostureMode, RollerMode, StimulationMode
from chairctl.profiles.device import ChannelProfile
from chairctl.safety.limits import limit, well_formed

MODES = {
    "roller": (roller(), ROLLER_MODE),
    "heat": (heat(), None),
    "air": (air(), None),
    "tens": (tens(), PULSES),
    "posture": (posture(), PostureMode(1)),
}
NO_LEVELS = (True, False, 5.0, float("nan"), float("inf"), "5", None, -1, -(10**30), b"5", [5], 1j)
NO_OUTPUTS = (None, 5, "on", (5, None), [5], {"level": 5}, object(), True)


@pytest.mark.parametrize("name", MODES)
def test_an_integer_level_with_the_mode_of_its_kind_is_well_formed(name: str) -> None:
    profile, mode = MODES[name]
    assert well_formed(profile, Output(5, mode))
    assert well_formed(profile, Output(0, mode))
    assert well_formed(profile, OFF)


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("level", NO_LEVELS, ids=repr)
def test_a_level_that_is_no_plain_integer_from_zero_up_is_malformed(name: str, level: object) -> None:
    profile, mode = MODES[name]
    output = Output(level, mode)  # type: ignore[arg-type]
    assert not well_formed(profile, output)
    assert limit(profile, output) == (OFF, "malformed")


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("thing", NO_OUTPUTS, ids=lambda thing: type(thing).__name__)
def test_what_is_no_output_is_malformed(name: str, thing: object) -> None:
    profile, _ = MODES[name]
    assert not well_formed(profile, thing)
    assert limit(profile, thing) == (OFF, "malformed")  # type: ignore[arg-type]


@pytest.mark.parametrize("own", MODES)
@pytest.mark.parametrize("other", MODES)
def test_the_mode_of_another_kind_is_malformed(own: str, other: str) -> None:
    profile, own_mode = MODES[own]
    mode = MODES[other][1]
    assert well_formed(profile, Output(5, mode)) == (type(mode) is type(own_mode))


@pytest.mark.parametrize(
    ("profile", "mode"),
    [
        (roller(), RollerMode("rolling", 0, 800, 500)),  # type: ignore[arg-type]
        (roller(), ROLLER_MODE._replace(low_mm=True)),
        (roller(), ROLLER_MODE._replace(high_mm=float("nan"))),  # type: ignore[arg-type]
        (roller(), ROLLER_MODE._replace(speed_permille="500")),  # type: ignore[arg-type]
        (roller(), (ROLLER_MODE.technique, 0, 800, 500)),
        (tens(), StimulationMode(100.0, 1_000)),  # type: ignore[arg-type]
        (tens(), StimulationMode(100, rate_tenth_hz=True)),
        (tens(), (100, 1_000)),
        (posture(), PostureMode(direction=True)),
        (posture(), PostureMode(None)),  # type: ignore[arg-type]
        (heat(), 0),
        (air(), ""),
    ],
)
def test_a_mode_with_a_field_of_the_wrong_type_is_malformed(profile: ChannelProfile, mode: object) -> None:
    output = Output(5, mode)  # type: ignore[arg-type]
    assert not well_formed(profile, output)
    assert limit(profile, output) == (OFF, "malformed")


def test_an_output_that_lost_or_gained_a_part_is_malformed() -> None:
    for parts in ((), (5,), (5, None, None)):
        output = tuple.__new__(Output, parts)
        assert not well_formed(air(), output)
        assert limit(air(), output) == (OFF, "malformed")
