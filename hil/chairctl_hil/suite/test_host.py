"""Accidents of the computer that drives the device: real processes, real signals."""

import pytest

from chairctl_hil.chair import Chair
from chairctl_proof.realtime.bluetooth import AIR
from chairctl_proof.realtime.trials import ACCIDENTS

ON_THE_COMPUTER = [
    pytest.param("sigkill", 60.0, "host_killed", id="host killed", marks=pytest.mark.hazards("H01")),
    pytest.param(
        "sigstop", 200.0, "host_stopped", id="host stands still", marks=pytest.mark.hazards("H02", "H03")
    ),
    pytest.param(
        "warden_killed_host_stopped",
        300.0,
        "nobody_left",
        id="nobody left",
        marks=pytest.mark.hazards("H07", "H08", "H09"),
    ),
    pytest.param(
        "both_stopped", 300.0, "both_stopped", id="computer stands still", marks=pytest.mark.hazards("H09")
    ),
]


@pytest.mark.needs("truth")
@pytest.mark.parametrize(("accident", "limit_ms", "evidence"), ON_THE_COMPUTER)
def test_an_accident_of_the_host_ends_the_outputs_in_time(
    chair: Chair, accident: str, limit_ms: float, evidence: str
) -> None:
    chair.accident(ACCIDENTS[accident], chair.trials(1, 20), limit_ms, evidence=evidence)


@pytest.mark.hazards("H21")
@pytest.mark.needs("truth", "wire")
def test_a_cable_that_is_pulled_ends_the_outputs_within_300_ms(chair: Chair) -> None:
    chair.accident(ACCIDENTS["cable"], chair.trials(1, 20), 300.0, evidence="cable_pulled")


@pytest.mark.hazards("H31", "H32", "H23")
@pytest.mark.needs("truth", "radio")
@pytest.mark.parametrize("accident", ["link_lost", "mute", "deaf"])
def test_a_radio_that_fails_ends_the_outputs_within_400_ms(chair: Chair, accident: str) -> None:
    chair.accident(AIR[accident], chair.trials(1, 20), 400.0, evidence=accident)
