"""`chairctl confirm`: the answer at the terminal is to the wish that the question was about."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import empty_room, own_folders
from tests.mqtt.test_desk import Case, said

from chairctl.frontends.cli.confirm import confirm
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.mqtt.policy import Policy
from chairctl.texts import Texts


class Typed:
    """What a person types; `meanwhile` happens while the question is being read."""

    def __init__(self, line: str, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._line, self._meanwhile = line, meanwhile

    def readline(self) -> str:
        self._meanwhile()
        return f"{self._line}\n"


@pytest.fixture
async def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Case]:
    own_folders(tmp_path, monkeypatch)
    async with empty_room(tmp_path) as server:
        made = Case(server.host, Policy.FULL)
        server.wishes = made.desk
        yield made
        await made.desk.close()


@pytest.mark.parametrize(
    ("language", "typed", "waits", "words"),
    [
        ("en", "n", False, "declined"),
        ("de", "Nein", False, "abgelehnt"),
        ("en", "", True, "Nothing was done"),
        ("de", "no", True, "Es wurde nichts getan"),
    ],
)
async def test_who_answers_no_declines_and_who_answers_nothing_leaves_it_waiting(
    remote: Case,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    typed: str,
    waits: bool,
    words: str,
) -> None:
    remote.ask(action="run", programme="relax")
    monkeypatch.setattr("sys.stdin", Typed(typed))
    assert await asyncio.to_thread(confirm, Texts(language), None, yes=None) == ExitCode.REFUSED
    assert (remote.desk.wish() is not None) == waits
    assert words in capsys.readouterr().out
    assert (said(remote.answers[-1]) == "declined_at_chair") != waits


async def test_a_yes_to_a_question_that_is_about_something_else_by_now_begins_nothing(
    remote: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = asyncio.get_running_loop()

    async def another() -> None:
        remote.ask(action="run", programme="kneading")

    remote.ask(action="run", programme="relax")
    typed = Typed("y", lambda: asyncio.run_coroutine_threadsafe(another(), loop).result(5))
    monkeypatch.setattr("sys.stdin", typed)
    assert await asyncio.to_thread(confirm, Texts("en"), None, yes=None) == ExitCode.REFUSED
    assert "relax" in (out := capsys.readouterr().out)
    assert "does not wait any more" in out
    assert remote.desk.waiting() == "run kneading"
