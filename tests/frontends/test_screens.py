"""What is seen of a session, and that seeing never holds it up."""

import io
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from rich.console import Console
from tests.frontends.processes import Place
from tests.support.chair_process import chair_process

from chairctl.control.assembly import assemble
from chairctl.domain.safety import Priority, Reason, Receipt, Trip
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import Activity
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.live_screen import LiveScreen
from chairctl.frontends.cli.recordings import MOST, new_recording
from chairctl.frontends.cli.screen import Ending, Plan, ScreenThread
from chairctl.frontends.cli.summary import end_lines
from chairctl.profiles.loader import load_device, load_programme
from chairctl.texts import Texts
from chairctl_proof.broker.home import wait_for


class HeldScreen:
    """A terminal at which somebody has pressed Ctrl-S."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.drawn: list[str] = []

    def start(self, plan: Plan) -> None:
        self.held.wait(30)

    def connected(self, snapshot: Snapshot) -> None:
        pass

    def receipt(self, receipt: Receipt) -> None:
        self.drawn.append(receipt.command_id)

    def picture(self, snapshot: Snapshot) -> None:
        self.drawn.append(snapshot.station)

    def end(self, ending: Ending) -> None:
        raise BrokenPipeError


def test_a_held_screen_delays_nobody_skips_pictures_and_keeps_the_rest() -> None:
    profile = load_device("chairlink-reference")
    picture = assemble("first", (profile,)).snapshot(0)
    screen = HeldScreen()
    thread = ScreenThread(screen)
    thread.show(lambda: screen.start(cast(Any, None)))
    for _ in range(1000):
        thread.picture(picture)
    thread.show(lambda: screen.receipt(Receipt("kept", cast(Any, None))))
    assert screen.drawn == []
    screen.held.set()
    wait_for(lambda: screen.drawn == ["kept", "first"])
    assert thread.close()


def test_nothing_is_drawn_over_the_end() -> None:
    picture = assemble("late", (load_device("chairlink-reference"),)).snapshot(0)
    screen = HeldScreen()
    thread = ScreenThread(screen)
    thread.show(lambda: screen.start(cast(Any, None)))
    thread.picture(picture)
    thread.show(lambda: screen.receipt(Receipt("end", cast(Any, None))))
    threading.Timer(0.2, screen.held.set).start()
    assert thread.close()
    assert screen.drawn == ["end"]


def test_a_screen_that_is_gone_is_noticed() -> None:
    screen = HeldScreen()
    thread = ScreenThread(screen)
    thread.show(lambda: screen.end(cast(Any, None)))
    wait_for(lambda: thread.gone)
    assert not thread.close()


def test_the_live_picture_shows_every_channel_with_units_and_trips() -> None:
    profile = load_device("chairlink-reference")
    plan = Plan(load_programme("demo"), profile, "/dev/null", None)
    screen = LiveScreen(plan, Texts("de"))
    out = io.StringIO()
    Console(file=out, width=110).print(screen.drawing(assemble("Sessel", (profile,)).snapshot(0), 110))
    text = out.getvalue()
    assert "sicher, Ausgänge auf null" in text
    assert all(
        word in text for word in ("Rolle", "Wärme", "Luft", "Reizstrom", "80,0 %", "41,0 °C", "30,0 mA")
    )


@pytest.mark.parametrize("width", [44, 60, 80, 96])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_narrow_terminal_still_names_every_channel_and_what_is_allowed_and_applied(
    width: int, language: str
) -> None:
    profile = load_device("chairlink-reference")
    texts = Texts(language)
    screen = LiveScreen(Plan(load_programme("demo"), profile, "/dev/null", None), texts)
    out = io.StringIO()
    Console(file=out, width=width).print(screen.drawing(assemble("first", (profile,)).snapshot(0), width))
    lines = out.getvalue().splitlines()
    heads = [texts.say(f"live.{column}") for column in ("channel", "permitted", "applied")]
    assert all(any(head in line for line in lines) for head in heads)
    for kind, zero in (("roller", "0 %"), ("heat", "0 °C"), ("air", "0 %"), ("stimulation", "0 mA")):
        row = next(line for line in lines if texts.say(f"kind.{kind}") in line)
        assert row.count(zero) >= 2


def test_a_terminal_sees_the_live_picture_and_ctrl_c_leaves_the_summary(tmp_path: Path) -> None:
    place = Place(tmp_path)
    ours, theirs = os.openpty()
    with chair_process(tmp_path) as chair:
        command = "from chairctl.frontends.cli.entry import main; main()"
        running = subprocess.Popen(
            [sys.executable, "-c", command, "run", place.programme(), "--device", chair.url, "--lang", "de"],
            env=place.env | {"TERM": "xterm", "COLUMNS": "120"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        text = ""
        try:
            while "noch 0:1" not in text:
                text += os.read(ours, 65_536).decode(errors="replace")
            running.send_signal(signal.SIGINT)
            while data := os.read(ours, 65_536):
                text += data.decode(errors="replace")
        except OSError:
            pass  # the terminal is closed
        finally:
            os.close(ours)
            running.wait(10)
    assert running.returncode == 130
    assert "gewünscht" in text
    assert "Gestoppt durch SIGINT." in text


def test_only_the_newest_recordings_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    made = []
    for number in range(MOST + 3):
        path = new_recording(f"chair{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        made.append(path)
    assert sorted(made[0].parent.iterdir()) == sorted(made[-MOST:])


def test_the_end_says_what_a_chair_goes_on_to_do_by_itself() -> None:
    profile = load_device("rongtai-rt8600")
    picture = assemble("first", (profile,)).snapshot(0)
    homing = replace(picture, links=(replace(picture.links[0], activity=Activity.HOMING),))
    plan = Plan(load_programme("relax"), profile, "ble:RT8600S", None)
    said = "Das Gerät jetzt: fährt von selbst in die Parkstellung."
    assert said in end_lines(plan, Ending(ExitCode.FINISHED, homing, at_rest=True), Texts("de"))
    assert said not in end_lines(plan, Ending(ExitCode.FINISHED, picture, at_rest=True), Texts("de"))


@pytest.mark.parametrize("held_up_at", ["reader.py:7 parse", ""])
def test_what_held_the_program_up_is_named_where_it_is_known(held_up_at: str) -> None:
    profile = load_device("profiles/devices/chairlink-reference.yaml")
    plan = Plan(load_programme("demo"), profile, "/dev/null", None)
    station = assemble("chair", (profile,))
    station.kernel.trips = (Trip(Reason("warden_fired"), "H03", Priority.HIGH, 0),)
    picture = station.snapshot(0)
    picture = replace(picture, links=(replace(picture.links[0], stalled_in=held_up_at),))
    lines = end_lines(plan, Ending(code=ExitCode.TRIPPED, snapshot=picture, at_rest=True), Texts("en"))
    assert ("This program was held up at reader.py:7 parse." in lines) is bool(held_up_at)
