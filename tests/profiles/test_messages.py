"""The exact words of every refusal, in both languages.

Run with CHAIRCTL_WRITE_SNAPSHOTS=1 to write what is said now, then read the difference.
"""

import os
from pathlib import Path

import pytest

from chairctl.profiles.check import check
from chairctl.texts import LANGUAGES, Texts

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_broken_profile_is_refused_with_these_words(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BROKEN)
    said = "".join(problem.say(Texts(language)) + "\n" for problem in check(Path(f"{name}.yaml")))
    expected = BROKEN / f"{name}.{language}.txt"
    if os.environ.get("CHAIRCTL_WRITE_SNAPSHOTS"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert said


@pytest.mark.parametrize("name", NAMES)
def test_every_refusal_names_a_line(name: str) -> None:
    assert all(problem.line >= 1 and problem.column >= 1 for problem in check(BROKEN / f"{name}.yaml"))


def test_there_are_at_least_ten_broken_profiles() -> None:
    assert len(NAMES) >= 10
