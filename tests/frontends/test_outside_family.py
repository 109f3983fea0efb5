"""The example of a family outside of the tree, as a person who has installed it meets it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.frontends.processes import Place
from tests.support.installed import TOY, entry_points_of, lay_metadata

from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.check import check
from chairctl.texts import Texts

PROFILE = TOY / "profiles/devices/toy-cushion.yaml"
PROGRAMME = """\
schema: chairctl/programme/1
name: short
title: {en: Short, de: Kurz}
summary: {en: A test., de: Ein Test.}
steps:
  - title: {en: Hum, de: Summen}
    duration_s: 5
    ramp_s: 1
    targets:
      - {kind: vibration, intensity_percent: 40}
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy is found as if it were installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    lay_metadata(folder, "chairctl_toy", entry_points_of(TOY))
    monkeypatch.syspath_prepend(str(folder))
    return tmp_path


@pytest.fixture
def cushion(installed: Path) -> Iterator[str]:
    """Where a simulated cushion is served."""
    with subprocess.Popen(
        [sys.executable, "-m", "chairctl_toy_simulator"],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(TOY / "src")},
    ) as process:
        assert process.stdout
        yield process.stdout.readline().split()[-1]
        process.terminate()


def test_a_programme_runs_on_it_and_its_recording_replays(installed: Path, cushion: str) -> None:
    place = Place(installed)
    programme = installed / "short.yaml"
    programme.write_text(PROGRAMME)

    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "chairctl", *words],
            env=place.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    run = ask("run", str(programme), "--device", cushion, "--profile", str(PROFILE))
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert "All outputs are read back zero." in run.stdout
    (recording,) = place.recordings
    replay = ask("replay", str(recording))
    assert (replay.returncode, replay.stderr) == (0, "")
    assert ask("decode", "toy", str(recording)).returncode == 0


def test_its_bytes_are_read_and_written(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vectors = (TOY / "src/chairctl_toy/NOTES.md").read_text(encoding="utf-8").split("## Vectors")[1]
    wires = [line.split("`")[1] for line in vectors.splitlines() if line.startswith("| `a5")]
    assert len(wires) == 7
    assert run_app(Texts("en"), ["decode", "toy", " ".join(wires)]) == 0
    assert run_app(Texts("en"), ["encode", "toy", "message=set", "step=3"]) == 0
    assert "a5020356" in capsys.readouterr().out
    assert run_app(Texts("en"), ["decode", "toy", "00 a5020357 a5ff005c a502"]) == 2
    said = capsys.readouterr().out
    assert all(
        word in said for word in ("begins no message", "checksum_should_be", "kind", "the end is missing")
    )


def test_check_says_that_its_package_is_missing_and_nothing_once_it_is_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "toy-cushion.yaml"
    other.write_text(PROFILE.read_text(encoding="utf-8").replace("family: toy", "family: toi"))
    assert check(Texts("en"), [str(other)], as_json=False) == 2
    assert f"{other}:6:1: family: the device family `toi` is not known" in capsys.readouterr().out


def test_its_profile_and_programme_are_sound(installed: Path) -> None:
    assert check(Texts("en"), sorted(map(str, TOY.glob("profiles/*/*.yaml"))), as_json=False) == 0


def test_a_broken_package_ends_no_verb_with_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_metadata(tmp_path, "broken", {"chairctl.evidence": {"broken": "nowhere.evidence"}})
    monkeypatch.syspath_prepend(str(tmp_path))
    for verb in ("decode", "encode"):
        assert run_app(Texts("en"), [verb, "broken", "00"]) == 2
        assert "mend or remove it" in capsys.readouterr().err
