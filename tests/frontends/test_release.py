"""A device that is let go for its remote or app, and taken back: `chairctl release` and `take`."""

import json
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.processes import Place

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.broker.home import wait_for


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@contextmanager
def simulated(place: Place, *options: str) -> Iterator[tuple[str, dict[str, str], Path]]:
    """A simulated chair: its address, what a program needs to reach it, and what it really does."""
    truth = place.folder / "truth"
    sim = place.start("sim", "--json", "--truth", str(truth), *options)
    try:
        assert sim.stdout is not None
        said = json.loads(sim.stdout.readline())
        setting = re.fullmatch(r"(\w+)=(.*)", said.get("environment", ""))
        yield said["url"], {setting[1]: setting[2]} if setting else {}, truth
    finally:
        sim.send_signal(signal.SIGINT)
        sim.communicate(timeout=10)


def at_zero(truth: Path) -> bool:
    """By the newest whole line; before the first one, nothing is put out."""
    lines = truth.read_bytes().split(b"\n")[:-1]
    return not lines or bool(json.loads(lines[-1])["outputs_zero"])


def link(place: Place) -> dict[str, Any]:
    with HostClient(place.sockets[0]) as client:
        return dict(client.ask({"snapshot": True})["snapshot"]["links"][0])


@pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="no dbus-daemon; on Debian: apt install dbus-daemon"
)
def test_a_released_device_is_at_zero_and_free_for_others_and_comes_back_at_zero_and_not_armed(
    place: Place,
) -> None:
    with simulated(place, "--ble") as (url, env, truth):
        running = place.start("run", place.programme(40), "--device", url, **env)
        wait_for(lambda: truth.exists() and not at_zero(truth))
        released = place.chairctl("release", url)
        assert (released.returncode, released.stderr) == (0, "")
        assert "free for its remote" in released.stdout
        assert at_zero(truth)
        assert (link(place)["connected"], link(place)["released"]) == (False, True)
        # The only place of the device is free: another program can connect to it.
        known = place.chairctl("identify", url, "--profile", "chairlink-reference", **env)
        assert "SIM-000001" in known.stdout, known.stderr
        assert running.poll() is None

        taken = place.chairctl("take")
        assert (taken.returncode, taken.stderr) == (0, ""), taken.stdout
        assert "not armed" in taken.stdout
        out, _ = running.communicate(timeout=30)
        assert running.returncode == 7
        assert "chairlink-reference is free for its remote or the maker's app." in out
        assert "Stopped by another program of this user." in out
        assert "All outputs are read back zero." in out
        assert at_zero(truth)


def test_ctrl_c_ends_a_session_whose_device_has_been_released(place: Place) -> None:
    with simulated(place) as (url, _, truth):
        running = place.start("run", place.programme(40), "--device", url)
        wait_for(lambda: truth.exists() and not at_zero(truth))
        assert place.chairctl("release", "chairlink-reference").returncode == 0
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=20)
        assert running.returncode == 130
        assert "what it does is up to whoever has it now" in out


def test_where_nothing_holds_a_device_release_and_take_say_so(place: Place) -> None:
    for verb in ("release", "take"):
        done = place.chairctl(verb, "/dev/ttyUSB9")
        assert done.returncode == 3
        assert "no running session holds such a device" in done.stderr
    unknown = place.chairctl("release", "nobody")
    assert unknown.returncode == 2
    assert "Traceback" not in unknown.stderr
