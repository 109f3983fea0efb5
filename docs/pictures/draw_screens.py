"""Draws the pictures of the screen at the chair, from real sessions on a simulated chair: `make pictures`."""

import asyncio
import os
import tempfile
from pathlib import Path

from make_pictures import without_network
from textual.pilot import Pilot

from chairctl.domain.time import SECOND
from chairctl.frontends.cli.demo import seat_somebody
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.private_host import PrivateHost
from chairctl.frontends.tui.settings import Settings
from chairctl.texts import Texts

FOLDER = Path(__file__).parent
SIZE = (100, 30)
AT = 22 * SECOND
FOLDERS = {
    "XDG_RUNTIME_DIR": "run",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CONFIG_HOME": ".config",
}


async def draw(host: PrivateHost, language: str, theme: str) -> None:
    """Home, the step before a session, its middle and its stop; then a body scan, which takes two minutes."""
    seat_somebody(Texts(language))
    end = ".de" if language == "de" else ""
    app = ChairApp(Settings(language=language, theme=theme, person="Alex", blank_minutes=0), host.socket)
    async with app.run_test(size=SIZE) as pilot:
        await wait(lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot)
        save(f"home{end}", app)
        app.push_screen(registry.screen("begin", "demo"))
        await pilot.pause(1)
        save(f"begin{end}", app)
        await pilot.press("b")
        await wait(lambda: elapsed(app) >= AT, pilot)
        save(f"screen{end}", app)
        await pilot.press("space")
        await wait(lambda: app.station.picture is not None and app.station.picture.at_rest is True, pilot)
        await pilot.pause(0.5)
        save(f"stopped{end}", app)
        app.show_only("bodyscan")
        await pilot.pause(1)
        await pilot.press("b")
        await wait(lambda: bool(app.station.scan_said), pilot)
        await pilot.pause(0.5)
        save(f"bodyscan{end}", app)


def elapsed(app: ChairApp) -> int:
    """How far the session is (ns)."""
    session = app.station.picture.snapshot.session if app.station.picture else None
    return session.elapsed if session else 0


async def wait(condition: object, pilot: Pilot[int]) -> None:
    """Wait for something on the screen."""
    while not condition():  # type: ignore[operator]
        await pilot.pause(0.05)


def save(name: str, app: ChairApp) -> None:
    """One picture."""
    svg = without_network(app.export_screenshot(title="chairctl"))
    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Draw them all, in folders that nobody else uses."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder  # so that a path in a picture is what it is for everybody
        for name, place in FOLDERS.items():
            os.environ[name] = str(Path(folder) / place)
            Path(os.environ[name]).mkdir(mode=0o700, parents=True)
        host = PrivateHost(["chairctl.frontends.cli.demo"], "en")
        try:
            asyncio.run(draw(host, "en", "calm"))
            asyncio.run(draw(host, "de", "day"))
        finally:
            host.end()


if __name__ == "__main__":
    main()
