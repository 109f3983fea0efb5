"""STOP works from every screen by every way; the screens are those of the registry, none is listed here."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import until
from textual import events
from textual.pilot import Pilot

from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.driver import TWICE_WITHIN, StopKeys
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.frontends.tui.settings import Settings
from chairctl.frontends.tui.station import Station
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

CODES = [place.code for place in registry.PLACES]
KEYS = (("space",), ("s",), ("S",), ("escape", "escape"))


def is_on(app: ChairApp, code: str) -> bool:
    return isinstance(app.screen, Frame) and code == app.screen.CODE and bool(app.screen.query("#keys"))


def at_rest(app: ChairApp) -> bool:
    return app.station.picture is not None and app.station.picture.at_rest is True


async def open_place(app: ChairApp, pilot: Pilot[int], code: str) -> None:
    app.show_only("home")
    if code != "home":
        app.push_screen(registry.screen(code))
    await until(
        lambda: isinstance(app.screen, Frame) and code == app.screen.CODE and bool(app.screen.query("#keys")),
        pilot,
    )
    await pilot.pause()


async def test_h18_a_stop_follows_the_wish_to_begin_on_the_line_that_carries_it(tmp_path: Path) -> None:
    lines: list[list[str]] = []
    ended: list[asyncio.Task[None] | None] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.current_task())
        lines.append(heard := [])
        while line := await reader.readline():
            heard.append(json.loads(line).get("action") or next(iter(json.loads(line))))
        writer.close()
        await writer.wait_closed()

    station = Station(Texts("en"), lambda _: None, lambda: None)
    async with await asyncio.start_unix_server(listen, tmp_path / "host.sock"), asyncio.timeout(5):
        await station.connect(tmp_path / "host.sock")
        station.begin("demo", "guest")
        station.stop(is_sent=False)
        station.close()
        while len(ended) < 2:
            await asyncio.sleep(0)
        await asyncio.gather(*(task for task in ended if task))
    assert sorted(lines) == [["stop"], ["subscribe", "start", "stop"]]


async def test_every_way_to_stop_reaches_the_host_from_every_screen(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    kernel = room.host.station.kernel
    failed = []
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        for code in CODES:
            for way in ("click", *KEYS):
                if not is_on(app, code):
                    await open_place(app, pilot, code)
                before = kernel.stops
                if way == "click":
                    await pilot.mouse_down("#stop", offset=(len(code) * 7 % 80, len(code) % 3))
                else:
                    for key in way:
                        app.post_message(events.Key(key, key if len(key) == 1 else None))
                    await pilot.pause()
                if kernel.stops == before:
                    await pilot.pause(0.05)
                failed += [(code, way)] if kernel.stops == before else []
    assert failed == []
    assert len(CODES) > 15


@pytest.mark.parametrize("size", [(80, 24), (40, 8)])
async def test_the_stop_bar_is_whole_on_every_screen_whatever_its_size(size: tuple[int, int]) -> None:
    app = ChairApp(Settings(blank_minutes=0, language="de"), None)
    async with app.run_test(size=size) as pilot:
        for code in CODES:
            await open_place(app, pilot, code)
            bar = app.screen.query_one("#stop")
            assert bar.region.height == 3, code
            assert app.screen.region.contains_region(bar.region), code
            for x in (0, size[0] // 2, size[0] - 1):
                for y in range(bar.region.y, bar.region.bottom):
                    assert app.screen.get_widget_at(x, y)[0] is bar, code


async def test_a_key_stops_a_running_chair_to_the_read_back_zero_from_every_third_screen(
    chair: PrivateHost,
) -> None:
    app = ChairApp(Settings(blank_minutes=0), chair.socket)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: at_rest(app), pilot)
        for code in CODES[::3]:  # that it reaches the host from every screen is shown above
            await open_place(app, pilot, "manual")
            await pilot.press("g", "b")
            await until(lambda: app.station.is_live, pilot)
            await open_place(app, pilot, code)
            await pilot.press("space")
            await until(
                lambda: (
                    not app.station.is_live
                    and app.station.picture is not None
                    and app.station.picture.at_rest is True
                ),
                pilot,
                3,
            )
            assert app.station.picture
            assert app.station.picture.snapshot.state not in LIVE
            assert "STOPPED" in app.standing().line  # type: ignore[union-attr]


def test_esc_means_stop_only_when_it_comes_twice_in_a_short_time() -> None:
    keys = StopKeys()
    assert not keys.is_stop("escape", 0)
    assert keys.is_stop("escape", TWICE_WITHIN)
    assert not keys.is_stop("escape", TWICE_WITHIN + 1)
    assert not keys.is_stop("escape", 2 * TWICE_WITHIN + 2)
    assert not keys.is_stop("x", 2 * TWICE_WITHIN + 3)
    assert not keys.is_stop("escape", 2 * TWICE_WITHIN + 4)
