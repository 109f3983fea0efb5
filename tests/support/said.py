"""The command line in this process, and what it said."""

from datetime import datetime

import pytest

from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.domain.channels import ChannelKind
from chairctl.frontends.cli.app import run_app
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore
from chairctl.texts import Texts


class Said:
    """Runs a command line and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *arguments: str, language: str = "en") -> "Said":
        self.code = run_app(Texts(language), list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return self


def session(started: datetime, **more: object) -> SessionRecord:
    """A session that ran to its end."""
    channels = (ChannelRecord("air", ChannelKind.AIR, 9_000, 8_000, 400),)
    return SessionRecord(started, "relax", "chair", 900, 890, "finished", channels=channels, **more)  # type: ignore[arg-type]


def store() -> CareStore:
    """The store of people of this user."""
    return CareStore(care_files.default_path())
