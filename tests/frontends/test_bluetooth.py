"""Bluetooth at the command line: a simulated chair that can be tried, and clear words where there is none."""

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.processes import Place

from chairctl_proof.broker.home import wait_for

NEEDS_BUS = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="no dbus-daemon; on Debian: apt install dbus-daemon"
)
NO_BUS = "unix:path=/nonexistent/bus"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@contextmanager
def chair_over_bluetooth(place: Place) -> Iterator[tuple[str, dict[str, str]]]:
    """A chair that `sim` serves: where it is, and the variable that leads to its bus, which ends with it."""
    sim = place.start("sim", "--ble")
    try:
        assert sim.stdout is not None
        said = sim.stdout.readline() + sim.stdout.readline()
        setting = re.search(r"(DBUS_SYSTEM_BUS_ADDRESS)=(unix:path=([^,]*)\S*) chairctl run demo", said)
        url = re.search(r"ble:[0-9A-F:]{17}", said)
        assert setting
        assert url
        yield url[0], {setting[1]: setting[2]}
    finally:
        sim.send_signal(signal.SIGINT)
        sim.communicate(timeout=10)
    assert sim.returncode == 0
    assert not os.path.exists(setting[3])


@NEEDS_BUS
def test_a_chair_that_sim_serves_over_bluetooth_runs_a_programme(place: Place) -> None:
    with chair_over_bluetooth(place) as (url, env):
        done = place.chairctl("run", place.programme(5), "--device", url, **env)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "All outputs are read back zero." in done.stdout
        assert "Class S2" in done.stdout  # with a warden
        assert done.stderr == ""

        running = place.start("run", place.programme(20), **env)  # it is the only one that runs
        wait_for(lambda: any(session["links"][0]["connected"] for session in _sessions(place)))
        stopped = place.chairctl("stop")
        out, _ = running.communicate(timeout=20)
        assert (stopped.returncode, running.returncode) == (0, 7), out


@NEEDS_BUS
def test_a_chair_in_reach_is_scanned_identified_named_and_captured(place: Place) -> None:
    with chair_over_bluetooth(place) as (url, env):
        scanned = place.chairctl("scan", "--seconds", "3", **env)
        assert (scanned.returncode, scanned.stderr) == (0, "")
        rows = [line.split() for line in scanned.stdout.splitlines() if line.startswith(url)]
        assert rows == [[url, "Chair", "0", "-50", "dBm", "chairlink", "(chairlink-reference)"]]
        known = place.chairctl("identify", url, **env)
        assert (known.returncode, known.stderr) == (0, "")
        assert "serial number: SIM-000001" in known.stdout
        assert place.chairctl("pair", "radio", url, **env).returncode == 0
        file = place.folder / "capture.jsonl"
        taken = place.chairctl("capture", "radio", str(file), "--seconds", "3", **env)
        assert (taken.returncode, taken.stderr) == (0, "")
        assert '"address": "C0:DE:00:xx:xx:xx"' in file.read_text(encoding="utf-8")


@NEEDS_BUS
def test_a_killed_simulator_leaves_no_bus_behind(place: Place) -> None:
    sim = place.start("sim", "--ble", "--json")
    assert sim.stdout is not None
    found = re.search(r"unix:path=([^,]*)", sim.stdout.readline())
    assert found
    sim.kill()
    sim.communicate(timeout=10)
    wait_for(lambda: found[1] not in _command_lines())


def _sessions(place: Place) -> list[dict[str, Any]]:
    listed = json.loads(place.chairctl("devices", "--json").stdout)
    return [session["snapshot"] for session in listed["sessions"]]


def _command_lines() -> str:
    folder = Path("/proc")
    lines = []
    for path in folder.glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(line.replace("bus.conf", "bus") for line in lines)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "this computer has no Bluetooth"), ("de", "dieser Rechner hat kein Bluetooth")],
)
def test_a_computer_without_bluetooth_is_told_so_in_plain_words(
    place: Place, language: str, words: str
) -> None:
    done = place.chairctl(
        "--lang", language, "run", place.programme(), "--device", "ble:Chair", DBUS_SYSTEM_BUS_ADDRESS=NO_BUS
    )
    assert done.returncode == 3
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "bleak" not in done.stdout + done.stderr


def test_without_a_dbus_daemon_the_simulator_says_what_to_install(place: Place) -> None:
    done = place.chairctl("sim", "--ble", PATH="/nonexistent")
    assert done.returncode != 0
    assert "apt install dbus-daemon" in done.stderr
    assert "Traceback" not in done.stderr
