"""`chairctl tui`: the screen at the chair, on a host that runs or on one of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chairctl.frontends.attach.folder import attach_folder, sockets
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.refusal import Refusal
from chairctl.texts import Texts

if TYPE_CHECKING:
    from chairctl.frontends.tui.private_host import PrivateHost


def tui(texts: Texts, device: str | None, profile: str | None, *, plain: bool, web: bool, port: int) -> int:
    """Show it; an exit code. Raises Refusal."""
    if web:
        return _serve(texts, *place(texts, device, profile), port)
    if not plain and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refusal(texts.say("tui.no_terminal"))
    return show(texts, *place(texts, device, profile), plain=plain)


def _serve(texts: Texts, path: Path | None, own: PrivateHost | None, port: int) -> int:
    """The screen as a web page, until Ctrl-C; a host of our own then ends. Raises Refusal."""
    try:
        from chairctl.frontends.tui.web import serve_socket
    except ModuleNotFoundError as error:
        raise Refusal(texts.say("tui.no_web", name=error.name), ExitCode.UNEXPECTED) from error
    try:
        if path is None:
            raise Refusal(texts.say("tui.home.no_device"), ExitCode.NO_DEVICE)
        return serve_socket(texts, path, port)
    except OSError as error:
        raise Refusal(texts.say("tui.no_port", port=port, error=error.strerror)) from error
    finally:
        if own:
            own.end()


def place(texts: Texts, device: str | None, profile: str | None) -> tuple[Path | None, PrivateHost | None]:
    """The socket to show, and the host if it is our own. Raises Refusal."""
    from chairctl.frontends.tui.finding import known, only_host
    from chairctl.frontends.tui.private_host import HostError, PrivateHost, for_device

    if device is None:
        if (host := only_host()) or sockets(attach_folder(os.environ)):
            return host, None
        waiting = known().devices
        if len(waiting) != 1:
            return None, None
        device, profile = waiting[0].where, profile or waiting[0].profile
    try:
        own = PrivateHost(for_device(device, profile or ""), texts.language)
    except HostError as error:
        raise Refusal(str(error), ExitCode.NO_DEVICE) from error
    return own.socket, own


def show(texts: Texts, path: Path | None, own: PrivateHost | None, *, plain: bool) -> int:
    """The screen on this socket, until somebody leaves; a host of our own then ends."""
    from chairctl.frontends.tui.settings import load_settings, settings_path

    file = settings_path()
    settings = load_settings(file, texts.language)
    private = own
    try:
        if plain:
            from chairctl.frontends.tui.plain import read_aloud

            return read_aloud(Texts(settings.language), settings.person, path)
        from chairctl.frontends.tui.app import ChairApp

        app = ChairApp(settings, path, file, private=own)
        app.run()
        private = app.private
        return app.return_code or ExitCode.FINISHED
    finally:
        if private:
            private.end()
