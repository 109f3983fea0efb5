"""kill -9 of whoever writes to the store of people: what was committed is there, and nothing is broken."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.runtime import care_campaign

KILLS = int(os.environ.get("CHAIRCTL_CARE_KILLS", "30"))

can_trace = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="reads system calls of Linux on x86-64"
)


def campaign(folder: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, str(Path(care_campaign.__file__)), str(folder), *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    print(words, found)
    return found


@pytest.mark.timeout(60 + 2 * KILLS)
def test_a_kill_at_a_random_instant_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    found = campaign(tmp_path, "random", str(KILLS), "1")
    assert (found["trials"], found["lost"], found["corrupt"]) == (KILLS, 0, 0)


@can_trace
@pytest.mark.timeout(60 + 2 * KILLS)
def test_a_kill_before_a_write_of_every_kind_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    found = campaign(tmp_path, "writes", str(max(1, 300 // KILLS)))
    assert (found["lost"], found["corrupt"]) == (0, 0)
    assert found["trials"] > 10
