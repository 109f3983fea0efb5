"""Whole stories at the screen, on a real host with a simulated chair."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from textual.pilot import Pilot

from chairctl.care.facts import screening_facts
from chairctl.domain.safety import SafetyState
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.frontends.tui.settings import Settings
from chairctl_proof.realtime.screens import Room

FOUND = """\
schema: chairctl/programme/1
name: point-hold-lower-back
title: {en: Point pressure (short), de: Druckpunkte (kurz)}
summary: {en: A test., de: Ein Test.}
steps:
  - title: {en: Hold, de: Halten}
    duration_s: 9
    ramp_s: 1
    targets:
      - {kind: roller, technique: rolling, zone: lumbar, intensity_percent: 30, speed_percent: 50}
      - {kind: heat, heat_c: 38.0}
"""


def is_on(app: ChairApp, code: str) -> bool:
    return isinstance(app.screen, Frame) and code == app.screen.CODE and bool(app.screen.query("#keys"))


@pytest.fixture
def quick_chair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateHost]:
    own_folders(tmp_path, monkeypatch)
    programmes = tmp_path / "xdg_config_home/chairctl/profiles/programmes"
    programmes.mkdir(parents=True)
    (programmes / "point-hold-lower-back.yaml").write_text(FOUND, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path.cwd()), *sys.path]))
    host = PrivateHost(["tests.frontends.tui.quick_host"], "en")
    yield host
    host.end()


async def test_a_first_visit_from_the_questions_to_the_report(quick_chair: PrivateHost) -> None:
    app = ChairApp(Settings(blank_minutes=0), quick_chair.socket)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        await new_person(app, pilot)
        await find_and_begin(app, pilot)
        await until(lambda: is_on(app, "presence"), pilot, 15)
        await until(lambda: "Yes, all is well" in shown(app), pilot)
        await pilot.press("enter")
        await until(lambda: is_on(app, "session"), pilot)
        await until(lambda: app.station.kept is not None, pilot, 20)
        await until(lambda: "The programme is finished." in shown(app), pilot)
        await pilot.press("e")
        await until(lambda: is_on(app, "after"), pilot)
        await pilot.press("3")
        await pilot.press("escape")
        app.action_open("history")
        await until(lambda: "6 → 3" in shown(app), pilot)
    _, record = desk.sessions_of("Kim")[-1]
    assert (record.pain_before, record.pain_after, record.ended) == (6, 3, "finished")


async def new_person(app: ChairApp, pilot: Pilot[int]) -> None:
    """A name is typed, S and space in it too; then every question is answered with no."""
    app.action_open("people")
    await until(lambda: is_on(app, "people"), pilot)
    app.screen.query_one("#field").focus()
    await pilot.press(*"Kim", "enter")
    await until(lambda: is_on(app, "screening"), pilot)
    questions = len(screening_facts().questions)
    for number in range(questions):
        await until(lambda number=number: f"Question {number + 1} of {questions}" in shown(app), pilot)  # type: ignore[misc]
        await pilot.press("n")
    await until(lambda: "Question" not in shown(app), pilot)
    await pilot.press("escape")


async def find_and_begin(app: ChairApp, pilot: Pilot[int]) -> None:
    """From where it hurts to the programme for it, in two steps."""
    app.action_open("finder")
    await until(lambda: is_on(app, "finder") and "lower back" in shown(app), pilot)
    await pilot.press("enter")
    await until(lambda: "Show the programme" in shown(app), pilot)
    await pilot.press("enter")
    await until(lambda: is_on(app, "begin"), pilot)
    await pilot.press("enter", "enter", "enter")
    assert not app.station.starting
    await pilot.press("6", "b")
    await until(lambda: is_on(app, "session") and app.station.is_live, pilot, 20)


async def test_a_device_that_is_unplugged_trips_and_after_reading_it_all_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    (tmp_path / "room").mkdir()
    with Room(tmp_path / "room", 5) as room:
        app = ChairApp(Settings(blank_minutes=0), room.socket)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(
                lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot
            )
            app.push_screen(registry.screen("begin", "relax"))
            await until(lambda: is_on(app, "begin"), pilot)
            await pilot.press("b")
            await until(lambda: app.station.is_live and is_on(app, "session"), pilot, 20)
            room.chair.tell(unplug=True)
            await until(lambda: state(app) is SafetyState.TRIPPED, pilot)
            await until(lambda: "▲" in shown(app), pilot)  # drawn anew once its picture has come
            await pilot.press("a")
            await until(lambda: is_on(app, "alarms"), pilot)
            await pilot.press("c")
            await until(lambda: bool(app.station.said), pilot)
            assert state(app) is SafetyState.TRIPPED  # its cause is still there
            room.chair.tell(plug=True)
            await until(lambda: connected(app), pilot, 20)
            await pilot.pause(0.5)
            await pilot.press("c")
            await until(lambda: state(app) is SafetyState.SAFE, pilot)
            await until(lambda: "No alarm." in shown(app), pilot)
            assert app.station.picture
            assert app.station.picture.at_rest is True  # nothing begins by itself
            app.show_only("home")
            app.push_screen(registry.screen("begin", "relax"))
            await until(lambda: is_on(app, "begin"), pilot)
            await pilot.press("b")
            await until(lambda: app.station.is_live, pilot, 20)
            await pilot.press("space")
            await until(lambda: state(app) is SafetyState.SAFE, pilot)


def state(app: ChairApp) -> SafetyState | None:
    return app.station.picture.snapshot.state if app.station.picture else None


def connected(app: ChairApp) -> bool:
    picture = app.station.picture
    return picture is not None and picture.snapshot.links[0].connected and picture.at_rest is not None
