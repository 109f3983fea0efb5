"""A remote asks over a real broker; somebody at the chair answers: at the screen, in words, by command."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from tests.frontends.tui.test_attending import screen
from tests.frontends.tui.test_plain import Reader
from textual import events
from textual.pilot import Pilot

from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.settings import Settings
from chairctl_proof.broker.mosquitto import MISSING, MOSQUITTO
from chairctl_proof.broker.remote import Remote, codes
from chairctl_proof.broker.scene import Scene
from chairctl_proof.realtime.chair import boot_clock

pytestmark = pytest.mark.skipif(MOSQUITTO is None, reason=MISSING)


@asynccontextmanager
async def at_chair(stage: Scene, language: str) -> AsyncIterator[tuple[ChairApp, Pilot[int]]]:
    """Somebody before the screen."""
    app = ChairApp(Settings(language=language, blank_minutes=0), stage.socket)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.station.picture is not None, pilot)
        yield app, pilot


async def test_what_a_remote_asks_begins_only_once_the_person_at_the_screen_agrees(
    stage: Scene, remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_folders(tmp_path, monkeypatch)
    async with at_chair(stage, "de") as (app, pilot):
        asked = await asyncio.to_thread(remote.ask, action="run", programme="relax")
        assert asked["outcome"] == "waits"
        await until(lambda: "„Entspannen“ beginnen" in shown(app), pilot)
        since = len(remote.heard)
        for key in ("enter", "j") * 3:  # whoever sat there was just typing
            app.post_message(events.Key(key, None))
        await until(lambda: "kam zu früh" in shown(app), pilot)
        assert stage.ask(snapshot=True)["asks"] == "run relax"
        began = boot_clock()
        while stage.ask(snapshot=True)["wish"]:
            await pilot.pause(1.1)
            await pilot.press("j")
            await pilot.pause(0.1)
        await until(lambda: app.station.is_live and "Sitzung" in shown(app), pilot)
        answer = await asyncio.to_thread(remote.answer, asked["id"], since=since)
        assert answer["outcome"] == "accepted"
        assert (await asyncio.to_thread(remote.state, state="energised"))["session"]["programme"] == "relax"
        assert (stage.chair.energised_at(8) or 0) > began
        await pilot.press("space")
        await until(lambda: not app.station.is_live, pilot)


def test_on_a_real_terminal_stop_and_no_refuse_what_a_remote_asks_and_it_never_begins(
    stage: Scene, remote: Remote
) -> None:
    with screen(stage.socket) as terminal:
        for key, wait_s, code in ((b" ", 0.0, "stopped"), (b"n", 1.1, "declined_at_chair")):
            asked = remote.ask(action="let_me_up")
            since = len(remote.heard)
            terminal.wait_for(b"let me up, which raises the back")
            while stage.ask(snapshot=True)["wish"]:
                time.sleep(wait_s)
                terminal.press(key)
                time.sleep(0.1)
            answer = remote.answer(asked["id"], since=since)
            assert (answer["outcome"], codes(answer)) == ("refused", [code])
            terminal.wait_for(b"Welcome")  # home again
            terminal.press(b"x")
            remote.state(asks=None)
    assert stage.ask(snapshot=True)["snapshot"]["state"] == "safe"


def test_a_screen_reader_says_what_a_remote_asks_and_takes_a_word_for_it(
    stage: Scene, remote: Remote
) -> None:
    reader = Reader(stage.socket, "en")
    try:
        reader.wait_for("Enter alone: STOP")
        first = remote.ask(action="run", programme="kneading")
        since = len(remote.heard)
        reader.wait_for('A remote asks: start "Kneading"')
        reader.type("agree")
        reader.wait_for("too soon to count")
        time.sleep(1.1)
        reader.type("decline")
        reader.wait_for("Done.")
        assert codes(remote.answer(first["id"], since=since)) == ["declined_at_chair"]
        reader.type("agree")
        reader.wait_for("does not ask for that any more")
        remote.ask(action="run", programme="relax")
        reader.wait_for("Words: agree, decline.")
        time.sleep(1.1)
        reader.type("agree")
        reader.wait_for("1/")
        assert remote.state(state="energised")["session"]["programme"] == "relax"
    finally:
        reader.close()


def test_the_command_declines_too(stage: Scene, remote: Remote) -> None:
    asked = remote.ask(action="run", programme="relax")
    since = len(remote.heard)
    done = stage.place.chairctl("confirm", "--no")
    assert (done.returncode, done.stdout) == (0, "lounge: declined.\n")
    assert codes(remote.answer(asked["id"], since=since)) == ["declined_at_chair"]
    assert stage.place.chairctl("confirm", "--no").returncode == 3
