"""What a remote asks for, over the local socket: what a person says yes or no to is what that person saw."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.test_attach import Person, person
from tests.frontends.tui.rooms import empty_room, own_folders
from tests.frontends.tui.stage import REST
from tests.mqtt.test_desk import Case, said

from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.attach.picture import read_picture
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.mqtt.policy import Policy
from chairctl.frontends.plain import plain

WISH = {"number": 3, "action": "run", "programme": "relax", "within": 30 * SECOND}


class Asked(Case):
    """A remote's desk, and a person at the socket of its host."""

    def __init__(self, server: AttachServer, at_chair: Person) -> None:
        super().__init__(server.host, Policy.FULL)
        server.wishes = self.desk
        self.server, self.at_chair = server, at_chair

    async def say(self, **request: Any) -> Any:
        return await self.at_chair.ask(json.dumps(request).encode())

    async def news(self) -> Any:
        return json.loads(await asyncio.wait_for(self.at_chair.reader.readline(), 20))


@pytest.fixture
async def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asked]:
    own_folders(tmp_path, monkeypatch)
    async with empty_room(tmp_path) as server:
        made = Asked(server, await person(server))
        yield made
        made.at_chair.writer.close()
        await made.desk.close()


async def test_where_nothing_waits_neither_yes_nor_no_is_to_anything(asked: Asked) -> None:
    for wishes in (asked.desk, None):
        asked.server.wishes = wishes
        assert await asked.say(confirm=True) == {"confirmed": False}
        assert await asked.say(confirm=False) == {"declined": False}
        seen = await asked.say(snapshot=True)
        assert (seen["asks"], seen["wish"]) == (None, None)


async def test_the_picture_says_what_waits_and_a_yes_to_its_number_is_told_what_becomes_of_it(
    asked: Asked,
) -> None:
    asked.ask(action="run", programme="relax")
    seen = await asked.say(snapshot=True)
    assert seen["asks"] == "run relax"
    wish = read_picture(seen).wish
    assert wish
    assert (wish.action, wish.programme) == ("run", "relax")
    assert 28 * SECOND < wish.within <= 30 * SECOND
    assert await asked.say(confirm=True, wish=wish.number) == {"confirmed": True}
    assert (await asked.say(snapshot=True))["wish"] is None
    told = await asked.news()
    assert told["agreed"]["reasons"][0]["code"] == said(asked.answers[-1]) == "not_connected"


async def test_a_no_refuses_the_wish_with_a_reason_of_its_own(asked: Asked) -> None:
    asked.ask(action="let_me_up")
    seen = await asked.say(snapshot=True)
    assert (seen["asks"], seen["wish"]["programme"]) == ("let_me_up", None)
    assert await asked.say(confirm=False, wish=seen["wish"]["number"]) == {"declined": True}
    assert said(asked.answers[-1]) == "declined_at_chair"
    assert await asked.say(confirm=False) == {"declined": False}


async def test_a_yes_to_a_wish_that_has_been_replaced_begins_nothing(asked: Asked) -> None:
    asked.ask(action="run", programme="relax")
    seen = (await asked.say(snapshot=True))["wish"]["number"]
    asked.ask(action="run", programme="kneading")
    assert await asked.say(confirm=True, wish=seen) == {"confirmed": False}
    assert await asked.say(confirm=False, wish=seen) == {"declined": False}
    assert (await asked.say(snapshot=True))["asks"] == "run kneading"
    assert len(asked.answers) == 3  # two that wait, one that was replaced


@pytest.mark.parametrize("number", [None, True, "1", 1.0, [1], {}, -1, 2**70])
async def test_a_number_that_is_none_is_that_of_no_wish(asked: Asked, number: object) -> None:
    asked.ask(action="run", programme="relax")
    assert await asked.say(confirm=True, wish=number) == {"confirmed": False}
    assert await asked.say(confirm=False, wish=number) == {"declined": False}
    assert (await asked.say(snapshot=True))["wish"]["number"] == 1


async def test_a_yes_without_a_number_is_to_whatever_waits(asked: Asked) -> None:
    asked.ask(action="run", programme="relax")
    assert await asked.say(confirm="yes") == {"error": "no_command"}
    assert await asked.say(confirm=True) == {"confirmed": True}


@pytest.mark.parametrize("line", [{"id": "1", "action": "stop"}, {"action": "stop", "id": "1"}])
async def test_a_stop_at_the_socket_refuses_what_waits(asked: Asked, line: dict[str, str]) -> None:
    asked.ask(action="run", programme="relax")
    await asked.say(subscribe=True)
    asked.at_chair.writer.write(json.dumps(line).encode() + b"\n")
    while "snapshot" not in (picture := await asked.news()):
        pass
    assert picture["wish"] is None
    assert said(asked.answers[-1]) == "stopped"
    assert await asked.say(confirm=True) == {"confirmed": False}


@pytest.mark.parametrize(
    "change",
    [
        {"programme": "relax\x1b[2J"},
        {"programme": "relax\n"},
        {"programme": "x" * 49},
        {"programme": 5},
        {"programme": None},
        {"action": "let_me_up"},
        {"action": "run\x07"},
        {"action": "stop"},
        {"number": 0},
        {"number": "3"},
        {"within": -1},
        {"within": 11 * MINUTE},
        {"within": "1"},
    ],
)
def test_a_wish_that_is_none_never_reaches_a_screen(change: dict[str, Any]) -> None:
    picture = {"snapshot": plain(REST), "at_rest": True}
    assert read_picture({**picture, "wish": WISH}).wish
    with pytest.raises(ValueError, match="validation error"):
        read_picture({**picture, "wish": {**WISH, **change}})
