"""A sample of every scenario is safe, and every red twin is seen not to be."""

from pathlib import Path

import pytest

from chairctl_proof.scenarios.elsewhere import ELSEWHERE
from chairctl_proof.scenarios.table import SCENARIOS
from chairctl_proof.seeds import remembered
from chairctl_proof.trial import describe, first_flawed, run_trial

QUICK = [key for key, scenario in SCENARIOS.items() if not scenario.long]
WITH_TWIN = [key for key in QUICK if SCENARIOS[key].twin]
TWIN_SEEDS = 25


@pytest.mark.parametrize("key", QUICK)
def test_a_single_fault_ends_safely(key: str) -> None:
    verdict = run_trial(SCENARIOS[key], 0)
    assert verdict.safe, f"{describe(verdict)}: {verdict.flaws}; {verdict.repeat_line}"


@pytest.mark.parametrize("key", WITH_TWIN)
def test_without_the_layer_that_has_to_catch_it_the_same_fault_is_seen_to_be_unsafe(key: str) -> None:
    verdict = first_flawed(SCENARIOS[key], range(TWIN_SEEDS))
    assert verdict is not None, f"the red twin of {key} passed {TWIN_SEEDS} seeds"


@pytest.mark.parametrize(("key", "seed"), [each for each in remembered() if each[0] in QUICK])
def test_what_has_failed_once_does_not_fail_again(key: str, seed: int) -> None:
    verdict = run_trial(SCENARIOS[key], seed)
    assert verdict.safe, verdict.flaws


def test_every_hazard_has_a_scenario_or_a_place_where_it_is_proven_or_what_it_waits_for() -> None:
    hazards = {f"H{number:02}" for number in range(1, 81)}
    here = {scenario.hazard for scenario in SCENARIOS.values()}
    assert here | ELSEWHERE.keys() == hazards
    assert here & ELSEWHERE.keys() == set()


def test_only_a_drift_that_no_software_sees_has_no_red_twin() -> None:
    assert [key for key, scenario in SCENARIOS.items() if scenario.twin is None] == ["H45"]


def test_the_same_trial_gives_the_same_verdict() -> None:
    assert run_trial(SCENARIOS["H24-some"], 7) == run_trial(SCENARIOS["H24-some"], 7)


def test_the_remembered_seeds_name_scenarios_that_exist() -> None:
    seeds = Path(__file__).parents[2] / "proof" / "seeds.txt"
    assert seeds.exists()
    assert all(part in SCENARIOS for key, _ in remembered(seeds) for part in key.split("+"))
