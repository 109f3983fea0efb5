"""Hosts for screens to show: one without a chair in this process, and a real one with a simulated chair."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from chairctl.control.assembly import assemble
from chairctl.frontends.attach.server import AttachServer
from chairctl.frontends.cli.recordings import HostRecordings
from chairctl.frontends.cli.visits import DeskVisits
from chairctl.frontends.tui.app import ChairApp
from chairctl.profiles.loader import find_device, load_device
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.transports.addresses import transport_for


def own_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this computer's user is touched."""
    for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        path = folder / name.lower()
        path.mkdir(mode=0o700, exist_ok=True)
        monkeypatch.setenv(name, str(path))


@asynccontextmanager
async def empty_room(folder: Path) -> AsyncIterator[AttachServer]:
    """A host whose chair is not there, with its socket; it records."""
    profile = load_device("chairlink-reference")
    station = assemble(profile.name, (profile,))
    ledger = Ledger(LedgerPaths(folder / "ledger" / "ledger.sqlite", folder / "witness"))
    async with StationHost(station, {profile.name: transport_for("/dev/ttyNOTHING")}, ledger) as host:
        recordings = HostRecordings(host, find_device(profile.name).read_text(encoding="utf-8"))
        server = AttachServer(host, visits=DeskVisits(host, recordings))
        await server.open()
        yield server
        await server.close()
    assert ledger.close()


async def until(condition: Callable[[], bool], pilot: Pilot[int], seconds: float = 10.0) -> None:
    """Wait for something on a screen."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        assert loop.time() < end, "it did not happen in time"
        await pilot.pause(0.02)


def shown(app: ChairApp) -> str:
    """The text that is to be seen."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    assert (width, height) == app.size
    return "\n".join("".join(segment.text for segment in line) for line in lines)
