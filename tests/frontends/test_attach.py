"""The local socket: only for its owner, bounded, and a stop always gets through."""

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chairctl.control.assembly import assemble
from chairctl.frontends.attach.client import HostClient, stop_line
from chairctl.frontends.attach.folder import (
    UnsafeFolderError,
    attach_folder,
    is_safe,
    make_safe,
    socket_path,
    sockets,
)
from chairctl.frontends.attach.server import (
    LONGEST_LINE,
    MOST_CLIENTS,
    PICTURE_INTERVAL_S,
    AttachServer,
)
from chairctl.profiles.loader import load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.transports.addresses import transport_for


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AttachServer]:
    """A host whose chair is not there, and its socket."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    profile = load_device("chairlink-reference")
    station = assemble(profile.name, (profile,))
    ledger = Ledger(LedgerPaths(tmp_path / "ledger" / "ledger.sqlite", tmp_path / "witness"))
    async with StationHost(station, {profile.name: transport_for("/dev/ttyNOTHING")}, ledger) as host:
        server = AttachServer(host)
        await server.open()
        yield server
        await server.close()
    assert ledger.close()


class Person:
    """A client that is not ours."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, line: bytes) -> Any:
        self.writer.write(line + b"\n")
        return json.loads(await self.reader.readline())


async def person(server: AttachServer) -> Person:
    assert server.path
    return Person(*await asyncio.open_unix_connection(server.path, limit=1024 * 1024))


async def test_a_command_gets_its_receipt_and_a_snapshot_is_one(server: AttachServer) -> None:
    client = await person(server)
    stopped = await client.ask(b'{"id": "7", "action": "stop"}')
    assert stopped == {
        "receipt": {"command_id": "7", "outcome": "accepted", "reasons": []},
        "at_rest": None,
    }
    seen = await client.ask(b'{"snapshot": true}')
    assert seen["snapshot"]["state"] == "safe"
    armed = await client.ask(b'{"id": "8", "action": "arm"}')
    assert armed["receipt"]["reasons"][0]["code"] == "not_connected"
    client.writer.close()


@pytest.mark.parametrize(
    "line", [b'{"id": "7", "action": "stop"}\n', stop_line("tui-7"), stop_line("7", "local")]
)
async def test_a_stop_is_known_by_its_bytes_and_waits_for_no_json(
    server: AttachServer, line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_text: bytes) -> None:
        raise AssertionError("a stop was read as JSON")

    client = await person(server)
    kernel = server.host.station.kernel
    with monkeypatch.context() as patch:
        patch.setattr("chairctl.frontends.attach.server.json.loads", read)
        client.writer.write(line)
        answer = await client.reader.readline()
    assert (json.loads(answer)["receipt"]["outcome"], kernel.stops) == ("accepted", 1)
    client.writer.close()


async def test_a_stop_is_one_however_it_is_written_and_in_whatever_pieces_it_comes(
    server: AttachServer,
) -> None:
    client = await person(server)
    kernel = server.host.station.kernel
    for number, pieces in enumerate(
        (
            (b'{"action":"stop","id":"1"}\n',),
            (b'{"id": "1", "acti', b'on": "stop"}\n'),
            (b'{"snapshot": ', b'true}\n{"id": "1", "action": "stop"}\n'),
            (b'{"id": "1", "action": "stop"}\n{"id": "2", "action": "stop"}\n',),
        ),
        start=1,
    ):
        for piece in pieces:
            client.writer.write(piece)
            await asyncio.sleep(0.02)
        while (await client.reader.readline()).find(b"receipt") < 0:
            pass
        assert kernel.stops == number + (number == 4)
    client.writer.close()


async def test_who_names_a_remote_origin_cannot_arm(server: AttachServer) -> None:
    client = await person(server)
    armed = await client.ask(b'{"id": "8", "action": "arm", "origin": "remote"}')
    assert armed["receipt"]["reasons"][0]["code"] == "only_at_the_chair"
    client.writer.close()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"no json", "no_json"),
        (b"\xff\xfe", "no_json"),
        (b"[" * 60_000, "no_json"),
        (b"[1]", "no_object"),
        (b"{}", "no_command"),
        (b'{"id": 5, "action": "stop"}', "no_command"),
        (b'{"id": "1", "action": ["stop"]}', "no_command"),
        (b'{"id": "1", "action": "stop", "origin": ["chair"]}', "no_command"),
        (b'{"id": "1", "action": "set_output", "channel": "air", "output": [NaN, null]}', "no_command"),
        (b'{"id": "1", "action": "run", "programme": "../../etc/passwd"}', "no_command"),
        (b'{"id": "1", "action": "run", "programme": {"name": "x"}}', "no_command"),
    ],
)
async def test_what_is_no_command_is_answered_and_harms_nothing(
    server: AttachServer, line: bytes, error: str
) -> None:
    client = await person(server)
    assert await client.ask(line) == {"error": error}
    assert (await client.ask(b'{"id": "\\ud800", "action": "stop"}'))["receipt"]["outcome"] == "accepted"
    assert server.host.failure is None
    client.writer.close()


async def test_a_programme_is_run_by_its_name(server: AttachServer) -> None:
    client = await person(server)
    answer = await client.ask(b'{"id": "1", "action": "run", "programme": "demo"}')
    assert answer["receipt"]["reasons"][0]["code"] == "not_armed"
    client.writer.close()


async def test_a_line_without_end_is_cut_off(server: AttachServer) -> None:
    client = await person(server)
    client.writer.write(b"x" * (LONGEST_LINE + 1))
    assert json.loads(await client.reader.readline()) == {"error": "line_too_long"}
    assert await client.reader.readline() == b""
    client.writer.close()


async def test_when_all_places_are_taken_the_most_silent_client_gives_way_to_a_stop(
    server: AttachServer,
) -> None:
    idle = [await person(server) for _ in range(MOST_CLIENTS)]
    await idle[0].ask(b'{"snapshot": true}')
    late = await person(server)
    assert (await late.ask(b'{"id": "1", "action": "stop"}'))["receipt"]["outcome"] == "accepted"
    assert len(server.clients) == MOST_CLIENTS
    assert await idle[1].reader.read() == b""
    assert (await idle[0].ask(b'{"snapshot": true}'))["snapshot"]
    for client in [*idle, late]:
        client.writer.close()


async def test_a_client_that_does_not_read_is_dropped(server: AttachServer) -> None:
    assert server.path
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX) as slow:
        slow.settimeout(0)
        await loop.sock_connect(slow, str(server.path))
        dropped = False
        for _ in range(2000):
            try:
                await loop.sock_sendall(slow, b'{"snapshot": true}\n' * 10)
            except (BrokenPipeError, ConnectionResetError):
                dropped = True
                break
    assert dropped
    assert server.clients == []


async def test_the_end_is_announced_and_the_socket_is_gone(server: AttachServer) -> None:
    client = await person(server)
    await client.ask(b'{"snapshot": true}')
    await server.close()
    assert json.loads(await client.reader.readline()) == {"closing": True, "at_rest": None, "trips": []}
    assert server.path
    assert not server.path.exists()
    client.writer.close()


async def test_folder_and_socket_are_for_their_owner_only(server: AttachServer) -> None:
    assert server.path
    assert stat.S_IMODE(server.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.path.parent.stat().st_mode) == 0o700
    assert server.path.name.startswith("chairlink-ref")
    assert server.path.name.endswith(f"-{os.getpid()}.sock")


def test_a_folder_that_others_may_enter_is_not_used(tmp_path: Path) -> None:
    open_to_all = tmp_path / "chairctl"
    open_to_all.mkdir(mode=0o755)
    with pytest.raises(UnsafeFolderError):
        make_safe(open_to_all)
    (open_to_all / "x-1.sock").touch()
    assert sockets(open_to_all) == []


def test_a_folder_behind_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "chairctl").symlink_to(tmp_path / "real")
    assert not is_safe(tmp_path / "chairctl")


def test_the_folder_follows_the_environment_and_long_names_fit() -> None:
    assert attach_folder({"XDG_RUNTIME_DIR": "/somewhere"}) == Path("/somewhere/chairctl")
    assert attach_folder({"XDG_RUNTIME_DIR": "relative"}).is_absolute()
    path = socket_path(Path("/run/user/1000/chairctl"), "a/" * 100)
    assert len(str(path)) == 100
    assert path.parent == Path("/run/user/1000/chairctl")


def test_a_socket_that_nobody_listens_to_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "gone-1.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
    with pytest.raises(ConnectionRefusedError):
        HostClient(path)
    assert not path.exists()


async def test_a_stop_from_outside_ends_an_arming_that_still_waits(server: AttachServer) -> None:
    arming = asyncio.create_task(server.host.arm(timeout_s=60))
    client = await person(server)
    await client.ask(b'{"id": "1", "action": "stop"}')
    receipt = await asyncio.wait_for(arming, 2)
    assert [reason.code for reason in receipt.reasons] == ["stopped"]
    client.writer.close()


async def test_who_subscribes_gets_a_picture_at_once_and_another_after_a_change(server: AttachServer) -> None:
    client = await person(server)
    first = await client.ask(b'{"subscribe": true}')
    assert first["snapshot"]["state"] == "safe"
    server.host.stop()
    second = json.loads(await asyncio.wait_for(client.reader.readline(), 5))
    assert second["snapshot"]["at"] > first["snapshot"]["at"]
    client.writer.close()


async def test_a_subscriber_that_does_not_read_gets_no_more_than_fits_and_only_later_pictures(
    server: AttachServer,
) -> None:
    assert server.path
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX) as slow:
        slow.settimeout(0)
        await loop.sock_connect(slow, str(server.path))
        await loop.sock_sendall(slow, b'{"subscribe": true}\n')
        while not (server.clients and server.clients[-1].follows):
            await asyncio.sleep(0.01)
        follower = server.clients[-1]
        written = 0
        while follower.wants_picture:
            follower.write(b"x" * 4096)
            written += 4096
        for _ in range(5):
            server.host.stop()
            await asyncio.sleep(PICTURE_INTERVAL_S)
        assert server.clients == [follower]
        assert follower.waiting_bytes <= 4096
        assert written < 1024 * 1024


async def test_a_visit_is_refused_where_nobody_takes_people_in(server: AttachServer) -> None:
    client = await person(server)
    assert await client.ask(b'{"start": "relax"}') == {"error": "no_command"}
    client.writer.close()
