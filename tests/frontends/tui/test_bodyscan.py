"""The body scan at the screen: on a real host with a simulated chair, and where there can be none."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from tests.frontends.tui.stage import BACK, REST
from textual.pilot import Pilot

from chairctl.care.facts import screening_facts
from chairctl.care.people import OwnLimit, Person
from chairctl.care.screening import Answer
from chairctl.domain.channels import ChannelKind
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.frontends.tui.settings import Settings
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore
from chairctl.session.bodyscan.routine import FIRM_PERMILLE


def is_on(app: ChairApp, code: str) -> bool:
    return isinstance(app.screen, Frame) and code == app.screen.CODE and bool(app.screen.query("#keys"))


def roller_limit(app: ChairApp) -> int:
    assert app.station.picture
    return app.station.picture.snapshot.channels[0].limit


def somebody(*limits: OwnLimit) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim", limits=limits))
        for question in screening_facts().questions:
            store.answer("Kim", Answer(question.code, yes=False, on=desk.today()))


@pytest.fixture
def quick_chair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateHost]:
    own_folders(tmp_path, monkeypatch)
    somebody()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path.cwd()), *sys.path]))
    host = PrivateHost(["tests.frontends.tui.quick_scan_host"], "en")
    yield host
    host.end()


async def test_a_scan_is_begun_in_two_steps_seen_live_and_its_map_kept_for_the_person(
    quick_chair: PrivateHost,
) -> None:
    app = ChairApp(Settings(blank_minutes=0, person="Kim"), quick_chair.socket)
    async with app.run_test(size=(100, 40)) as pilot:
        await open_scan(app, pilot)
        assert "The map is kept for Kim" in shown(app)
        await pilot.press("enter", "enter")
        assert not app.station.starting
        await pilot.press("b")
        await until(lambda: "Sweep 2 of 4" in shown(app), pilot, 30)
        assert is_on(app, "bodyscan")
        await until(lambda: "300 mm above the seat" in shown(app) and "▒┊▒" in shown(app), pilot)
        assert roller_limit(app) == FIRM_PERMILLE
        await until(lambda: "The map of Kim" in shown(app), pilot, 30)
        await until(lambda: "stiff spot: 307 mm (+25 %)" in shown(app), pilot)
        await until(lambda: "people.sqlite" in shown(app), pilot)
        kept = desk.kept_map("Kim", "chairlink-reference")
        assert kept
        assert kept.back == BACK
        assert desk.sessions_of("Kim")[-1][1].programme == "body-scan"
        await pilot.press("escape")
        await open_scan(app, pilot)
        assert app.station.back == BACK
        app.sit("guest")
        await until(lambda: "stiff spot" not in shown(app), pilot)
        app.sit("Kim")
        app.action_open("history")
        await until(lambda: is_on(app, "history") and "Body scan" in shown(app), pilot)


async def test_a_scan_that_is_stopped_keeps_nothing_and_its_low_limit_ends_with_it(
    chair: PrivateHost,
) -> None:
    app = ChairApp(Settings(blank_minutes=0), chair.socket)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_scan(app, pilot)
        assert "not kept" in shown(app)
        await pilot.press("b")
        await until(lambda: app.station.is_live and "lowest place" in shown(app), pilot, 20)
        await until(lambda: "mm above the seat" in shown(app), pilot)
        assert roller_limit(app) == FIRM_PERMILLE
        await pilot.press("space")
        await until(lambda: "Nothing is stored." in shown(app), pilot)
        await until(lambda: "STOPPED" in shown(app), pilot)
        app.show_only("manual")
        await until(lambda: is_on(app, "manual"), pilot)
        await pilot.press("g", "b")
        await until(lambda: app.station.is_live, pilot, 20)
        assert roller_limit(app) == 300  # a guest's again
        await pilot.press("space")
        await until(lambda: not app.station.is_live, pilot)


async def open_scan(app: ChairApp, pilot: Pilot[int]) -> None:
    await until(lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot, 20)
    app.action_open("bodyscan")
    await until(lambda: is_on(app, "bodyscan") and "Feel along the back" in shown(app), pilot)


@pytest.mark.parametrize(
    ("device", "why"),
    [
        ("beurer-em70", "has no rollers"),
        ("rongtai-rt8600", "can't be told at which height"),
        ("chairlink-reference", "a scan needs 20.0 % to feel enough"),
    ],
)
async def test_where_there_can_be_no_scan_the_screen_says_why_and_begins_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, device: str, why: str
) -> None:
    own_folders(tmp_path, monkeypatch)
    somebody(OwnLimit(ChannelKind.ROLLER, 150))
    app = ChairApp(Settings(blank_minutes=0, person="Kim"), None)
    async with app.run_test(size=(80, 24)) as pilot:
        links = (replace(REST.links[0], device=device),)
        app.station.picture = Picture(replace(REST, links=links), at_rest=True)
        app.push_screen(registry.screen("bodyscan"))
        await until(lambda: is_on(app, "bodyscan") and "can't be scanned" in shown(app), pilot)
        assert why in " ".join(line[24:].strip() for line in shown(app).splitlines())
        assert "Feel along the back" not in shown(app)
        await pilot.press("b")
        assert not app.station.starting
