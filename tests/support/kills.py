"""Runs a campaign of kills in a process of its own: it forks, and what runs the tests has threads."""

import json
import platform
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

can_trace = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="reads system calls of Linux on x86-64"
)


def campaign(script: ModuleType, folder: Path, *words: str) -> dict[str, Any]:
    """What a campaign found, as it says it."""
    command = [sys.executable, str(script.__file__), str(folder), *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    print(words, found)
    return found
