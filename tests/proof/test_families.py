"""Whole sessions on every simulated family, as `make families` runs many of.

The trials mostly wait, so a few run side by side.
"""

import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from chairctl_proof.families.document import document
from chairctl_proof.families.events import GIVE_UP_S, Outcome
from chairctl_proof.families.table import FAMILIES
from chairctl_proof.families.trials import Found, trial, twin

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="no dbus-daemon; on Debian: apt install dbus-daemon"
)
BLIND = "Beurer EM 70, BLE"
ALONE = "openEMSstim, serial"

Key = tuple[str, str]
SAMPLE: tuple[Key, ...] = (
    *((family, "ctrl_c") for family in FAMILIES),
    ("chairlink, serial", "reconnect"),
    (ALONE, "killed"),
    ("chairlink, BLE", "stop"),
)


@pytest.fixture(scope="module")
def outcomes() -> Mapping[Key, Outcome]:
    with ThreadPoolExecutor(3) as pool:
        tasks: dict[Key, Future[Outcome]] = {key: pool.submit(trial, *key, 1) for key in SAMPLE}
        tasks[BLIND, "twin"] = pool.submit(twin, BLIND)
        return {key: task.result() for key, task in tasks.items()}


@pytest.mark.parametrize("family", FAMILIES)
def test_ctrl_c_at_a_session_of_every_family_brings_its_device_to_true_zero(
    family: str, outcomes: Mapping[Key, Outcome]
) -> None:
    outcome = outcomes[family, "ctrl_c"]
    assert outcome.flaws == ()
    assert outcome.zero_ms is not None
    assert outcome.still_ms is not None
    assert (outcome.said, outcome.exit_code, outcome.at_rest) == (("stopped",), 130, True)


def test_a_stop_from_another_process_ends_a_session_over_bluetooth(outcomes: Mapping[Key, Outcome]) -> None:
    outcome = outcomes["chairlink, BLE", "stop"]
    assert (outcome.flaws, outcome.said, outcome.exit_code) == ((), ("stopped",), 7)
    assert outcome.zero_ms is not None


def test_a_lost_line_that_is_back_needs_a_person_who_arms_again(outcomes: Mapping[Key, Outcome]) -> None:
    outcome = outcomes["chairlink, serial", "reconnect"]
    assert (outcome.flaws, outcome.said) == ((), ("line_lost", "then armed again"))


def test_a_board_whose_host_is_killed_ends_by_itself(outcomes: Mapping[Key, Outcome]) -> None:
    outcome = outcomes[ALONE, "killed"]
    assert outcome.flaws == ()
    assert outcome.zero_ms is not None
    assert outcome.zero_ms > 50  # nobody else ends it


def test_a_device_that_ignores_stop_is_seen_as_never_and_nobody_says_that_it_is_at_rest(
    outcomes: Mapping[Key, Outcome],
) -> None:
    outcome = outcomes[BLIND, "twin"]
    assert outcome.zero_ms is None
    assert outcome.at_rest is not True
    assert outcome.exit_code not in (0, 130)
    assert outcome.flaws == ()
    assert not Found(BLIND, "stop", [outcome]).expected


def test_the_table_has_a_row_for_each_event_and_names_what_is_not_as_promised(
    outcomes: Mapping[Key, Outcome],
) -> None:
    sound = Found("RongTai, BLE", "ctrl_c", [outcomes["RongTai, BLE", "ctrl_c"]]).row()
    never = Found(BLIND, "stop", [outcomes[BLIND, "twin"]]).row()
    page = document([sound, never], [], "this machine")
    assert "## RongTai, BLE" in page
    assert "| Ctrl-C | 1 | 0 |" in page
    assert "then it travels home by itself" in page
    assert "| `chairctl stop` | 1 | 1 |" in page
    assert "**not as promised**" in page
    assert f"not within {GIVE_UP_S:g} s" in page
