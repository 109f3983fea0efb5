"""A screen asks the host to take somebody in: who may not, what stops it, what stays behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.frontends.tui.rooms import own_folders

from chairctl.care.facts import screening_facts
from chairctl.care.people import Person
from chairctl.care.screening import Answer
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.runtime import care_files
from chairctl.runtime.care_store import CareStore


@pytest.fixture(scope="module")
def chair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateHost]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        own_folders(tmp_path_factory.mktemp("chair"), monkeypatch)
        with CareStore(care_files.default_path()) as store:
            store.keep(Person("Kim"))
            store.keep(Person("Robin"))
            for question in screening_facts().questions:
                store.answer("Kim", Answer(question.code, yes=False, on=desk.today()))
                pregnant = question.code == "pregnancy"
                store.answer("Robin", Answer(question.code, yes=pregnant, on=desk.today()))
        host = PrivateHost(["chairctl.frontends.cli.demo"], "en")
        yield host
        host.end()


class Screen:
    """A client that waits for what it is told."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, **request: object) -> None:
        self.writer.write(json.dumps(request).encode() + b"\n")

    async def hear(self, *keys: str) -> Any:
        """The next answer with one of these keys."""
        while True:
            answer = json.loads(await asyncio.wait_for(self.reader.readline(), 30))
            if answer.keys() & set(keys):
                return answer


@asynccontextmanager
async def screen(host: PrivateHost) -> AsyncIterator[Screen]:
    reader, writer = await asyncio.open_unix_connection(host.socket, limit=1024 * 1024)
    try:
        yield Screen(reader, writer)
    finally:
        writer.close()


async def test_who_is_screened_gets_a_session_within_own_limits_and_it_is_kept(chair: PrivateHost) -> None:
    async with screen(chair) as client:
        client.send(start="demo", person="Kim", pain=6)
        assert (await client.hear("started", "not_started"))["started"]["outcome"] != "refused"
        client.send(id="1", action="stop")
        number = (await client.hear("kept", "not_kept"))["kept"]
        record = dict(desk.sessions_of("Kim"))[number]
        assert (record.programme, record.pain_before, record.ended) == ("demo", 6, "stopped")


async def test_whom_the_screening_forbids_it_gets_the_reason_and_nothing_is_armed(chair: PrivateHost) -> None:
    async with screen(chair) as client:
        client.send(start="tens-conventional", person="Robin")
        said = (await client.hear("started", "not_started"))["not_started"]
        assert "Not for you now" in said
        client.send(snapshot=True)
        assert (await client.hear("snapshot"))["snapshot"]["state"] == "safe"


async def test_by_hand_all_that_the_chair_has_is_asked_of_the_screening(chair: PrivateHost) -> None:
    async with screen(chair) as client:
        client.send(start="", person="Robin")
        assert "not_started" in await client.hear("started", "not_started")
        client.send(start="", person="Kim")
        assert (await client.hear("started", "not_started"))["started"]["outcome"] == "accepted"
        client.send(id="1", action="stop")


async def test_a_stop_right_after_the_wish_ends_it_before_anything_is_armed(chair: PrivateHost) -> None:
    async with screen(chair) as client:
        for _ in range(5):
            client.send(start="demo", person="Kim")
            client.send(id="1", action="stop")
            started = (await client.hear("started", "not_started"))["started"]
            assert [reason["code"] for reason in started["reasons"]] == ["stopped"]
            client.send(snapshot=True)
            assert (await client.hear("snapshot"))["snapshot"]["state"] == "safe"


async def test_a_guest_gets_the_mildest_limits_and_a_person_later_their_own(chair: PrivateHost) -> None:
    async with screen(chair) as client:
        limits = []
        for person in ("guest", "Kim"):
            client.send(start="", person=person)
            await client.hear("started")
            client.send(snapshot=True)
            channels = (await client.hear("snapshot"))["snapshot"]["channels"]
            limits.append({one["name"]: one["limit"] for one in channels})
            client.send(id="1", action="stop")
            await client.hear("kept")
        assert limits[0] == {"roller": 300, "seat_heat": 380, "air": 300, "tens": 100}
        assert limits[1] == {"roller": 800, "seat_heat": 410, "air": 800, "tens": 300}


@pytest.mark.parametrize(
    "request_",
    [{"start": "no-such"}, {"start": 5}, {"start": "demo", "person": 5}, {"start": "demo", "pain": "much"}],
)
async def test_a_wish_that_makes_no_sense_is_refused_in_words(
    chair: PrivateHost, request_: dict[str, Any]
) -> None:
    async with screen(chair) as client:
        client.send(**request_)
        assert (await client.hear("started", "not_started"))["not_started"]


async def test_who_begins_anew_right_after_the_end_loses_nothing_of_the_session_before(
    chair: PrivateHost,
) -> None:
    async with screen(chair) as client:
        before = len(desk.sessions_of("Kim"))
        for _ in range(3):
            client.send(start="demo", person="Kim")
            assert (await client.hear("started", "not_started"))["started"]["outcome"] != "refused"
            client.send(id="1", action="stop")
        await client.hear("kept")
        while len(desk.sessions_of("Kim")) < before + 3:
            await asyncio.sleep(0.05)
