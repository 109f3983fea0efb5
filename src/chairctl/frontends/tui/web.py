"""The same screen in a browser on this computer: textual-serve behind a token, for nobody else.

It listens on the loopback address only. The address that is printed holds a token, which the first visit
turns into a cookie; without it there is no page and no terminal. Requests under another name are refused (a
page elsewhere could point its name here), and the page may load nothing from any other place.
"""

import asyncio
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.texts import Texts

HOST = "127.0.0.1"
COOKIE = "chairctl"
WAIT_S = 0.05
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer(Server):
    """Serves one command to whoever brings the token."""

    def __init__(self, command: str, port: int, token: str, said: str) -> None:
        super().__init__(command, host=HOST, port=port, title="chairctl", public_url=f"http://{HOST}:{port}")
        self._token = token
        self._said = said

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002  (its own has it)
        """Say where, instead of the banner, as soon as somebody could come."""
        self._saying = asyncio.create_task(self._say())

    async def _say(self) -> None:
        while True:
            await asyncio.sleep(WAIT_S)
            with suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, self.port)
                writer.close()
                print(self._said, flush=True)
                return

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the token in, under our own name only, and let the page load nothing from elsewhere."""
        here = f"{HOST}:{self.port}"
        origin = request.headers.get("Origin", f"http://{here}")
        given = request.cookies.get(COOKIE, "")
        offered = request.query.get("token", "")
        if request.host != here or origin != f"http://{here}":
            raise web.HTTPForbidden(text="not under this name")
        if offered and compare_digest(offered.encode(), self._token.encode()):
            answer = web.HTTPFound("/")
            answer.set_cookie(COOKIE, self._token, httponly=True, samesite="Strict", path="/")
            raise answer
        if not compare_digest(given.encode(), self._token.encode()):
            raise web.HTTPForbidden(text="the address with its token is printed where the server was started")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = (
                f"default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; "
                f"style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
                f"connect-src 'self' ws://{here}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
            )
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store"
        return response


def serve_socket(texts: Texts, path: Path, port: int) -> int:
    """Serve the screen on this host until Ctrl-C; an exit code."""
    token = secrets.token_urlsafe(24)
    command = shlex.join(
        [sys.executable, "-m", "chairctl.frontends.tui.visitor", str(path), "--lang", texts.language]
    )
    said = texts.say("tui.web", url=f"http://{HOST}:{port}/?token={token}")
    LocalServer(command, port, token, said).serve()
    return ExitCode.FINISHED
