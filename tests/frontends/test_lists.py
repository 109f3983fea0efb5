"""`programmes`, `devices` and `check`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chairctl.frontends.cli.check import check
from chairctl.frontends.cli.devices import devices
from chairctl.frontends.cli.programmes import programmes
from chairctl.texts import Texts


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_programmes_are_listed_with_title_and_needs_in_the_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert programmes(Texts("de"), as_json=False) == 0
    out = capsys.readouterr().out
    demo = next(line for line in out.splitlines() if line.startswith("demo"))
    assert "Kurze Vorführung" in demo
    assert "Wärme" in demo


def test_programmes_are_listed_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert programmes(Texts("en"), as_json=True) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"demo", "relax"} <= {programme["name"] for programme in found}
    assert all(programme["duration_ns"] > 0 for programme in found)


def test_devices_say_what_the_chair_does_without_us(capsys: pytest.CaptureFixture[str]) -> None:
    assert devices(Texts("de"), as_json=False) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    for begins, says in (
        (
            "chairlink-reference",
            "Chairlink-Referenzsessel ohne diesen Rechner: alle Ausgänge null binnen 300 ms",
        ),
        ("ergomotion-bed", "ohne diesen Rechner: der Zeitgeber des Geräts beendet es"),
        ("beurer-em70", "ohne diesen Rechner: es läuft weiter"),
    ):
        assert any(line.startswith(begins) and says in line for line in lines)


def test_check_finds_nothing_in_the_shipped_files(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = sorted(Path("profiles").rglob("*.yaml"))
    shipped = [
        path for path in shipped if path.parent.name != "care"
    ]  # facts of ours, that no user may replace
    assert len(shipped) > 3
    assert check(Texts("en"), list(map(str, shipped)), as_json=False) == 0
    assert capsys.readouterr().out.count("nothing is wrong") == len(shipped)


def test_check_names_place_and_remedy_of_every_problem(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = tmp_path / "demo.yaml"
    text = Path("profiles/programmes/demo.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("heat_c: 38.0", "heat_c: 48.0"), encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "heat_c: 38.0" in row)
    assert check(Texts("en"), [str(wrong)], as_json=True) == 2
    problem = json.loads(capsys.readouterr().out)
    assert (problem["line"], problem["code"]) == (line, "profile.above_ceiling")
    assert check(Texts("de"), [str(wrong), str(tmp_path / "none.yaml")], as_json=False) == 2
    out = capsys.readouterr().out
    assert f"demo.yaml:{line}:" in out
    assert "liegt über der Obergrenze" in out
    assert "diese Datei gibt es nicht" in out


def test_a_terminal_without_our_characters_shows_others_in_their_place() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "chairctl", "--lang", "de", "programmes"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Massage, W?rme und TENS" in found.stdout
