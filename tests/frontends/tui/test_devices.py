"""Devices at the screen: found, asked, named, let go and taken back, on real simulated chairs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from tests.frontends.tui.stage import REST, RUNNING
from tests.support.chair_process import chair_process
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.finding import Found
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.frontends.tui.settings import Settings
from chairctl.profiles.loader import load_paired, paired_names
from chairctl.runtime import scanning
from chairctl.runtime.scanning import Port, Sightings


def is_on(app: ChairApp, code: str) -> bool:
    return isinstance(app.screen, Frame) and code == app.screen.CODE and bool(app.screen.query("#keys"))


async def choose(app: ChairApp, pilot: Pilot[int], text: str) -> None:
    """Choose the row with this text, with keys, as somebody does."""
    await until(lambda: text in shown(app), pilot, 20)
    rows = app.screen.query_one("#list", OptionList)
    rows.focus()
    for _ in range(rows.option_count + 1):
        place = rows.highlighted
        if place is not None and text in str(rows.get_option_at_index(place).prompt):
            await pilot.press("enter")
            return
        await pilot.press("down")
    raise AssertionError(f"no row says {text}")


def seeing(address: str) -> Callable[[float, Callable[[Sightings], None]], object]:
    """A scan that sees nothing but this port."""
    sightings = Sightings()
    sightings.here[address] = Port(address, "a cable", None, "")

    async def scan(_seconds: float, on_change: Callable[[Sightings], None]) -> None:
        on_change(sightings)

    return scan


async def test_a_port_that_was_seen_is_asked_named_forgotten_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    with chair_process(tmp_path) as chair:
        monkeypatch.setattr(scanning, "scan", seeing(chair.url))
        app = ChairApp(Settings(blank_minutes=0), None)
        async with app.run_test(size=(120, 40)) as pilot:
            app.action_open("devices")
            await choose(app, pilot, "a cable")
            await until(lambda: is_on(app, "device"), pilot)
            assert "Use it" not in shown(app)  # nobody knows yet what it is
            await choose(app, pilot, "Ask it what it is")
            await until(lambda: "It can be used." in shown(app), pilot, 30)
            assert "SIM-000001" in shown(app)
            await choose(app, pilot, "Give it a name")
            await until(lambda: isinstance(app.focused, Input), pilot)
            await pilot.press(*"Das da!", "enter")
            await until(lambda: "can't be its name" in shown(app), pilot)
            assert not paired_names()
            await pilot.press("backspace", "enter")
            await until(lambda: "It is now called das-da." in shown(app), pilot)
            assert load_paired("das-da").address == chair.url
            assert not app.screen.query(Input)
            await pilot.press("escape")
            await until(lambda: "das-da" in shown(app) and "a cable" not in shown(app), pilot)
            await choose(app, pilot, "das-da")
            await until(lambda: is_on(app, "device"), pilot)
            await choose(app, pilot, "Take its name away")
            await until(lambda: "Nothing is called das-da" in shown(app), pilot)
            assert not paired_names()
            await choose(app, pilot, "Use it")
            await until(lambda: is_on(app, "home") and "at rest" in shown(app), pilot, 30)
            app.action_open("devices")
            await until(lambda: "Chairlink reference chair · connected" in shown(app), pilot)
            assert "a cable" not in shown(app)  # it is the one that is held
        assert app.private
        app.private.end()


async def test_a_device_is_let_go_and_taken_back_and_its_session_has_ended(chair: PrivateHost) -> None:
    app = ChairApp(Settings(blank_minutes=0), chair.socket)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(
            lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot, 20
        )
        app.show_only("manual")
        await until(lambda: is_on(app, "manual"), pilot)
        await pilot.press("g", "b")
        await until(lambda: app.station.is_live, pilot, 20)
        app.push_screen(registry.screen("device", Found("held", "chairlink-reference", "")))
        await choose(app, pilot, "STOP, then let it go")
        await until(lambda: "It is free for its remote" in shown(app), pilot, 20)
        await until(lambda: "· let go" in shown(app).splitlines()[0], pilot)
        assert not app.station.is_live
        await choose(app, pilot, "Take it back")
        await until(lambda: "connected" in shown(app), pilot, 20)
        await until(
            lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot, 20
        )
        assert not app.station.is_live  # a person has to arm it


async def test_a_name_that_is_being_typed_gives_way_to_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    app = ChairApp(Settings(blank_minutes=0), None)
    async with app.run_test(size=(80, 24)) as pilot:
        app.station.picture = Picture(REST, at_rest=True)
        app.push_screen(registry.screen("device", Found("seen", "/dev/x", "x", "chairlink-reference")))
        await choose(app, pilot, "Give it a name")
        await until(lambda: isinstance(app.focused, Input), pilot)
        app.station.picture = Picture(RUNNING, at_rest=False)
        app.redraw()
        await until(lambda: not app.screen.query(Input), pilot)
        assert "Use it" not in shown(app)
