"""Sessions as a person runs them: processes, a pseudo-terminal, the simulator's own truth."""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.frontends.processes import Place
from tests.support.chair_process import ChairProcess, boot_clock, chair_process

from chairctl_proof.broker.home import wait_for


class Recorded(NamedTuple):
    place: Place
    done: subprocess.CompletedProcess[str]
    truth: list[dict[str, Any]]


def wait_until_it_works(chair: ChairProcess) -> None:
    wait_for(lambda: any(not moment["outputs_zero"] for moment in chair.truth()))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """One whole session, run once for several tests."""
    place = Place(tmp_path_factory.mktemp("recorded"))
    with chair_process(place.folder) as chair:
        done = place.chairctl("run", place.programme(5), "--device", chair.url, "--json")
        return Recorded(place, done, chair.truth())


def test_a_programme_runs_to_its_end_and_every_line_of_its_output_is_json(recorded: Recorded) -> None:
    place, done, _ = recorded
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [line["type"] for line in lines]
    assert kinds[:3] == ["start", "device", "receipt"]
    assert kinds[-1] == "end"
    assert 5 <= kinds.count("snapshot") <= 14
    end = lines[-1]
    assert (end["exit_code"], end["at_rest"], end["snapshot"]["ended"]["code"]) == (0, True, "finished")
    assert {tally["channel"]: tally["peak"] for tally in end["snapshot"]["tally"]}["roller"] == 400
    assert lines[0]["recording"] == str(place.recordings[0])


def test_the_session_really_moved_the_chair_and_left_it_at_zero(recorded: Recorded) -> None:
    assert max(moment["rollers"][0]["force_n"] for moment in recorded.truth) > 0
    assert recorded.truth[-1]["outputs_zero"]


def test_a_recorded_session_replays_to_the_same_packets(recorded: Recorded) -> None:
    place = recorded.place
    done = place.chairctl("replay", str(place.recordings[0]))
    assert done.returncode == 0
    assert "all the same" in done.stdout
    events = int(done.stdout.split(" events", maxsplit=1)[0])
    assert events > 80


def test_a_recording_that_was_tampered_with_is_caught(recorded: Recorded, tmp_path: Path) -> None:
    place = recorded.place
    lines = place.recordings[0].read_text(encoding="utf-8").splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if '"out"' in line][-20]
    now, word, device, data = json.loads(lines[at])
    lines[at] = json.dumps([now, word, device, f"{data[:-4]}ff00"]) + "\n"
    forged = tmp_path / "forged.jsonl"
    forged.write_text("".join(lines), encoding="utf-8")
    done = place.chairctl("replay", str(forged), "--lang", "de")
    assert done.returncode == 6
    assert f"Abweichung in Zeile {at}" in done.stdout
    assert data in done.stdout


def test_a_recording_that_was_cut_short_is_said_to_be(recorded: Recorded, tmp_path: Path) -> None:
    place = recorded.place
    short = tmp_path / "short.jsonl"
    short.write_bytes(place.recordings[0].read_bytes()[:20_000])
    done = place.chairctl("replay", str(short))
    assert done.returncode == 2
    assert "all the same" in done.stdout
    assert "ends in the middle" in done.stderr


def test_stop_from_another_terminal_stops_the_chair_and_says_that_it_is_at_zero(place: Place) -> None:
    with chair_process(place.folder) as chair:
        running = place.start("run", place.programme(), "--device", chair.url)
        wait_until_it_works(chair)
        stopped = place.chairctl("stop")
        chair.zero_since(boot_clock())
        out, _ = running.communicate(timeout=10)
    assert stopped.returncode == 0
    assert "read back zero" in stopped.stdout
    assert running.returncode == 7
    assert "Ended early" in out
    assert place.chairctl("stop").returncode == 3


@pytest.mark.parametrize(("number", "count"), [(signal.SIGINT, 2), (signal.SIGHUP, 1)])
def test_a_signal_stops_the_chair_first_and_a_second_one_changes_nothing(
    place: Place, number: signal.Signals, count: int
) -> None:
    with chair_process(place.folder) as chair:
        running = place.start("run", place.programme(), "--device", chair.url, "--lang", "de", "--no-record")
        wait_until_it_works(chair)
        for _ in range(count):
            running.send_signal(number)
        out, err = running.communicate(timeout=10)
        chair.zero_since(boot_clock())
    assert err == ""
    assert running.returncode == 128 + number
    assert f"Gestoppt durch {number.name}." in out
    assert "Alle Ausgänge melden null zurück." in out
    assert place.recordings == []


def test_a_signal_while_the_chair_is_awaited_keeps_it_from_being_armed(place: Place) -> None:
    with chair_process(place.folder) as chair:
        chair.tell(fault={"firmware_hang": True})
        running = place.start("run", place.programme(), "--device", chair.url)
        wait_for(lambda: len(place.sockets) == 1)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=10)
        assert not any(moment["armed"] for moment in chair.truth())
    assert running.returncode == 128 + signal.SIGTERM


def test_a_pulled_cable_trips_with_reason_and_remedy(place: Place) -> None:
    with chair_process(place.folder) as chair:
        running = place.start("run", place.programme(), "--device", chair.url)
        wait_until_it_works(chair)
        chair.tell(unplug=True)
        out, _ = running.communicate(timeout=15)
        chair.zero_since(boot_clock())
    assert running.returncode == 5
    assert "ALARM: The connection to the device broke" in out
    assert "Check cable and power" in out


def test_a_screen_that_nobody_reads_does_not_hold_up_the_session(place: Place) -> None:
    with chair_process(place.folder) as chair:
        running = place.start("run", place.programme(), "--device", chair.url, "--json")
        assert running.stdout is not None
        wait_until_it_works(chair)
        running.stdout.close()  # like `| head -1`
        running.stdout = None
        running.communicate(timeout=10)
        assert running.returncode == 7
        chair.zero_since(boot_clock())


def test_the_line_of_a_running_session_is_refused_to_a_second_one(place: Place) -> None:
    with chair_process(place.folder) as chair:
        running = place.start("run", place.programme(), "--device", chair.url)
        wait_until_it_works(chair)
        second = place.chairctl("run", place.programme(), "--device", chair.url)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
    assert second.returncode == 3
    assert "another program holds it" in second.stdout


def test_a_missing_device_a_bad_address_and_an_unknown_programme_have_their_exit_codes(place: Place) -> None:
    missing = place.chairctl("run", "demo", "--device", "/dev/ttyNOTHING", "--lang", "de")
    assert missing.returncode == 3
    assert "dort ist nichts" in missing.stdout
    assert place.chairctl("run", "demo", "--device", "nonsense").returncode == 2
    unknown = place.chairctl("run", "demmo", "--device", "/dev/null")
    assert unknown.returncode == 2
    assert "did you mean `demo`?" in unknown.stderr
    alone = place.chairctl("run", "demo")
    assert alone.returncode == 3
    assert "chairctl sim" in alone.stderr


def test_a_chair_of_another_model_is_refused(place: Place) -> None:
    shipped = Path("profiles/devices/chairlink-reference.yaml").read_text(encoding="utf-8")
    profile = place.folder / "other-chair.yaml"
    profile.write_text(
        shipped.replace("name: chairlink-reference", "name: other-chair").replace(
            "model: REFERENCE", "model: OTHER"
        ),
        encoding="utf-8",
    )
    with chair_process(place.folder) as chair:
        done = place.chairctl("run", "demo", "--device", chair.url, "--profile", str(profile))
    assert done.returncode == 4
    assert "calls itself `REFERENCE`" in done.stdout


def test_run_finds_the_only_simulated_chair(place: Place) -> None:
    sim = place.start("sim")
    try:
        assert sim.stdout is not None
        assert "Ctrl-C" in sim.stdout.readline() + sim.stdout.readline()
        running = place.start("run", place.programme())
        wait_for(lambda: len(place.sockets) == 1)
        listed = json.loads(place.chairctl("devices", "--json").stdout)
        assert len(listed["simulators"]) == 1
        assert listed["sessions"][0]["snapshot"]["links"][0]["device"] == "chairlink-reference"
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=10)
        assert running.returncode == 130
    finally:
        sim.send_signal(signal.SIGINT)
        sim.communicate(timeout=10)
    assert sim.returncode == 0
    assert json.loads(place.chairctl("devices", "--json").stdout)["simulators"] == []


def test_a_killed_simulator_is_not_offered_any_more(place: Place) -> None:
    sim = place.start("sim", "--json")
    assert sim.stdout is not None
    json.loads(sim.stdout.readline())
    wait_for(lambda: len(json.loads(place.chairctl("devices", "--json").stdout)["simulators"]) == 1)
    sim.kill()
    listed = json.loads(place.chairctl("devices", "--json").stdout)  # before anybody has buried it
    sim.communicate(timeout=10)
    assert listed["simulators"] == []


def test_a_full_disk_is_said_at_the_end_and_the_session_runs_on(place: Place) -> None:
    with chair_process(place.folder) as chair:
        (place.folder / "xdg_state_home/chairctl/recordings").write_text("no folder")
        running = place.start("run", place.programme(), "--device", chair.url)
        wait_until_it_works(chair)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=10)
    assert running.returncode == 130
    assert "is incomplete: the disk is full or can't be written" in out
    assert "Recorded in" not in out


def test_a_killed_demo_leaves_no_simulator_behind(place: Place) -> None:
    running = place.start("demo", "--json")
    assert running.stdout is not None
    running.stdout.readline()
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text(encoding="utf-8").split()
    assert children
    running.kill()
    running.communicate(timeout=10)
    wait_for(lambda: all(map(_is_gone, children)), 5.0)


def test_an_interrupted_demo_says_what_the_simulated_person_felt(place: Place) -> None:
    running = place.start("demo", "--lang", "de")
    assert running.stdout is not None
    first = running.stdout.readline()
    time.sleep(2)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=10)
    assert "Das schaltet das Gerät scharf, sobald" in first
    assert running.returncode == 130
    assert "Was die simulierte Person spürte: Haut höchstens" in out
    assert "wahren Ausgänge des simulierten Sessels sind null." in out


def _is_gone(pid: str) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
