"""Every scenario, and what has to be proven elsewhere."""

from collections.abc import Mapping
from typing import Final

from chairctl_proof.scenarios import heat, host, link, people, plant
from chairctl_proof.scenarios.scenario import Scenario

SCENARIOS: Final[Mapping[str, Scenario]] = {
    scenario.key: scenario
    for scenario in (*host.SCENARIOS, *link.SCENARIOS, *heat.SCENARIOS, *plant.SCENARIOS, *people.SCENARIOS)
}
"""By key."""
