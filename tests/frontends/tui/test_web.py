"""The screen in a browser: with the token, under our own name, with nothing from elsewhere; in Chromium."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import aiohttp
import pytest
from tests.frontends.tui.rooms import own_folders

from chairctl.frontends.attach.client import HostClient
from chairctl.frontends.tui.private_host import PrivateHost

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page:
    """`chairctl tui --web` on a host with a simulated chair."""

    def __init__(self, folder: Path, host: PrivateHost, port: int) -> None:
        self.folder, self.host, self.port = folder, host, port
        code = (
            "from pathlib import Path; from chairctl.frontends.tui.web import serve_socket; "
            "from chairctl.texts import Texts; import sys; "
            "serve_socket(Texts('en'), Path(sys.argv[1]), int(sys.argv[2]))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(host.socket), str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found
        self.url = found.group()

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int) -> Iterator[Page]:
    own_folders(tmp_path, monkeypatch)
    host = PrivateHost(["chairctl.frontends.cli.demo"], "en")
    served = Page(tmp_path, host, unused_tcp_port)
    yield served
    served.close()
    host.end()


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def ask(page: Page, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer."""
    request = Request(f"http://127.0.0.1:{page.port}{path}", headers=headers)
    try:
        with build_opener(Stay).open(request, timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers)


def test_without_the_token_or_under_another_name_there_is_nothing(page: Page) -> None:
    token = page.url.rpartition("=")[2]
    assert ask(page, "/")[0] == 403
    assert ask(page, "/ws")[0] == 403
    assert ask(page, "/static/js/textual.js")[0] == 403
    assert ask(page, "/?token=guessed")[0] == 403
    assert ask(page, f"/?token={token}", Host="evil.example")[0] == 403
    status, headers = ask(page, f"/?token={token}")
    cookie = headers["Set-Cookie"]
    assert (status, headers["Location"]) == (302, "/")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    mine = cookie.split(";")[0]
    assert ask(page, "/", Cookie=mine, Origin="http://evil.example")[0] == 403
    status, headers = ask(page, "/", Cookie=mine)
    assert status == 200
    assert "font-src 'self'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_in_chromium_somebody_begins_makes_it_stronger_and_stops(page: Page, tmp_path: Path) -> None:
    if CHROMIUM is None:
        pytest.skip("Chromium is missing; on Debian: apt install chromium")
    profile = tmp_path / "browser"
    browser = await asyncio.create_subprocess_exec(
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "--window-size=1100,760", "about:blank",
        stderr=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with HostClient(page.host.socket) as client:
            await visit(page, profile, client)
    finally:
        browser.terminate()
        await browser.wait()


async def visit(page: Page, profile: Path, client: HostClient) -> None:
    """By the keys of somebody at the page; what really happens is asked of the host."""
    port = await debugging_port(profile)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/json") as answer:
            target = next(one for one in await answer.json() if one["type"] == "page")
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            browser = Browser(socket)
            await browser.call("Network.enable")
            await browser.call("Page.enable")
            await browser.call("Page.navigate", url=page.url)
            await asyncio.sleep(1)
            await until(lambda: len(client.ask({"snapshot": True})) > 0)
            await browser.settle()
            await browser.click(500, 8)
            await browser.type("Enter", "b")
            await until(lambda: seen(client)["state"] == "energised", 30)
            before = seen(client)["channels"][0]["setpoint"]["level"]
            await browser.type("+", "+", "+")
            await until(lambda: seen(client)["channels"][0]["setpoint"]["level"] > before)
            picture = await browser.call("Page.captureScreenshot")
            save(picture["data"])
            await browser.type(" ")
            await until(lambda: seen(client)["state"] == "safe", 5)
            assert seen(client)["ended"]["code"] == "stopped"
            foreign = {
                url for url in browser.requested if not url.startswith(f"http://127.0.0.1:{page.port}")
            }
            assert foreign - browser.blocked == set()


class Browser:
    """The debugging protocol of Chromium, as far as it is needed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.requested: set[str] = set()
        self.blocked: set[str] = set()
        self._urls: dict[str, str] = {}

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """Call, and take note of what the page asks for meanwhile."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            said = json.loads((await self._socket.receive(60)).data)
            self._note(said)
            if said.get("id") == self._number:
                result: dict[str, Any] = said.get("result", {})
                return result

    async def settle(self) -> None:
        """Wait until the page has begun to draw the screen."""
        code = "document.body.classList.contains('-first-byte')"
        for _ in range(300):
            answer = await self.call("Runtime.evaluate", expression=code)
            if answer["result"].get("value"):
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(2)

    async def click(self, x: int, y: int) -> None:
        """The left button, down and up."""
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        await asyncio.sleep(0.5)

    async def type(self, *keys: str) -> None:
        """Keys of a keyboard."""
        for key in keys:
            text = {"Enter": "\r"}.get(key, key)
            code = {"Enter": 13, " ": 32, "+": 187}.get(key, ord(key.upper()[0]))
            shared = {"key": key, "windowsVirtualKeyCode": code}
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **shared)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **shared)
            await asyncio.sleep(0.7)

    def _note(self, said: dict[str, Any]) -> None:
        params = said.get("params", {})
        if said.get("method") == "Network.requestWillBeSent":
            url = params["request"]["url"]
            self._urls[params["requestId"]] = url
            self.requested |= {url} if url.startswith("http") else set()
        if said.get("method") == "Network.loadingFailed" and params.get("blockedReason") == "csp":
            self.blocked.add(self._urls.get(params["requestId"], ""))


def seen(client: HostClient) -> dict[str, Any]:
    picture: dict[str, Any] = client.ask({"snapshot": True})["snapshot"]
    return picture


def save(data: str) -> None:
    """Keep the picture, if that is wished."""
    if folder := os.environ.get("CHAIRCTL_PICTURES"):
        import base64

        Path(folder, "web.png").write_bytes(base64.b64decode(data))


async def debugging_port(profile: Path) -> int:
    """Where Chromium listens."""
    place = profile / "DevToolsActivePort"
    end = time.monotonic() + 60
    while not place.exists() or not place.read_text().strip():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    return int(place.read_text().splitlines()[0])


async def until(condition: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.05)
