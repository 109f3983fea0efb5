from dataclasses import replace

import pytest
from tests.support.profiles import (
    HEAT_BOUNDS,
    STIMULATION_BOUNDS,
    air,
    chair,
    chair_and_unit,
    device,
    heat,
    posture,
    roller,
    tens,
)

from chairctl.control.assembly import UnsafeStationError, assemble
from chairctl.profiles.device import (
    ChannelProfile,
    DeviceProfile,
    Failsafe,
    HeatBounds,
    HostLoss,
    StimulationBounds,
)


def without_lease() -> DeviceProfile:
    return replace(chair(), failsafe=Failsafe(HostLoss.GOES_ON, 0, "document"))


def flaw(*profiles: DeviceProfile) -> tuple[str, str]:
    with pytest.raises(UnsafeStationError) as caught:
        assemble("test", profiles)
    assert str(caught.value) == f"{caught.value.code}: {caught.value.detail}"
    return caught.value.code, caught.value.detail


def test_a_safe_profile_becomes_a_station_that_is_safe() -> None:
    station = assemble("test", (chair(),))
    assert (station.name, list(station.devices), station.kernel.state.value) == ("test", ["chair"], "safe")
    assert list(assemble("test", chair_and_unit()).devices) == ["chair", "unit"]


def test_a_station_without_a_device_is_refused() -> None:
    assert flaw() == ("no_device", "test")


def test_two_devices_or_channels_of_one_name_are_refused() -> None:
    assert flaw(chair(), chair()) == ("name_twice", "chair")
    assert flaw(device("chair", air()), device("unit", air("unit"))) == ("name_twice", "air")


def test_an_unknown_family_is_refused() -> None:
    assert flaw(replace(chair(), family="other")) == ("unknown_family", "other")


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (replace(chair(), lease_ms=301), "lease_too_long"),
        (replace(chair(), lease_ms=0), "lease_too_long"),
        (replace(chair(), telemetry_age_ms=251), "telemetry_age_too_long"),
        (replace(chair(), telemetry_age_ms=-1), "telemetry_age_too_long"),
        (replace(chair(), settle_ms=1_001), "settle_too_long"),
        (replace(chair(), settle_ms=-1), "settle_too_long"),
        (replace(without_lease(), telemetry_age_ms=1_001), "telemetry_age_too_long"),
        (replace(without_lease(), settle_ms=5_001), "settle_too_long"),
        (replace(chair(), session_max_s=1_801), "session_too_long"),
        (replace(chair(), session_max_s=0), "session_too_long"),
        (replace(chair(), channels=()), "no_channel"),
    ],
)
def test_a_profile_beyond_what_is_safe_is_refused(profile: DeviceProfile, code: str) -> None:
    assert flaw(profile) == (code, "chair")


def test_the_highest_safe_figures_are_taken() -> None:
    quick = replace(chair(), lease_ms=300, telemetry_age_ms=250, settle_ms=1_000, session_max_s=1_800)
    assemble("test", (quick,))
    assemble("test", (replace(without_lease(), telemetry_age_ms=1_000, settle_ms=5_000),))


def stimulator(family: str, max_level: int, *bounds: object) -> DeviceProfile:
    """A station's device of a family with one output; `bounds` are the two last of its bounds."""
    channel = replace(tens(), max_level=max_level, bounds=StimulationBounds(250, 1_200, 2_500, *bounds))  # type: ignore[arg-type]
    return replace(device("chair", channel), family=family)


def test_more_than_20_ma_on_a_device_that_is_not_ours_needs_words() -> None:
    yes = True
    assemble("test", (stimulator("sciencemode4", 200),))
    assemble("test", (stimulator("sciencemode4", 201, yes),))
    assemble("test", (stimulator("chairlink", 201),))
    assert flaw(stimulator("sciencemode4", 201)) == ("beyond_caution", "tens")
    assert flaw(stimulator("openemsstim", 100, not yes, 201)) == ("beyond_caution", "tens")


def test_an_attenuator_needs_a_scale_that_is_not_below_its_maximum() -> None:
    no = False
    assemble("test", (stimulator("openemsstim", 100, no, 100),))
    assert flaw(stimulator("openemsstim", 100)) == ("no_full_scale", "tens")
    assert flaw(stimulator("openemsstim", 100, no, 99)) == ("no_full_scale", "tens")


def test_channels_that_a_family_does_not_have_are_refused() -> None:
    assert flaw(replace(device("chair", air()), family="sciencemode4")) == ("family_misfit", "chair")
    many = [replace(tens(name=f"tens_{number}"), max_level=200) for number in range(9)]
    assert flaw(replace(device("chair", *many), family="sciencemode4")) == ("family_misfit", "chair")
    assemble("test", (replace(device("chair", *many[:8]), family="sciencemode4"),))


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (replace(roller(), max_level=1_001), "above_ceiling"),
        (replace(roller(), rise_per_s=1_001), "above_ceiling"),
        (replace(roller(), rise_per_s=0), "above_ceiling"),
        (replace(roller(), grid=(400, 801)), "wrong_grid"),
        (replace(roller(), grid=(0, 400)), "wrong_grid"),
        (replace(roller(), bounds=None), "wrong_bounds"),
        (replace(roller(), bounds=HEAT_BOUNDS), "wrong_bounds"),
        (replace(heat(), max_level=411), "above_ceiling"),
        (replace(heat(), bounds=None), "wrong_bounds"),
        (replace(heat(), bounds=HeatBounds(420, 431, 450)), "above_ceiling"),
        (replace(heat(), bounds=HeatBounds(420, 430, 451)), "above_ceiling"),
        (replace(tens(), max_level=601), "above_ceiling"),
        (replace(tens(), rise_per_s=11), "above_ceiling"),
        (replace(tens(), bounds=None), "wrong_bounds"),
        (replace(tens(), bounds=StimulationBounds(251, 1_200, 2_500)), "above_ceiling"),
        (replace(tens(), bounds=StimulationBounds(250, 1_501, 2_500)), "above_ceiling"),
        (replace(air(), bounds=STIMULATION_BOUNDS), "wrong_bounds"),
        (replace(posture(), max_level=0), "above_ceiling"),
        (air("another"), "foreign_channel"),
    ],
)
def test_a_channel_beyond_the_ceilings_is_refused_even_if_no_file_was_read(
    channel: ChannelProfile, code: str
) -> None:
    assert flaw(device("chair", channel)) == (code, channel.channel.name)
