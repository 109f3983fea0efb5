"""The dark and the locked screen, text fields, language, settings, and a host that talks nonsense."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from tests.frontends.tui.stage import REST, RUNNING, scene
from textual.widgets import Input

from chairctl.care.facts import screening_facts
from chairctl.care.people import Person, hashed
from chairctl.care.screening import Answer
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.settings import Settings, keep_settings, load_settings
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore


def code(app: ChairApp) -> str:
    return app.screen.CODE if isinstance(app.screen, Frame) else ""


async def test_the_first_key_in_the_dark_only_wakes_but_space_stops(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        for key in ("q", "m", "f2", "enter", "escape"):
            app.darken()
            await until(lambda: code(app) == "dark" and bool(app.screen.query("#faint")), pilot)
            await pilot.press(key)
            await until(lambda: code(app) == "home", pilot)
            assert (app.is_running, app.settings.language) == (True, "en")
        app.darken()
        await until(lambda: code(app) == "dark" and bool(app.screen.query("#faint")), pilot)
        before = room.host.station.kernel.stops
        await pilot.press("space")
        await until(lambda: room.host.station.kernel.stops > before and code(app) == "home", pilot)


async def test_a_chair_that_is_not_heard_is_not_said_to_be_at_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    app = ChairApp(Settings(blank_minutes=0), None)
    async with app.run_test(size=(80, 24)):
        scene(app, "home")
        assert app.device_line().endswith("at rest")
        app.station.picture = Picture(REST, at_rest=None)
        assert app.device_line().endswith("not heard")
        app.station.picture = Picture(RUNNING, at_rest=None)  # the kernel's own word comes first then
        assert app.device_line().endswith("running")


async def test_a_locked_screen_hears_only_stop_let_me_up_and_three_times_o(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        await pilot.press("l")
        await until(lambda: code(app) == "lock" and bool(app.screen.query("#locked")), pilot)
        for key in ("q", "m", "h", "enter", "escape", "question_mark", "f2", "a", "o", "o", "x", "o", "o"):
            await pilot.press(key)
            assert code(app) == "lock"
            assert app.settings.language == "en"
        before = room.host.station.kernel.stops
        await pilot.press("s")
        assert room.host.station.kernel.stops > before
        await pilot.press("u")
        await until(lambda: bool(app.station.said), pilot)
        await pilot.press("x", "o", "o", "o")
        await until(lambda: code(app) == "home", pilot)


async def test_a_capital_letter_is_the_key_that_it_names(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        await pilot.press("A")
        await until(lambda: code(app) == "alarms", pilot)
        await pilot.press("L")
        await until(lambda: code(app) == "lock" and bool(app.screen.query("#locked")), pilot)
        await pilot.press("O", "o", "O")
        await until(lambda: code(app) == "alarms", pilot)
        await pilot.press("question_mark")
        await until(lambda: code(app) == "help" and "acknowledge" not in shown(app), pilot)
        assert "C, C" not in shown(app)


async def test_who_leaves_hangs_up_before_the_screens_go_so_no_late_picture_finds_half_a_screen(
    room: AttachServer,
) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        line = app.station.line
        assert line
        left = []
        app.exit = lambda *_: left.append(line._closed)  # type: ignore[method-assign]
        await pilot.press("Q")
        assert left == [True]


async def test_where_a_name_is_typed_s_and_space_are_letters_and_stop_is_sent_all_the_same(
    room: AttachServer,
) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        app.action_open("people")
        await until(lambda: code(app) == "people" and bool(app.screen.query(Input)), pilot)
        field = app.screen.query_one(Input)
        field.focus()
        before = room.host.station.kernel.stops
        await pilot.press("S", "u", "e", "space", "s")
        assert field.value == "Sue s"
        assert room.host.station.kernel.stops == before + 3


async def test_while_something_is_on_no_screen_has_a_text_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    app = ChairApp(Settings(blank_minutes=0), None)
    with_field = set()
    async with app.run_test(size=(80, 24)) as pilot:
        scene(app, "home")
        for place in (one.code for one in registry.PLACES):
            app.station.picture = Picture(REST, at_rest=True)
            app.show_only(place)
            await until(lambda: code(app) == place and bool(app.screen.query("#keys")), pilot)  # noqa: B023
            with_field |= {place} if app.screen.query(Input) else set()
            app.station.picture = Picture(RUNNING, at_rest=False)
            app.redraw()
            await until(lambda: not app.screen.query(Input), pilot)
    assert with_field == {"people", "menu"}


async def test_the_language_changes_at_once_and_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "config" / "screen.json"
    app = ChairApp(Settings(language="en"), None, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "Welcome" in shown(app), pilot)
        await pilot.press("f2")
        await until(lambda: "Willkommen" in shown(app), pilot)
        assert "Welcome" not in shown(app)
    assert load_settings(file, "en").language == "de"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"theme": 5, "language": "fr", "blank_minutes": 9}', "\0"])
def test_settings_that_are_broken_are_as_usual(tmp_path: Path, text: str) -> None:
    file = tmp_path / "screen.json"
    file.write_text(text, encoding="utf-8")
    assert load_settings(file, "de") == Settings(language="de")


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    wanted = Settings("de", "contrast", large=True, bell=False, blank_minutes=10, person="Kim")
    keep_settings(tmp_path / "new" / "screen.json", wanted)
    assert load_settings(tmp_path / "new" / "screen.json", "en") == wanted
    keep_settings(Path("/dev/null/screen.json"), wanted)


@pytest.mark.parametrize(
    "said", [b"nonsense\n", b"[1]\n", b'{"snapshot": {"station": 5}}\n', b"x" * 2_000_000]
)
async def test_a_host_that_talks_nonsense_counts_as_gone(tmp_path: Path, said: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read(-1)
        writer.close()

    path = tmp_path / "host.sock"
    server = await asyncio.start_unix_server(serve, path)
    app = ChairApp(Settings(blank_minutes=0), path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.gone, pilot)
        await until(lambda: "can't be reached" in shown(app), pilot)
    server.close()


async def test_a_host_that_goes_away_is_said_at_once(room: AttachServer) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        await room.close()
        await until(lambda: "can't be reached" in shown(app), pilot)
        await pilot.press("space")
        assert app.is_running


def test_what_is_kept_of_settings_is_plain_json(tmp_path: Path) -> None:
    keep_settings(tmp_path / "screen.json", Settings())
    assert json.loads((tmp_path / "screen.json").read_text())["language"] == "en"


async def test_who_has_a_pin_does_not_sit_there_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim", pin=hashed("4711", bytes(16))))
    app = ChairApp(Settings(blank_minutes=0, person="Kim"), None)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "as a guest" in shown(app), pilot)
        app.action_open("people")
        await until(lambda: code(app) == "people" and "PIN" in shown(app), pilot)
        await pilot.press("down", "enter")
        await until(lambda: isinstance(app.focused, Input), pilot)
        await pilot.press(*"1234", "enter")
        await until(lambda: bool(app.station.said), pilot)
        await pilot.press(*"4711", "enter")
        await until(lambda: "Welcome, Kim" in shown(app), pilot)


async def test_limits_of_ones_own_are_lowered_and_lifted_with_keys_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim"))
    app = ChairApp(Settings(blank_minutes=0, person="Kim"), None)
    async with app.run_test(size=(80, 24)) as pilot:
        app.station.picture = Picture(REST, at_rest=True)
        app.action_open("limits")
        await until(lambda: code(app) == "limits" and "as the chair allows" in shown(app), pilot)
        await pilot.press("minus", "minus", "down", "minus")
        assert limits() == {"roller": 700, "heat": 405}
        await pilot.press("plus", "up", *["minus"] * 30)
        assert limits() == {"roller": 50}
        assert "at most 5.0 %" in shown(app)
        await pilot.press("r")
        assert limits() == {}
        app.sit("guest")
        app.show_only("limits")
        await until(lambda: "A guest has the mildest limits" in shown(app), pilot)
        await pilot.press("plus")
        assert "at most 30.0 %" in shown(app)


def limits() -> dict[str, int]:
    kim = desk.person("Kim")
    assert kim
    return {one.kind.value: one.max_level for one in kim.limits}


async def test_health_questions_that_were_answered_can_be_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    first = screening_facts().questions[0]
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim"))
        for question in screening_facts().questions:
            store.answer("Kim", Answer(question.code, yes=question == first, on=desk.today()))
    app = ChairApp(Settings(blank_minutes=0, person="Kim"), None)
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_open("screening")
        await until(lambda: code(app) == "screening" and "That is all." in shown(app), pilot)
        await pilot.press("n")
        assert desk.answers_of("Kim")[first.code].yes
        await pilot.press("r", "n")
        await until(lambda: "Question 2 of" in shown(app), pilot)
        assert not desk.answers_of("Kim")[first.code].yes


async def test_a_stop_that_has_worked_is_forgotten_when_somebody_moves_on(
    room: AttachServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert room.path
    app = ChairApp(Settings(blank_minutes=0), room.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        await pilot.press("space")
        assert app.station.stopped
        app.station.picture = Picture(REST, at_rest=True)
        app.action_open("alarms")
        assert app.station.stopped  # nobody has had the time to read it
        monkeypatch.setattr("chairctl.frontends.tui.app.STOP_SEEN", 0)
        app.station.picture = Picture(REST, at_rest=None)
        app.action_open("home")
        assert app.station.stopped  # it is not known yet whether it has worked
        app.station.picture = Picture(REST, at_rest=True)
        app.action_open("alarms")
        assert not app.station.stopped
