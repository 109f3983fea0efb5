"""The bundle for a maintainer holds what helps, and nothing that is anybody's business."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.frontends.processes import Place

from chairctl.care.history import SessionRecord
from chairctl.care.people import Person
from chairctl.frontends.cli.support.bundle import MOST_BYTES, cut
from chairctl.frontends.cli.support.redactor import Redactor
from chairctl.runtime.care_store import CareStore
from chairctl_proof.broker.home import wait_for

HOME = Path("/home/hannelore")
PLANTED = (
    "hunter2",
    "Hannelore",
    "Käthe",
    "AA:BB:CC:DD:EE:FF",
    "AABBCC",
    "192.168.17.4",
    "fe80:",
    "attic",
    "broker-host",
    "4917012345678",
    "UNMISTAKABLE",
    "SIM-000001",
    b"SIM-000001".hex(),
)
"""None of it may be in a bundle, in whatever letters."""

DAEMON = """\
schema: chairctl/daemon/1
name: attic-pi
site: attic
stations:
  - {name: Kaethes-lounge, device: my-chair, person: Käthe, remote: adjust, presence_window_min: 7}
mqtt:
  host: broker-host.attic.example
  user: Mark
  password_file: /root/hunter2-password
"""
PAIRED = """\
schema: chairctl/paired/1
name: my-chair
address: "ble:AA:BB:CC:DD:EE:FF"
profile: chairlink-reference
"""
LOG = """\
2026-11-29T10:00:00+0100 attic-pc chairctl: my-chair (attic): the line could not be opened: Permission denied
2026-11-29T10:00:01+0100 attic-pc chairctl: Hannelore, ble:AA:BB:CC:DD:EE:FF, 192.168.17.4, fe80::12ff
2026-11-29T10:00:02+0100 attic-pc chairctl[99]: Mark said hunter2 in {home}/hunter2.txt, call 4917012345678
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A computer with people, files and a log that are all somebody's own."""
    place = Place(tmp_path)
    config = tmp_path / "xdg_config_home/chairctl"
    (config / "devices").mkdir(parents=True)
    (config / "profiles/devices").mkdir(parents=True)
    (config / "daemon.yaml").write_text(DAEMON, encoding="utf-8")
    (config / "devices/my-chair.yaml").write_text(PAIRED, encoding="utf-8")
    (config / "profiles/devices/attic.yaml").write_text("hunter2: Hannelore\nschema: UNMISTAKABLE\n", "utf-8")
    with CareStore(tmp_path / "xdg_data_home/chairctl/people/people.sqlite") as store:
        for name in ("Hannelore", "Mark Will"):
            store.keep(Person(name))
        when = datetime(2026, 1, 5, 18, tzinfo=UTC)
        record = SessionRecord(
            when, "relax", "SIM-000001", 9, 8, "finished", pain_before=7, note="UNMISTAKABLE"
        )
        store.add_session("Hannelore", record)
    journal = tmp_path / "bin/journalctl"
    journal.parent.mkdir()
    journal.write_text(f"#!/bin/sh\ncat <<'END'\n{LOG.format(home=place.env['HOME'])}END\n", encoding="utf-8")
    journal.chmod(0o755)
    place.env |= {"PATH": f"{journal.parent}:{os.environ['PATH']}", "CHAIRCTL__MQTT__USER": "hunter2"}
    return place


@contextmanager
def simulated(place: Place) -> Iterator[str]:
    """The address of a simulated chair."""
    sim = place.start("sim", "--json")
    try:
        assert sim.stdout is not None
        yield json.loads(sim.stdout.readline())["url"]
    finally:
        sim.kill()
        sim.communicate()


def a_tripped_session(place: Place) -> None:
    """A recording of a session whose chair went away."""
    with simulated(place) as url:
        running = place.start("run", place.programme(40), "--device", url)
        try:
            wait_for(lambda: any(path.read_bytes().count(b"\n") > 200 for path in place.recordings), 60)
        except AssertionError:
            running.kill()
            running.communicate()
            raise
    running.communicate(timeout=60)
    assert running.returncode == 5


def what_is_told_while_a_chair_is_held(place: Place) -> dict[str, str]:
    with simulated(place) as url:
        host = place.start("host", "--device", url, "--json")
        try:
            wait_for(lambda: "SIM-000001" in place.chairctl("status", "--json").stdout, 60)
            return told(place.chairctl("support", "--show", "--json"))
        finally:
            host.send_signal(signal.SIGINT)
            host.communicate(timeout=60)


def told(shown: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    """The parts that were shown."""
    assert (shown.returncode, shown.stderr) == (0, "")
    return {one["part"]: one["text"] for one in map(json.loads, shown.stdout.splitlines())}


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_nothing_planted_is_in_a_bundle_and_all_that_helps_is(place: Place, tmp_path: Path) -> None:
    meanwhile = what_is_told_while_a_chair_is_held(place)
    assert json.loads(meanwhile["stores.json"])["ledger_is"] == "busy"
    (seen,) = json.loads(meanwhile["sessions.json"])
    assert seen["snapshot"]["links"][0]["connected"]
    a_tripped_session(place)
    out = tmp_path / "bundle.zip"
    done = place.chairctl("support", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    found = parts(out)
    said = "\n".join([*found, *found.values(), *meanwhile.values()]).lower()
    assert [word for word in (*PLANTED, place.env["HOME"], str(tmp_path)) if word.lower() in said] == []
    assert not re.search(r"\bmark\b", said)  # a part of a name that is also a word of our own texts

    assert json.loads(found["versions.json"])["packages"]["pydantic"]
    findings = [json.loads(line) for line in found["doctor.jsonl"].splitlines()]
    assert {"ports", "ledger", "files"} <= {one["area"] for one in findings}
    config = json.loads(found["config.json"])
    (station,) = config["daemon"]["stations"]
    assert (station["remote"], station["presence_window_min"]) == ("adjust", 7)
    (device,) = config["devices"]
    assert station["device"] == device["name"]  # the same mask for the same word
    assert (device["line"], device["profile"]) == ("ble", "chairlink-reference")
    assert [one["problems"] != [] for one in config["own_files"]] == [True]
    assert json.loads(found["stores.json"])["ledger"]["schema"] == 1
    replays = json.loads(found["trips.json"])
    assert [replayed["same"] for replayed in replays] == [True, True]  # a session, and a host
    (replayed,) = [replayed for replayed in replays if replayed["trips"]]
    assert replayed["trips"][0][0]  # line_lost, or what a computer without time sees before
    words = [json.loads(line)[1] for line in found["recording-1.jsonl"].splitlines()[1:]]
    assert {"ask", "up", "in", "out", "down"} <= set(words)
    assert "the line could not be opened: Permission denied" in found["service.log"]


def test_what_is_inside_is_listed_before_it_is_written_and_nothing_is_overwritten(place: Place) -> None:
    out = place.folder / "bundle.zip"
    done = place.chairctl("support", "--out", str(out))
    listed, _, after = done.stdout.partition("Written: ")
    assert [name for name in parts(out) if name not in listed] == []
    assert "Nothing was sent." in after
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    again = place.chairctl("--lang", "de", "support", "--out", str(out))
    assert again.returncode == 2
    assert "gibt es schon" in again.stderr


def test_showing_writes_nothing_and_scripts_get_json(place: Place) -> None:
    before = sorted(place.folder.rglob("*"))
    names = list(told(place.chairctl("support", "--show", "--json")))
    assert names[:2] == ["README.txt", "versions.json"]
    assert sorted(place.folder.rglob("*")) == before
    written = place.chairctl("support", "--json", "--out", str(place.folder / "b.zip"))
    assert list(json.loads(written.stdout)["parts"]) == names


def test_where_the_names_of_people_cannot_be_read_nothing_is_written(place: Place) -> None:
    store = place.folder / "xdg_data_home/chairctl/people/people.sqlite"
    store.write_bytes(b"broken" * 1_000)
    out = place.folder / "bundle.zip"
    done = place.chairctl("support", "--out", str(out))
    assert done.returncode == 4
    assert "which names to mask" in done.stderr
    assert not out.exists()
    assert list(store.parent.glob("*.aside-*")) == []  # looked at in a copy only


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the line to Käthe is lost", "the line to [x1] is lost"),
        ("Mark: mark it, landmarks stay", "[x1]: [x1] it, landmarks stay"),
        ("/home/hannelore/.config/chairctl/daemon.yaml", "~/.config/chairctl/daemon.yaml"),
        ("/home/hannelores/daemon.yaml", "/home/[x1]/daemon.yaml"),
        ("ble:aa:bb:cc:dd:ee:ff and AA_BB_CC_DD_EE_FF", "ble:[x1] and [x2]"),
        ("dev_AA_BB_CC_DD_EE_FF and fe80::12ff:fe34:5678", "dev_[x1] and [x2]"),
        ("10.0.0.17:1883 and 2001:db8:0:0:1:0:0:1", "[x1]:1883 and [x2]"),
        ("daemon.yaml:5:3: [x7]", "daemon.yaml:5:3: [x7]"),
        ("at 10:15:20 on 2026-11-29, 3.11.7", "at 10:15:20 on 2026-11-29, 3.11.7"),
        ("/dev/ttyUSB7 hci0 4917012345678", "/dev/ttyUSB7 hci0 [x1]"),
        ("xyzzy Xyzzy plugh", "[x1] [x1] [x2]"),
        ("ledger_rest H22", "ledger_rest H22"),
    ],
)
def test_only_words_of_our_own_are_left_of_a_text(said: str, shown: str) -> None:
    assert Redactor(["Käthe", "Mark"], HOME).text(said) == shown


def test_numbers_and_answers_stay_and_keys_are_masked_like_texts() -> None:
    tree = {"xyzzy": [1, 2.5, True, None, ("plugh",)], "level": {"name": "xyzzy"}}
    assert Redactor([], HOME).value(tree) == {
        "[x1]": [1, 2.5, True, None, ["[x2]"]],
        "level": {"name": "[x1]"},
    }


def test_a_part_is_never_longer_than_it_may_be() -> None:
    assert cut("ä" * MOST_BYTES).endswith("\n[cut]\n")
    assert len(cut("ä" * MOST_BYTES).encode()) <= MOST_BYTES + 10
    assert cut("short") == "short"


def test_a_computer_without_a_journal_has_no_log(place: Place) -> None:
    shutil.rmtree(place.folder / "bin")
    place.env["PATH"] = str(place.folder)
    assert "service.log" not in told(place.chairctl("support", "--show", "--json"))
