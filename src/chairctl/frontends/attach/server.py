"""Lets other programs of the same user ask a running host over a Unix socket.

One JSON object per line. Requests:

    {"id": "1", "action": "stop"}                        any action of `runtime/command_json.py`
    {"id": "2", "action": "run", "programme": "relax"}   a programme by its name
    {"snapshot": true}
    {"confirm": true, "wish": 3}                         yes to what a remote asks for; false: no
    {"subscribe": true}                                  snapshots from now on, after changes
    {"start": "relax", "person": "Anna", …}              where `visits` takes it: admits, arms and runs
    {"release": "rongtai-rt8600"}                        lets a device go, after a stop; null: every one
    {"take": null}                                       opens the lines again

Answers: {"receipt": …, "at_rest": …}, {"snapshot": …, "at_rest": …, "asks": …, "wish": …, "scan": …,
"addresses": {device: address}}, {"confirmed": …} or {"declined": …} (whether that waited; after a yes
{"agreed": receipt} follows), {"released": [device…], "at_rest": …} or {"error": code}. `wish` is what a
remote asks for, with its number, and `asks` the same in words (null: nothing); a yes or no without a number
is about whatever waits. `scan` is how far a body scan is (null: none goes on);
`at_rest` says whether all outputs are read back zero (null: a device is not heard). The last line before
the host ends is {"closing": true, "at_rest": …, "trips": …}. Whoever may open the socket sits at this
computer, so commands count as a person's at the chair unless they name another origin.

Everything is bounded: the length of a line, the clients, what waits for a client that does not read.
When all places are taken the client that has been silent longest gives way, so that a stop always
gets through.
"""

import asyncio
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from chairctl.domain.commands import Command, Origin
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Receipt
from chairctl.frontends.attach.folder import attach_folder, make_safe, socket_path
from chairctl.frontends.attach.wish import Say, Wishes
from chairctl.frontends.plain import plain
from chairctl.profiles.loader import load_programme, programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.runtime.command_json import from_json
from chairctl.runtime.host import StationHost

if TYPE_CHECKING:
    from chairctl.session.bodyscan.scanner import Progress

LONGEST_LINE = 64 * 1024
MOST_CLIENTS = 16
MOST_WAITING = 256 * 1024
"""Bytes that may wait for a client; one that lets more pile up is dropped."""
STOP = re.compile(rb'\{"id": "([\w-]{1,64})", "action": "stop"(?:, "origin": "(chair|local)")?\}\n')
"""A stop as it is written above: known by its bytes, it waits for no JSON. Otherwise written it stops too."""
PICTURE_INTERVAL_S = 0.2
"""Between two snapshots for who subscribes; one who has not read the last gets only a later one."""


class Visits(Protocol):
    """Takes a person in: who that is and what they may have is not the socket's business."""

    def begin(self, request: dict[str, Any], say: Say) -> None:
        """Begin to take somebody in; what becomes of it is said later. Never raises."""

    @property
    def scan(self) -> "Progress | None":
        """How far a body scan is; None: none goes on."""


class AttachServer:
    """Listens for one host from `open` to `close`."""

    def __init__(
        self,
        host: StationHost,
        wishes: Wishes | None = None,
        visits: Visits | None = None,
        programmes: Mapping[str, Programme] | None = None,
    ) -> None:
        self.host = host
        self.wishes = wishes
        self.visits = visits
        self.programmes = programmes
        """All that can be run by name; None: they are read when they are asked for."""
        self.clients: list[_Client] = []
        """The one that has been silent longest comes first."""
        self.path: Path | None = None
        self._server: asyncio.Server | None = None
        self._publishing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen. Raises OSError, UnsafeFolderError."""
        path = socket_path(make_safe(attach_folder(os.environ)), self.host.station.name)
        path.unlink(missing_ok=True)  # left over from a process that had our number
        before = os.umask(0o177)
        try:
            self._server = await asyncio.get_running_loop().create_unix_server(lambda: _Client(self), path)
        finally:
            os.umask(before)
        self.path = path

    async def close(self) -> None:
        """Tell every client how it ended and stop listening."""
        if self._server is None:
            return
        self._server.close()
        if self._publishing:
            self._publishing.cancel()
        trips = plain(self.host.snapshot().trips)  # nobody may miss why it ended
        for client in list(self.clients):
            client.say({"closing": True, "at_rest": self.host.at_rest(), "trips": trips})
            client.hang_up()
        if self.path:
            self.path.unlink(missing_ok=True)
        await asyncio.sleep(0)  # the last lines leave with the next turn of the loop

    def welcome(self, client: "_Client") -> None:
        """A client has come; if there are too many, another has to go."""
        if len(self.clients) >= MOST_CLIENTS:
            self.clients.pop(0).drop()
        self.clients.append(client)

    def follow(self) -> None:
        """Somebody has subscribed: begin to send pictures, unless they are sent already."""
        if self._publishing is None:
            self._publishing = asyncio.get_running_loop().create_task(self._publish())

    async def _publish(self) -> None:
        """Each picture is made once for all, and only while somebody follows."""
        async for _ in self.host.subscribe(PICTURE_INTERVAL_S):
            ready = [client for client in self.clients if client.wants_picture]
            if ready:
                line = json.dumps(self._picture()).encode() + b"\n"
                for client in ready:
                    client.write(line)

    def _picture(self) -> dict[str, Any]:
        wish = self.wishes.wish() if self.wishes else None
        return {
            "snapshot": plain(self.host.snapshot()),
            "at_rest": self.host.at_rest(),
            "asks": wish.text if wish else None,
            "wish": plain(wish),
            "scan": plain(self.visits.scan) if self.visits else None,
            "addresses": {name: link.transport.address for name, link in self.host.links.items()},
        }

    def answer(self, line: bytes, client: "_Client") -> dict[str, Any]:
        """The answer to one line; never raises for anything that a client may send."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            return {"error": "no_json"}
        if not isinstance(request, dict):
            return {"error": "no_object"}
        if request.get("snapshot") is True:
            return self._picture()
        if isinstance(agrees := request.get("confirm"), bool):
            return self._decide(request, client, agrees=agrees)
        if request.get("subscribe") is True:
            client.follows = True
            self.follow()
            return self._picture()
        if "start" in request and self.visits:
            self.visits.begin(request, client.say)
            return {"starting": True}
        if "release" in request or "take" in request:
            return self._hand(request)
        try:
            command = self._command(request)
        except (ValueError, TypeError, RecursionError):
            return {"error": "no_command"}
        except ProfileErrors:
            return {"error": "no_such_programme"}
        return self.answer_with(self.host.submit(command))

    def answer_with(self, receipt: Receipt) -> dict[str, Any]:
        """The answer to a command that was carried out, or refused."""
        return {"receipt": plain(receipt), "at_rest": self.host.at_rest()}

    def _decide(self, request: dict[str, Any], client: "_Client", *, agrees: bool) -> dict[str, Any]:
        """Somebody at the chair wants what waits, or does not; a number that is none is that of no wish."""
        number = request.get("wish")
        if self.wishes is None or ("wish" in request and type(number) is not int):
            done = False
        else:
            done = self.wishes.confirm(number, client.say) if agrees else self.wishes.decline(number)
        return {"confirmed" if agrees else "declined": done}

    def _hand(self, request: dict[str, Any]) -> dict[str, Any]:
        """Begin to let devices go, or to open their lines again."""
        name = request["release"] if "release" in request else request["take"]
        if name is not None and (not isinstance(name, str) or name not in self.host.links):
            return {"error": "no_such_device"}
        names = tuple(self.host.links) if name is None else (name,)
        for each in names:
            if "release" in request:
                self.host.release(each)
            else:
                self.host.take(each)
        released = [link.device for link in self.host.snapshot().links if link.released]
        return {"released": released, "at_rest": self.host.at_rest()}

    def _command(self, request: dict[str, Any]) -> Command:
        """The command in a request; a programme comes by its name, never as a whole."""
        document = {"origin": Origin.CHAIR.value, **request}
        if document.get("action") == "run":
            name = document.get("programme")
            if name not in (self.programmes or programme_names()):
                raise ValueError("unknown programme")
            name = cast(str, name)
            document["programme"] = self.programmes[name] if self.programmes else load_programme(name)
        return from_json(document)


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, server: AttachServer) -> None:
        self._server = server
        self.follows = False
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a place."""
        self._transport = cast(asyncio.Transport, transport)
        self._server.welcome(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio has it)
        """Give it back."""
        if self in self._server.clients:
            self._server.clients.remove(self)

    def data_received(self, data: bytes) -> None:
        """Answer every whole line at once, and a stop before all else."""
        if stop := STOP.fullmatch(data):
            origin = Origin.LOCAL if stop[2] == b"local" else Origin.CHAIR
            self.say(self._server.answer_with(self._server.host.stop(origin, stop[1].decode())))
            data = b""
        if self in self._server.clients:
            self._server.clients.remove(self)
            self._server.clients.append(self)
        *lines, self._waiting = (self._waiting + data).split(b"\n")
        for line in lines:
            if self._transport is None or self._transport.is_closing():
                return
            if len(line) > LONGEST_LINE:
                break
            self.say(self._server.answer(line, self))
        if max(map(len, (*lines, self._waiting))) > LONGEST_LINE:
            self.say({"error": "line_too_long"})
            self.hang_up()

    @property
    def wants_picture(self) -> bool:
        """Whether it follows and has read what was sent before."""
        return self.follows and not self.waiting_bytes

    @property
    def waiting_bytes(self) -> int:
        """What waits here because it has not read."""
        return self._transport.get_write_buffer_size() if self._transport else 0

    def say(self, document: dict[str, Any]) -> None:
        """Send one line; a client that does not read is dropped."""
        self.write(json.dumps(document).encode() + b"\n")

    def write(self, line: bytes) -> None:
        """As `say`, for a line that is ready."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(line)
        if self._transport.get_write_buffer_size() > MOST_WAITING:
            self.drop()

    def hang_up(self) -> None:
        """Close once everything has been sent."""
        if self._transport:
            self._transport.close()

    def drop(self) -> None:
        """Close now; what waits is lost."""
        if self._transport:
            self._transport.abort()
