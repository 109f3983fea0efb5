"""Families that other packages bring: loaded when a profile names them, and never in place of ours."""

from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest
from tests.support.profiles import chair

from chairctl.control.assembly import UnsafeStationError, assemble
from chairctl.control.families import FAMILIES
from chairctl.profiles.device import DeviceProfile
from chairctl.protocols.chairlink.device import Chairlink
from chairctl.runtime.families import GROUP, families_for


def toy(profile: DeviceProfile) -> Chairlink:
    return Chairlink(profile.name, profile.channels)


def offered(name: str, value: str) -> list[EntryPoint]:
    return [EntryPoint("other", "nowhere:nothing", GROUP), EntryPoint(name, value, GROUP)]


def test_a_family_of_another_package_is_built_like_ours() -> None:
    families = families_for("toy", offered("toy", f"{__name__}:toy"))
    profile = replace(chair(), family="toy", channels=chair().channels[:1])
    station = assemble("test", (profile,), families)
    assert isinstance(station.devices["chair"], Chairlink)


def test_no_package_takes_the_place_of_a_family_of_ours() -> None:
    assert families_for("chairlink", offered("chairlink", "nowhere:nothing")) is FAMILIES


def test_a_name_that_nobody_offers_stays_unknown() -> None:
    assert families_for("toy", []) is FAMILIES
    assert families_for("toy") is FAMILIES


@pytest.mark.parametrize("value", ["nowhere:nothing", "sys:nothing", "sys:maxsize"])
def test_a_broken_package_is_named_and_nothing_is_built(value: str) -> None:
    with pytest.raises(UnsafeStationError) as caught:
        families_for("toy", offered("toy", value))
    assert (caught.value.code, f"toy ({value})" in caught.value.detail) == ("broken_family", True)
