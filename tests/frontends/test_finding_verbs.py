"""scan, identify, pair, doctor and capture as a new user meets them, on a computer without Bluetooth."""

import json
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from tests.frontends.processes import Place
from tests.support.chair_process import chair_process


def refused(done: "subprocess.CompletedProcess[str]", code: int, *words: str) -> None:
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    assert [word for word in words if word not in done.stderr] == []
    assert all(line.startswith("chairctl: ") for line in done.stderr.splitlines())


def test_a_scan_without_bluetooth_says_so_and_how_to_mend_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    done = place.chairctl("scan", "--seconds", "0.5")
    assert done.stderr == ""
    assert done.returncode in (0, 3)  # whether this computer has a serial port
    assert "this computer has no Bluetooth" in done.stdout
    assert "install and start BlueZ" in done.stdout
    german = place.chairctl("scan", "--seconds", "0.5", "--lang", "de")
    assert "Nur Geräte mit Kabel" in german.stdout
    lines = [
        json.loads(line) for line in place.chairctl("scan", "--seconds", "0.5", "--json").stdout.splitlines()
    ]
    assert {"type": "problem", "address": "ble", "code": "no_bluetooth"} in lines


def test_a_scan_shows_simulated_chairs_and_the_names_that_devices_have(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.start("sim", "--json") as simulator:
        try:
            assert simulator.stdout
            url = json.loads(simulator.stdout.readline())["url"]
            paired = place.chairctl("pair", "attic", url, "--profile", "chairlink-reference")
            assert paired.returncode == 0
            found = place.chairctl("scan", "--seconds", "0.5").stdout
            row = next(line for line in found.splitlines() if line.startswith(url))
            assert row.split()[-3:] == ["chairlink", "(chairlink-reference)", "attic"]
            lines = map(json.loads, place.chairctl("scan", "--seconds", "0.5", "--json").stdout.splitlines())
            assert ["attic"] in [line.get("named") for line in lines]
        finally:
            simulator.send_signal(signal.SIGINT)
            simulator.communicate()


def test_a_scan_ends_early_with_ctrl_c_and_keeps_what_it_found(tmp_path: Path) -> None:
    place = Place(tmp_path)
    process = place.start("scan", "--seconds", "60")
    assert process.stdout
    assert "Looking for 60 s" in process.stdout.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert (err, process.returncode in (0, 3)) == ("", True)


def test_bluetooth_addresses_are_refused_in_words(tmp_path: Path) -> None:
    place = Place(tmp_path)
    radio = "ble:AA:BB:CC:DD:EE:FF"
    refused(place.chairctl("identify", radio), 3, radio, "has no Bluetooth")
    refused(place.chairctl("pair", "bed", radio), 3, radio, "has no Bluetooth")
    refused(place.chairctl("capture", radio, str(tmp_path / "x")), 2, "--family")


def test_a_chair_is_identified_paired_run_and_forgotten(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with chair_process(tmp_path) as chair:
        known = place.chairctl("identify", chair.url)
        assert known.returncode == 0
        assert "serial number: SIM-000001" in known.stdout
        assert f"chairctl pair NAME {chair.url} --profile chairlink-reference" in known.stdout
        paired = place.chairctl("pair", "my-chair", chair.url)
        assert (paired.returncode, paired.stderr) == (0, "")
        assert "chairctl run PROGRAMME --device my-chair" in paired.stdout
        refused(place.chairctl("pair", "my-chair", chair.url), 4, "chairctl unpair my-chair")
        listed = place.chairctl("devices").stdout
        assert f"my-chair  {chair.url}  chairlink-reference" in listed
        asked = place.chairctl("identify", "my-chair", "--json")
        answer = json.loads(asked.stdout)
        assert (answer["outcome"], answer["address"]) == ("fits", chair.url)
        ran = place.chairctl("run", place.programme(5), "--device", "my-chair", "--no-record")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert place.chairctl("unpair", "my-chair").returncode == 0
        refused(place.chairctl("run", "demo", "--device", "my-chair"), 2, "no device has a name yet")
    assert list((tmp_path / "xdg_config_home").rglob("*.yaml")) == []


def test_a_chair_that_no_profile_fits_is_read_only(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with chair_process(tmp_path, "--layout", "roller,air") as chair:
        unknown = place.chairctl("identify", chair.url, "--seconds", "0.5")
        assert (unknown.returncode, unknown.stderr) == (3, "")
        assert "--family (chairlink" in unknown.stdout
        asked = place.chairctl("identify", chair.url, "--family", "chairlink")
        assert asked.returncode == 4
        assert "Read only: no profile fits" in asked.stdout
        answer = json.loads(place.chairctl("identify", chair.url, "--family", "chairlink", "--json").stdout)
        assert answer["outcome"] == "read_only"
        assert answer["found"][0]["objection"] == "wrong_channels"
        undecided = place.chairctl("pair", "mine", chair.url, "--seconds", "0.5")
        assert undecided.returncode == 4
        assert "no name was given" in undecided.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["identify", "/dev/no-such-port"], 3, ["nothing is there"]),
        (["identify", "socket://x"], 2, ["this is no address"]),
        (["identify", "somebody"], 2, ["no device has a name yet"]),
        (["identify", "/dev/null", "--family", "chairlnk"], 2, ["did you mean `chairlink`"]),
        (["identify", "/dev/null", "--profile", "nothing"], 2, ["no device profile is called"]),
        (["pair", "x", "nonsense", "--profile", "chairlink-reference"], 2, ["this is no address"]),
        (["pair", "My Chair", "/dev/ttyUSB0", "--profile", "chairlink-reference"], 2, ["can't be a name"]),
        (["pair", "My Chair", "/dev/nobody-there"], 2, ["can't be a name"]),
        (["unpair", "x"], 2, ["named are: none"]),
        (["capture", "/dev/no-such-port", "/tmp/never-written"], 3, ["nothing is there"]),
    ],
)
def test_what_can_not_be_done_is_said_in_a_line(
    tmp_path: Path, arguments: list[str], code: int, words: list[str]
) -> None:
    refused(Place(tmp_path).chairctl(*arguments), code, *words)


def test_a_capture_is_written_and_never_over_another_file(tmp_path: Path) -> None:
    place = Place(tmp_path)
    file = tmp_path / "capture.jsonl"
    with chair_process(tmp_path) as chair:
        done = place.chairctl("capture", chair.url, str(file), "--seconds", "1", "--family", "chairlink")
        assert (done.returncode, done.stderr) == (0, "")
        assert "asked as chairlink, read only" in done.stdout
        assert "masked" in done.stdout
        assert b"000001".hex() not in file.read_text()
        read = place.chairctl("decode", "chairlink", str(file), "--json")
        messages = [json.loads(line) for line in read.stdout.splitlines()]
        assert {one["direction"] for one in messages} == {"<", ">"}
        assert [one["flaw"] for one in messages if one["flaw"]] == []
        assert "SIM-xxxxxx" in read.stdout
        refused(place.chairctl("capture", chair.url, str(file)), 2, "is there already")
        process = place.start("capture", chair.url, str(tmp_path / "early"), "--seconds", "60")
        assert process.stdout
        process.stdout.readline()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert (process.returncode, err) == (0, "")
        header = json.loads((tmp_path / "early").read_text().splitlines()[0])
        assert (header["family"], header["asked"]) == ("chairlink", False)


def test_the_doctor_finds_a_broken_file_and_a_broken_ledger_and_says_how_to_mend_them(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path)
    well = place.chairctl("doctor")
    assert (well.returncode, well.stderr) == (0, "")
    assert "no adapter, so only devices on cables" in well.stdout
    assert well.stdout.endswith("Nothing is wrong.\n")
    folder = tmp_path / "xdg_config_home/chairctl/devices"
    folder.mkdir(parents=True)
    (folder / "attic.yaml").write_text("schema: chairctl/paired/1\nname: attic\nadress: x\nprofile: y\n")
    lost = "schema: chairctl/paired/1\nname: cellar\naddress: /dev/ttyUSB0\nprofile: nobody\n"
    (folder / "cellar.yaml").write_text(lost)
    place.ledger.ledger.write_bytes(b"?")
    ill = place.chairctl("doctor", "--json")
    assert (ill.returncode, ill.stderr) == (8, "")
    found = [json.loads(line) for line in ill.stdout.splitlines()]
    problems = [one["text"] for one in found if one["level"] == "problem"]
    assert any("attic.yaml:3:1: adress" in text for text in problems)
    assert any("cellar.yaml: profile: nobody" in text for text in problems)
    assert any("a whole rest is due" in text for text in problems)
    german = place.chairctl("doctor", "--lang", "de")
    assert german.returncode == 8
    assert "Es gibt Probleme" in german.stdout


def test_a_terminal_shows_the_list_while_it_grows_and_what_is_wrong_with_bluetooth(tmp_path: Path) -> None:
    place = Place(tmp_path)
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (40, 120))
    command = [sys.executable, "-m", "chairctl", "scan", "--seconds", "1"]
    with subprocess.Popen(command, env=place.env | {"TERM": "xterm"}, stdout=theirs) as process:
        os.close(theirs)
        drawn = b""
        while True:
            try:
                drawn += os.read(ours, 65536)
            except OSError:  # the other end is gone
                break
        assert process.wait() in (0, 3)
    os.close(ours)
    text = drawn.decode()
    assert "\x1b[?25l" in text  # drawn anew, without a cursor
    assert "Looking for 1 s" in text
    assert "Devices on cables only" in text


def test_a_simulated_device_that_does_not_exist_is_a_mistake_on_the_command_line(tmp_path: Path) -> None:
    place = Place(tmp_path)
    refused(place.chairctl("sim", "--device", "sofa"), 2, "no simulated device `sofa`", "rongtai")
    german = place.chairctl("--lang", "de", "sim", "--device", "sofa")
    refused(german, 2, "ein simuliertes Gerät `sofa` gibt es nicht")


def test_a_simulated_device_of_another_maker_says_its_profile_and_how_to_run_on_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with place.start("sim", "--device", "sciencemode4") as simulator:
        try:
            assert simulator.stdout
            lines = [simulator.stdout.readline() for _ in range(3)]
            url = lines[0].split()[-1]
            assert f"chairctl run PROGRAMME --device {url} --profile hasomed-p24" in lines[1]
            assert "chairctl programmes --profile hasomed-p24" in lines[2]
            found = place.chairctl("scan", "--seconds", "0.5").stdout
            row = next(line for line in found.splitlines() if line.startswith(url))
            assert row.split()[-2:] == ["sciencemode4", "(hasomed-p24)"]
        finally:
            simulator.send_signal(signal.SIGINT)
            simulator.communicate()
