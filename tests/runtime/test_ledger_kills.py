"""kill -9 of the writer, at random instants and before every single write (H69, F9)."""

import os
from pathlib import Path

import pytest
from tests.runtime import ledger_campaign
from tests.support.kills import campaign, can_trace

from chairctl.domain.time import SECOND

KILLS = int(os.environ.get("CHAIRCTL_LEDGER_KILLS", "200"))
MOST_OVER_NS = 10 * SECOND


@pytest.mark.timeout(60 + KILLS)
def test_a_kill_at_a_random_instant_never_loses_time_and_never_counts_more_than_a_quantum_too_much(
    tmp_path: Path,
) -> None:
    found = campaign(ledger_campaign, tmp_path, "random", str(KILLS // 2), "1")
    assert found["trials"] == KILLS // 2
    assert found["under_ns"] == 0
    assert found["over_ns"] <= MOST_OVER_NS
    assert found["causes"] == {}


@can_trace
def test_a_kill_before_every_write_of_a_session_never_loses_time(tmp_path: Path) -> None:
    found = campaign(ledger_campaign, tmp_path, "writes", "120")
    assert found["trials"] > 100
    assert found["under_ns"] == 0
    assert found["over_ns"] <= MOST_OVER_NS
    assert found["causes"] == {}
    assert {"pwrite64", "fdatasync", "fsync", "rename", "end"} <= found["calls"].keys()


@can_trace
def test_a_kill_before_every_write_of_the_mending_still_costs_a_whole_rest(tmp_path: Path) -> None:
    found = campaign(ledger_campaign, tmp_path, "mending")
    assert found["trials"] > 30
    assert found["without_rest"] == 0
    assert {"rename", "pwrite64", "end"} <= found["calls"].keys()


@can_trace
def test_every_grant_is_synced_between_its_last_write_and_its_answer(tmp_path: Path) -> None:
    found = campaign(ledger_campaign, tmp_path, "order")
    assert found["grants"] >= 3
    assert found["unsynced"] == 0
