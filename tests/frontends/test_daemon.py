"""The daemon as a process: check, what it logs, figures, reload."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.frontends.processes import Place

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.broker.home import wait_for
from chairctl_proof.broker.mosquitto import free_port
from chairctl_proof.realtime.chair import RealChair


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("d"))  # a short path: the names of sockets are cut to fit


def write(place: Place, *stations: str, more: str = "") -> Path:
    file = place.folder / "daemon.yaml"
    listed = "\n".join(f"  - {{{station}}}" for station in stations)
    file.write_text(f"schema: chairctl/daemon/1\nname: pi\nstations:\n{listed}\n{more}", encoding="utf-8")
    return file


def test_a_check_opens_nothing_and_names_what_is_wrong(place: Place) -> None:
    good = write(place, "name: lounge, device: /dev/ttyNOTHING")
    done = place.chairctl("daemon", "--check", "--config", str(good))
    assert (done.returncode, done.stdout) == (0, f"{good}: nothing is wrong. Stations: 1.\n")
    for station, expected in (
        ("name: lounge, device: nobody", "lounge: nobody: "),
        ("name: lounge, device: /dev/ttyX, profile: nothing", "no device profile is called `nothing`"),
        ("name: lounge, device: /dev/ttyX, person: Nobody", "lounge: "),
        ("name: lounge, device: /dev/ttyX, ceilings_percent: {feet: 5}", "the device has no channel `feet`"),
    ):
        bad = write(place, station)
        done = place.chairctl("daemon", "--check", "--config", str(bad))
        assert done.returncode == 2
        assert expected in done.stderr
    for more, expected in (
        ("mqtt: {host: x, user: pi, password_file: nothing}", "The password can't be read from"),
        ("mqtt: {host: x, tls: {ca: nothing.crt}}", "nothing.crt holds no certificate"),
    ):
        file = write(place, "name: lounge, device: /dev/ttyX", more=more)
        done = place.chairctl("daemon", "--check", "--config", str(file))
        assert (done.returncode, expected in done.stderr) == (2, True), done.stderr
    several = write(
        place, "name: a, device: nobody", "name: b, device: none", more="mqtt: {host: x, tls: {ca: no.crt}}"
    )
    done = place.chairctl("daemon", "--check", "--config", str(several))
    assert [line.startswith(f"chairctl: {several}: ") for line in done.stderr.splitlines()] == [True] * 3
    done = place.chairctl("daemon")
    assert (done.returncode, "There is no" in done.stderr) == (2, True)


def test_a_second_daemon_of_the_same_user_is_refused_and_the_first_goes_on(place: Place) -> None:
    file = write(place, "name: lounge, device: /dev/ttyNOTHING")
    first = place.start("daemon", "--config", str(file))
    try:
        wait_for(lambda: len(place.sockets) == 1)
        second = place.chairctl("daemon", "--config", str(file))
        assert (second.returncode, "a daemon of this user runs already" in second.stderr) == (4, True)
        assert first.poll() is None
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=20)


def looks(port: int) -> int:
    """How often it was looked how late a turn is."""
    name = 'chairctl_turn_lateness_seconds_count{station="all"} '
    return next(int(line.removeprefix(name)) for line in figures(port).splitlines() if line.startswith(name))


def test_it_looks_how_late_a_turn_is_often_while_armed_and_at_rest_with_each_beat(place: Place) -> None:
    port = free_port()
    with RealChair(place.folder) as chair:
        file = write(place, f"name: lounge, device: {chair.url}", more=f"metrics: {{port: {port}}}\n")
        daemon = place.start("daemon", "--config", str(file))
        try:
            wait_for(lambda: bool(place.sockets))
            wait_for(lambda: 'connected{station="lounge",device="chairlink-reference"} 1' in figures(port))
            at_first = looks(port)
            time.sleep(2)
            assert 1 <= looks(port) - at_first <= 3
            with HostClient(place.sockets[0]) as line:
                wait_for(lambda: line.ask({"id": "1", "action": "arm"})["receipt"]["outcome"] == "accepted")
            at_first = looks(port)
            time.sleep(2)
            assert looks(port) - at_first > 10
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=20)


def test_reload_takes_out_adds_and_leaves_the_rest_alone_even_in_a_session(place: Place) -> None:
    port = free_port()
    with RealChair(place.folder) as chair:
        stays = f"name: lounge, device: {chair.url}"
        file = write(place, stays, "name: old, device: /dev/ttyOLD", more=f"metrics: {{port: {port}}}\n")
        daemon = place.start("daemon", "--config", str(file), "--log", "json")
        try:
            wait_for(lambda: len(place.sockets) == 2)
            wait_for(lambda: 'connected{station="lounge",device="chairlink-reference"} 1' in figures(port))
            write(place, stays, "name: old, colour: red, device: /dev/ttyOLD")
            daemon.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            assert len(place.sockets) == 2
            before = {path.stat().st_ino for path in place.sockets if "lounge" in path.name}
            write(place, stays, "name: new, device: /dev/ttyNEW", more=f"metrics: {{port: {port}}}\n")
            daemon.send_signal(signal.SIGHUP)
            wait_for(lambda: any("new" in path.name for path in place.sockets))
            assert {path.stat().st_ino for path in place.sockets if "lounge" in path.name} == before
            assert not [path for path in place.sockets if "old" in path.name]
            text = figures(port)
            assert 'chairctl_state{station="lounge",state="safe"} 1' in text
            assert 'chairctl_turn_lateness_seconds_bucket{station="all",le="+Inf"}' in text
            status = place.chairctl("status", "--json")
            assert sorted(one["snapshot"]["station"] for one in json.loads(status.stdout)) == [
                "lounge",
                "new",
            ]
        finally:
            daemon.send_signal(signal.SIGTERM)
            _, err = daemon.communicate(timeout=20)
    lines = [json.loads(line) for line in err.splitlines()]
    said = [line["message"] for line in lines]
    assert daemon.returncode == 0
    assert any("stations[1].colour: the key is unknown" in one for one in said)
    assert "Read the file anew: 1 added, 1 taken out, 0 changed, 1 as before." in said
    assert {line["level"] for line in lines} <= {"info", "warning"}


def test_a_line_that_is_busy_or_missing_is_logged_once_and_so_is_its_coming(place: Place) -> None:
    with RealChair(place.folder) as chair:
        file = write(place, f"name: lounge, device: {chair.url}", "name: attic, device: /dev/ttyNOTHING")
        host = place.start("host", "--device", chair.url)
        wait_for(lambda: len(place.sockets) == 1)
        daemon = place.start("daemon", "--config", str(file), "--log", "json")
        assert daemon.stderr is not None
        said = []
        for line in daemon.stderr:
            told = json.loads(line)
            if "connect" in told["message"]:
                said.append((told["level"], told["message"]))
            if len(said) == 2 and host.poll() is None:
                host.send_signal(signal.SIGTERM)
                host.communicate(timeout=20)
            if len(said) == 3:
                break
        assert place.chairctl("status").returncode == 0
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=20)
    missing, busy = sorted(said[:2], key=lambda line: line[1])
    assert busy[0] == missing[0] == "warning"
    assert busy[1].startswith(f"lounge: no connection to {chair.url}: another program holds it")
    assert missing[1].startswith("attic: no connection to /dev/ttyNOTHING: nothing is there")
    assert said[2] == ("info", f"lounge: connected to {chair.url}.")


def test_alarms_and_ends_are_logged_without_a_broker_too_and_who_ended_it_is_told_truly(place: Place) -> None:
    place.chairctl("ledger", "create")
    with RealChair(place.folder) as chair:
        daemon = place.start("daemon", "--config", str(write(place, f"name: lounge, device: {chair.url}")))
        assert daemon.stderr is not None
        next(line for line in daemon.stderr if "connected to" in line)
        with HostClient(place.sockets[0]) as client:

            def is_armed() -> bool:
                return bool(client.ask({"id": "a", "action": "arm"})["receipt"]["outcome"] == "accepted")

            wait_for(is_armed, 10)
            client.ask({"id": "r", "action": "run", "programme": "relax"})
        daemon.send_signal(signal.SIGTERM)
        _, err = daemon.communicate(timeout=20)
    assert "lounge: Stopped by another program of this user." in err


def test_a_named_device_that_was_given_another_address_is_changed_after_a_reload(place: Place) -> None:
    def named(address: str) -> None:
        folder = place.folder / "xdg_config_home/chairctl/devices"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lounge.yaml").write_text(
            f"schema: chairctl/paired/1\nname: lounge\naddress: {address}\nprofile: chairlink-reference\n"
        )

    named("/dev/ttyOLD")
    daemon = place.start("daemon", "--config", str(write(place, "name: lounge, device: lounge")))
    assert daemon.stderr is not None
    wait_for(lambda: len(place.sockets) == 1)
    named("/dev/ttyNEW")
    daemon.send_signal(signal.SIGHUP)
    reread = next(line for line in daemon.stderr if "Read the file anew" in line)
    daemon.send_signal(signal.SIGTERM)
    daemon.communicate(timeout=20)
    assert "0 added, 0 taken out, 1 changed, 0 as before." in reread


def figures(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def test_nothing_is_confirmed_where_nothing_waits(place: Place) -> None:
    done = place.chairctl("confirm", "--yes")
    assert done.returncode == 3
    assert place.chairctl("status").returncode == 3


@pytest.mark.skipif(
    Path("/run/systemd/system").is_dir(), reason="systemd runs here; this is about where it does not"
)
def test_where_no_systemd_runs_nothing_is_written(place: Place) -> None:
    done = place.chairctl("service", "install")
    assert (done.returncode, "No systemd runs here" in done.stderr) == (4, True)
    assert place.chairctl("service", "remove").returncode == 4
    assert "Type=notify" in place.chairctl("service", "show").stdout


LOADED = """
import json, sys
from chairctl.frontends.cli import daemon
from chairctl.frontends.daemon.config import StationConfig
from chairctl.frontends.daemon.daemon import Daemon
from chairctl.frontends.daemon.ready import make_ready, programmes
from chairctl.frontends.daemon.stations import build_chair
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import default_paths
from chairctl.texts import Texts

texts = Texts("en")
make_ready(texts, has_broker=sys.argv[1:] == ["broker"])
config = StationConfig("lounge", "/dev/ttyNOTHING")
chair = build_chair(config, Ledger(default_paths()), texts, programmes())
print(json.dumps([name for name in sys.modules if name.startswith("chairctl.")]))
"""


def test_a_daemon_carries_only_what_its_stations_need(place: Place) -> None:
    def loaded(*arguments: str) -> set[str]:
        command = [sys.executable, "-c", LOADED, *arguments]
        done = subprocess.run(command, env=place.env, capture_output=True, text=True, check=True)
        return set(json.loads(done.stdout))

    alone, of_broker = loaded(), loaded("broker")
    needless = (
        "care.facts",
        "care.screening",
        "frontends.mqtt.desk",
        "frontends.mqtt.bridge",
        "transports.ble",
    )
    assert [name for name in needless if f"chairctl.{name}" in alone] == []
    assert {name.split(".")[2] for name in alone if name.startswith("chairctl.protocols.")} == {
        "chairlink",
        "family",
    }
    assert {"chairctl.frontends.mqtt.desk", "chairctl.frontends.mqtt.bridge"} <= of_broker
