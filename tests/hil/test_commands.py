"""`chairctl hil`: what a person sees of it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.hil.test_report import run_of

from chairctl_hil.report.files import save
from chairctl_hil.rig.file import load_rig


def chairctl(*words: str, language: str = "en") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "chairctl", "--lang", language, "hil", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def test_check_opens_everything_says_what_is_there_and_energises_nothing() -> None:
    done = chairctl("check", "--rig", "simulator-pty")
    assert done.returncode == 0, done.stderr
    assert "current: chairctl,simulated multimeter,0,1" in done.stdout
    assert "device: REFERENCE, firmware 1.0.0, serial number SIM-000001" in done.stdout
    assert "nothing was energised" in done.stdout


def test_check_names_line_and_remedy_of_a_wrong_file_and_a_port_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    bench = "schema: chairctl/rig/1\nname: mine\ndevice:\n  kind: bench\n  profile: chairlink-reference\n"
    file.write_text(bench)
    done = chairctl("check", "--rig", str(file), language="de")
    assert done.returncode == 2
    assert f"{file}:3:1: device.address: " in done.stderr
    file.write_text(bench + "  address: /dev/nowhere\n")
    done = chairctl("check", "--rig", str(file))
    assert done.returncode == 8
    assert "/dev/nowhere: nothing is there; check the address" in done.stderr


def test_run_writes_report_junit_and_json_and_says_where(tmp_path: Path) -> None:
    done = chairctl("run", "--out", str(tmp_path), "-k", "twice or cable or half_an_hour", language="de")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Bericht: {tmp_path}/report.html" in done.stdout
    results = json.loads((tmp_path / "results.json").read_text())["results"]
    outcomes = {one["test"]: (one["outcome"], one["why"]) for one in results}
    assert outcomes["half an hour of a session trips nothing"] == (
        "skipped",
        "dauert lange: läuft mit --full",
    )
    assert outcomes["a frame that comes twice counts once"] == ("passed", "")
    assert "<testcase" in (tmp_path / "junit.xml").read_text()
    assert 'lang="de"' in (tmp_path / "report.html").read_text()


def test_compare_says_what_is_worse_and_ends_with_another_code(tmp_path: Path) -> None:
    for name, latency in (("old", 12.0), ("new", 45.0)):
        save(run_of(latency), tmp_path / name, "en")
    done = chairctl("compare", str(tmp_path / "old"), str(tmp_path / "new"))
    assert done.returncode == 6
    assert "WORSE: stop_to_output: stop reaches the outputs <b>: 12 → 45" in done.stdout
    assert chairctl("compare", str(tmp_path / "old"), str(tmp_path / "old")).returncode == 0
    lost = chairctl("compare", str(tmp_path), str(tmp_path))
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "no results of a rig" in lost.stderr


def test_new_asks_and_what_it_writes_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    assert chairctl("new", str(file)).returncode == 2  # there is no terminal
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "chairctl", "hil", "new", str(file)]
    process = subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, text=True)
    os.write(master, b"\nchair\nsimulator\npty\n\n")
    said, _ = process.communicate(timeout=60)
    os.close(master)
    os.close(slave)
    assert process.returncode == 0, said
    assert "chair is not one of: simulator, firmware, bench" in said
    assert load_rig(file).name == "desk"
    assert "nothing was changed" in chairctl("new", str(file)).stderr


@pytest.mark.parametrize(
    "words", [("replay", "/nowhere"), ("run", "--rig", "no-such-rig", "--out", "/tmp/x")]
)
def test_what_is_not_there_is_said_in_words(words: tuple[str, ...], tmp_path: Path) -> None:
    done = chairctl(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
