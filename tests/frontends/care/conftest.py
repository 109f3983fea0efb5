"""A user who has nothing yet, and Ada, of whom nothing is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.said import Said

from chairctl.runtime import care_files


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("CHAIRCTL_PIN", raising=False)


@pytest.fixture
def chairctl(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.fixture
def ada(chairctl: Said) -> Iterator[str]:
    assert chairctl("people", "add", "Ada").code == 0
    yield "Ada"
    assert care_files.asides(care_files.default_path()) == []
