"""Device classes: what is promised follows from what a device proves, never from what it is called."""

from dataclasses import replace

import pytest
from tests.support.profiles import air, chair, device, heat, roller, tens
from tests.support.reports import identity, telemetry

from chairctl.domain.safety import WardenWord
from chairctl.domain.snapshot import DeviceClass
from chairctl.domain.telemetry import (
    AirMeasured,
    HeatMeasured,
    Measured,
    Readback,
    RollerMeasured,
    StimulationMeasured,
    Telemetry,
)
from chairctl.profiles.device import DeviceProfile, Failsafe, HostLoss
from chairctl.safety.classes import RESIDUALS, Standing, at_best, classify
from chairctl.texts import LANGUAGES, catalogue

READY = WardenWord.READY
ALL: tuple[Measured, ...] = (
    RollerMeasured(100, 0, 0),
    HeatMeasured(350, 0),
    AirMeasured(0),
    StimulationMeasured(0, None, 0),
)


def measuring(profile: DeviceProfile, *measured: Measured) -> Telemetry:
    return replace(telemetry(profile, 0), readbacks=tuple(Readback(0, one) for one in measured))


def without_us(profile: DeviceProfile, on_host_loss: HostLoss, within_ms: int) -> DeviceProfile:
    return replace(profile, failsafe=Failsafe(on_host_loss, within_ms, "test"))


def standing(
    profile: DeviceProfile, *measured: Measured, lease_cap_ms: int = 300, second_cut: bool = False
) -> Standing:
    who = replace(identity(profile), lease_cap_ms=lease_cap_ms)
    found = classify(profile, who, measuring(profile, *measured), READY, second_cut=second_cut)
    assert found is not None
    return found


def test_nothing_is_said_before_the_device_has_shown_who_and_how_it_is() -> None:
    assert classify(chair(), None, telemetry(chair(), 0), READY) is None
    assert classify(chair(), identity(chair()), None, READY) is None


def test_a_lease_and_measured_values_are_s2_and_a_second_cut_makes_it_s3() -> None:
    assert standing(chair(), *ALL).device_class is DeviceClass.S2
    assert standing(chair(), *ALL, second_cut=True).device_class is DeviceClass.S3


@pytest.mark.parametrize(
    ("cap", "leased"), [(0, False), (1, True), (300, True), (301, False), (65_535, False)]
)
def test_a_lease_counts_up_to_300_ms(cap: int, leased: bool) -> None:
    found = standing(chair(), *ALL, lease_cap_ms=cap).device_class
    assert found is (DeviceClass.S2 if leased else DeviceClass.S1)


@pytest.mark.parametrize("missing", range(4))
def test_one_channel_that_measures_nothing_costs_the_promise(missing: int) -> None:
    measured = [None if index == missing else one for index, one in enumerate(ALL)]
    assert standing(chair(), *measured, second_cut=True).device_class is DeviceClass.S1


@pytest.mark.parametrize(
    ("on_host_loss", "within_ms", "found"),
    [
        (HostLoss.OUTPUTS_ZERO, 300, DeviceClass.S2),
        (HostLoss.OUTPUTS_ZERO, 301, DeviceClass.S1),
        (HostLoss.OWN_TIMER, 300, DeviceClass.S1),
        (HostLoss.GOES_ON, 0, DeviceClass.S0),
    ],
)
def test_what_the_profile_says_of_the_end_bounds_the_class(
    on_host_loss: HostLoss, within_ms: int, found: DeviceClass
) -> None:
    profile = without_us(chair(), on_host_loss, within_ms)
    assert standing(profile, *ALL).device_class is found
    assert at_best(profile).device_class is found


def test_what_nobody_catches_follows_from_what_is_fitted() -> None:
    assert standing(chair(), *ALL).residuals == (
        "no_second_cut",
        "heater_welded",
        "one_sensor",
        "contact_unseen",
        "stall_force",
        "truthful_person",
    )
    assert standing(chair(), *ALL, second_cut=True).residuals == (
        "one_sensor",
        "contact_unseen",
        "stall_force",
        "truthful_person",
    )
    cushion = device("cushion", air("cushion"))
    assert standing(cushion, AirMeasured(0)).residuals == ("no_second_cut", "truthful_person")
    warm = device("warm", heat("warm"))
    assert "heater_welded" in at_best(warm).residuals
    assert "stall_force" in at_best(device("arm", roller("arm"))).residuals


def test_a_device_that_measures_impedance_sees_contact() -> None:
    unit = device("unit", tens("unit"))
    assert "contact_unseen" in standing(unit, StimulationMeasured(0, None, 0)).residuals
    assert "contact_unseen" not in standing(unit, StimulationMeasured(0, 900, 0)).residuals


@pytest.mark.parametrize("on_host_loss", [HostLoss.OWN_TIMER, HostLoss.GOES_ON])
def test_s0_and_s1_are_told_that_they_go_on(on_host_loss: HostLoss) -> None:
    assert "goes_on" in standing(without_us(chair(), on_host_loss, 600_000), *ALL).residuals


def test_a_line_without_a_warden_is_said_to_be_unwatched() -> None:
    for word in (WardenWord.NONE, None):
        found = classify(chair(), identity(chair()), measuring(chair(), *ALL), word)
        assert found
        assert "unwatched" in found.residuals
    assert "unwatched" not in standing(chair(), *ALL).residuals


def test_every_class_and_residual_is_said_in_every_language() -> None:
    for language in LANGUAGES:
        known = catalogue(language)
        assert [one for one in DeviceClass if f"class.{one}" not in known] == []
        assert [code for code in RESIDUALS if f"class.residual.{code}" not in known] == []


def test_a_second_cut_that_nobody_has_named_is_not_there() -> None:
    found = classify(chair(), identity(chair()), measuring(chair(), *ALL), READY)
    assert found is not None
    assert (found.device_class, "no_second_cut" in found.residuals) == (DeviceClass.S2, True)


def test_before_a_device_is_connected_its_contact_is_unseen_and_a_warden_is_expected() -> None:
    residuals = at_best(chair()).residuals
    assert ("contact_unseen" in residuals, "unwatched" in residuals) == (True, False)
