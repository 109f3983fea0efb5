"""kill -9 of whoever writes to the store of people: what was committed is there, and nothing is broken."""

import os
from pathlib import Path

import pytest
from tests.runtime import care_campaign
from tests.support.kills import campaign, can_trace

KILLS = int(os.environ.get("CHAIRCTL_CARE_KILLS", "30"))


@pytest.mark.timeout(60 + 2 * KILLS)
def test_a_kill_at_a_random_instant_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    found = campaign(care_campaign, tmp_path, "random", str(KILLS), "1")
    assert (found["trials"], found["lost"], found["corrupt"]) == (KILLS, 0, 0)


@can_trace
@pytest.mark.timeout(60 + 2 * KILLS)
def test_a_kill_before_a_write_of_every_kind_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    found = campaign(care_campaign, tmp_path, "writes", str(max(1, 300 // KILLS)))
    assert (found["lost"], found["corrupt"]) == (0, 0)
    assert found["trials"] > 10
