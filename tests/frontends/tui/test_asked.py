"""What a remote asks, at the screen: comes by itself, takes a deliberate answer, and lets alarms be first."""

import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.frontends.tui.rooms import shown, until
from tests.frontends.tui.stage import ASKING, REST, RUNNING, TRIPPED, WISH
from tests.mqtt.test_desk import Case, said
from textual.pilot import Pilot

from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import Activity
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.due import due, wished
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.screens import asked
from chairctl.frontends.tui.settings import Settings
from chairctl.texts import Texts

FAILED = replace(REST, links=(replace(REST.links[0], activity=Activity.STOP_FAILED),))


class Screen:
    """A screen, and a remote that asks its host."""

    def __init__(self, app: ChairApp, pilot: Pilot[int], remote: Case) -> None:
        self.app, self.pilot, self.remote = app, pilot, remote

    @property
    def code(self) -> str:
        return self.app.screen.CODE if isinstance(self.app.screen, Frame) else ""

    async def ask(self, programme: str = "relax") -> None:
        """A remote asks, and the screen shows it."""
        before = len(self.remote.answers)
        self.remote.ask(action="run", programme=programme)
        title = {"relax": "Relax", "kneading": "Kneading"}[programme]
        await self.until(lambda: self.code == "asked" and f'start "{title}"' in shown(self.app))
        await self.until(lambda: self.app.screen._quiet_since < math.inf)  # type: ignore[attr-defined]
        assert len(self.remote.answers) > before

    async def until(self, condition: object) -> None:
        await until(condition, self.pilot)  # type: ignore[arg-type]

    @property
    def waits(self) -> bool:
        return self.remote.desk.wish() is not None


@asynccontextmanager
async def screen(room: AttachServer) -> AsyncIterator[Screen]:
    assert room.path
    remote = Case(room.host, Policy.FULL)
    room.wishes = remote.desk
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        yield Screen(app, pilot, remote)
    await remote.desk.close()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """For how long the question has to be seen: for ever, or not at all, whatever else the computer does."""
    return lambda seconds: monkeypatch.setattr(asked, "QUIET_S", seconds)


def test_a_yes_counts_after_a_second_in_which_the_question_was_seen_and_no_key_was_pressed() -> None:
    screen = asked.Asked()
    counts = []
    screen._note(9.0)
    counts.append(screen._is_deliberate)  # it was not drawn yet
    screen._quiet_since = 10.0
    for pressed_at in (9.9, 10.99, 11.5, 12.4, 13.4, 13.5):  # who types on, types on
        screen._note(pressed_at)
        counts.append(screen._is_deliberate)
    assert counts == [False, False, False, False, False, True, False]


@pytest.mark.parametrize("key", ["y", "J"])
async def test_a_key_that_was_meant_for_something_else_is_no_yes_but_a_deliberate_one_is(
    room: AttachServer, quiet: Callable[[float], None], key: str
) -> None:
    async with screen(room) as made:
        quiet(1_000)
        await made.ask()
        await made.pilot.press(key)
        await made.until(lambda: "too soon to count" in shown(made.app))
        quiet(0)
        for other in ("enter", "down", "b", "q", "m", "x"):
            await made.pilot.press(other, "enter")
        assert (made.waits, made.code, made.app.is_running) == (True, "asked", True)
        await made.pilot.press(key)
        await made.until(lambda: not made.waits)
        await made.until(lambda: made.code != "asked")
        assert len(made.remote.answers) == 1  # it is being carried out


async def test_a_yes_that_leads_to_nothing_is_told_why(
    room: AttachServer, quiet: Callable[[float], None]
) -> None:
    async with screen(room) as made:
        quiet(0)
        await made.ask()
        await made.pilot.press("y")
        await made.until(lambda: not made.waits)
        room.host.stop()
        await made.until(lambda: made.code == "session" and "Stopped" in shown(made.app))
        assert said(made.remote.answers[-1]) == "stopped"


async def test_a_no_declines_and_the_screen_goes(room: AttachServer, quiet: Callable[[float], None]) -> None:
    async with screen(room) as made:
        quiet(0)
        await made.ask()
        await made.pilot.press("n")
        await made.until(lambda: made.code == "home")
        assert said(made.remote.answers[-1]) == "declined_at_chair"


async def test_the_answers_can_be_clicked_and_a_click_that_was_meant_for_a_row_below_is_none(
    room: AttachServer, quiet: Callable[[float], None]
) -> None:
    async with screen(room) as made:
        quiet(1_000)
        await made.ask()
        lines = shown(made.app).splitlines()
        row = next(index for index, line in enumerate(lines) if "Yes, I want that" in line)
        column = lines[row].index("Yes")
        assert await made.pilot.click(offset=(column, row))
        await made.until(lambda: "too soon to count" in shown(made.app))
        assert made.waits
        quiet(0)
        assert await made.pilot.click(offset=(column, row))
        await made.until(lambda: not made.waits)


async def test_a_wish_that_comes_in_place_of_another_needs_a_second_of_its_own(
    room: AttachServer, quiet: Callable[[float], None]
) -> None:
    async with screen(room) as made:
        await made.ask()
        quiet(1_000)
        seen_since = made.app.screen._quiet_since  # type: ignore[attr-defined]
        await made.ask("kneading")
        assert made.app.screen._quiet_since > seen_since  # type: ignore[attr-defined]
        await made.pilot.press("y")
        await made.until(lambda: "too soon to count" in shown(made.app))
        assert made.waits
        quiet(0)
        await made.pilot.press("y")
        await made.until(lambda: not made.waits)


async def test_a_yes_to_what_the_screen_still_shows_is_not_one_to_what_waits_by_now(
    room: AttachServer, quiet: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(room) as made:
        quiet(0)
        await made.ask()
        assert made.app.station.line
        with monkeypatch.context() as late:
            late.setattr(made.app.station.line, "_on_picture", lambda _: None)  # its pictures come late
            made.remote.ask(action="run", programme="kneading")
            await made.pilot.press("y")
            await made.until(lambda: bool(made.app.station.said))
        assert made.remote.desk.waiting() == "run kneading"
        room.host.take_turn()
        await made.until(lambda: "Kneading" in shown(made.app) and "so nothing was done" in shown(made.app))


@pytest.mark.parametrize("keys", [("space",), ("s",), ("escape", "escape")])
async def test_stop_at_the_question_stops_and_refuses_the_wish(
    room: AttachServer, keys: tuple[str, ...]
) -> None:
    async with screen(room) as made:
        await made.ask()
        before = room.host.station.kernel.stops
        await made.pilot.press(*keys)
        await made.until(lambda: made.code == "home")
        assert room.host.station.kernel.stops > before
        assert said(made.remote.answers[-1]) == "stopped"


async def test_esc_once_does_not_leave_the_question_and_a_locked_screen_is_not_opened_by_it(
    room: AttachServer, quiet: Callable[[float], None]
) -> None:
    async with screen(room) as made:
        await made.pilot.press("l")
        await made.until(lambda: made.code == "lock")
        made.remote.ask(action="run", programme="relax")
        await made.until(lambda: "A remote asks" in shown(made.app))  # in the line at the top
        quiet(0)
        await made.pilot.press("y")
        assert (made.code, made.waits) == ("lock", True)
        await made.pilot.press("o", "o", "o")
        room.host.take_turn()
        await made.until(lambda: made.code == "asked" and "start" in shown(made.app))
        await made.pilot.press("escape")
        await made.pilot.pause()
        assert (made.code, made.waits) == ("asked", True)


async def test_the_dark_screen_wakes_and_f2_asks_in_the_other_language(room: AttachServer) -> None:
    async with screen(room) as made:
        made.app.darken()
        await made.until(lambda: made.code == "dark")
        await made.ask()
        await made.pilot.press("f2")
        await made.until(lambda: "„Entspannen“ beginnen" in shown(made.app))
        assert "J ja" in shown(made.app)


def test_a_programme_that_this_computer_does_not_know_is_asked_about_by_its_name() -> None:
    assert '"of-somebody-else"' in wished(replace(WISH, programme="of-somebody-else"), Texts("en"))


@pytest.mark.parametrize(
    ("snapshot", "code"),
    [(REST, "asked"), (TRIPPED, ""), (ASKING, "presence"), (FAILED, ""), (RUNNING, "asked")],
)
def test_alarms_and_whether_all_is_well_come_before_what_a_remote_asks(snapshot: Snapshot, code: str) -> None:
    assert due(Picture(snapshot, at_rest=True, wish=WISH)) == code
    assert due(Picture(snapshot, at_rest=True)) == code.replace("asked", "")


async def test_the_question_gives_way_to_whether_all_is_well_and_to_an_alarm_and_comes_back(
    room: AttachServer,
) -> None:
    async with screen(room) as made:
        made.app.station.close()  # from here on its pictures come from us
        for snapshot, code in ((REST, "asked"), (ASKING, "presence"), (RUNNING, "asked"), (TRIPPED, "home")):
            made.app.station._on_picture(Picture(snapshot, at_rest=True, wish=WISH))
            await made.until(lambda code=code: made.code == code)
        made.app.station._on_picture(Picture(REST, at_rest=True, wish=WISH))
        await made.until(lambda: made.code == "asked")
        made.app.station._on_gone()
        await made.until(lambda: made.code == "home")


async def test_a_question_under_the_menu_that_was_answered_elsewhere_is_left_with_esc(
    room: AttachServer,
) -> None:
    async with screen(room) as made:
        made.app.station.close()  # from here on its pictures come from us
        made.app.station._on_picture(Picture(ASKING, at_rest=False))
        await made.until(lambda: made.code == "presence")
        await made.pilot.press("escape")
        assert made.code == "presence"
        await made.pilot.press("m")
        await made.until(lambda: made.code == "menu")
        made.app.station._on_picture(Picture(RUNNING, at_rest=False))
        await made.pilot.press("escape")
        await made.until(lambda: made.code == "presence")
        await made.pilot.press("x", "escape")
        await made.until(lambda: made.code == "home")


async def test_a_host_of_ones_own_has_no_remotes(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        assert app.station.picture
        assert app.station.picture.wish is None
        app.station.answer(1, yes=True)
        await until(lambda: bool(app.station.said), pilot)
