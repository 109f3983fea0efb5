"""Every screen of the registry, in both languages, three sizes and every theme: what is to be seen stays so.

The text of each is kept in `pictures/`; `CHAIRCTL_PICTURES=FOLDER` writes the SVG of each to look at, and
`CHAIRCTL_KEEP=1` keeps what is new. Colours are judged by their contrast.
"""

import os
import re
from pathlib import Path

import pytest
from tests.frontends.tui.rooms import own_folders, shown, until
from tests.frontends.tui.stage import scan, scene

from chairctl.frontends.tui import registry
from chairctl.frontends.tui.app import ChairApp
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.screens.guide import Guide
from chairctl.frontends.tui.settings import Settings
from chairctl.runtime import scanning
from chairctl.session.player import Player

KEPT = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (120, 40), (200, 60))
THEMES = ("calm", "contrast")
LIGHT = "day"
"""Looked at in one size: its colours are the same in all."""
LEAST_CONTRAST = {"calm": 4.5, "day": 4.5, "contrast": 7.0}
CODES = [place.code for place in registry.PLACES]


def brightness(colour: str) -> float:
    """Relative luminance as in WCAG 2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def faint_texts(app: ChairApp, least: float) -> list[tuple[str, str, str]]:
    """Words that are too like what is behind them; lines and bars are no words."""
    found = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if not re.search(r"\w", segment.text) or style is None or not style.color or not style.bgcolor:
                continue
            front, back = (colour.get_truecolor().hex for colour in (style.color, style.bgcolor))
            front, back = (back, front) if style.reverse else (front, back)
            if contrast(front, back) < least:
                found.append((segment.text, front, back))
    return found


@pytest.mark.parametrize("code", CODES)
async def test_a_screen_looks_as_it_did(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_folders(tmp_path, monkeypatch)
    monkeypatch.setattr(scanning, "scan", scan)  # what is on this computer is no part of a picture
    app = ChairApp(Settings(blank_minutes=0), None)
    different, faint = [], []
    async with app.run_test(size=SIZES[0]) as pilot:
        scene(app, code)
        if code != "home":
            app.push_screen(registry.screen(code))
        await until(lambda: isinstance(app.screen, Frame) and code == app.screen.CODE, pilot)
        if isinstance(app.screen, Guide):  # its time stands still for the picture
            player = Player(app.screen._player.plan, 0)
            player.pause(0)
            app.screen._player = player
        if code == "devices":
            await until(lambda: "headphones" in shown(app) and "some seconds" not in shown(app), pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            for language in ("en", "de"):
                for theme in (*THEMES, LIGHT) if size == SIZES[0] else THEMES:
                    app.change(language=language, theme=theme)
                    await pilot.pause()
                    name = f"{code}-{language}-{size[0]}x{size[1]}"
                    text = "\n".join(line.rstrip() for line in shown(app).splitlines()) + "\n"
                    if theme == THEMES[0]:
                        different += [] if same(KEPT / f"{name}.txt", text) else [name]
                    if code != "dark":
                        faint += faint_texts(app, LEAST_CONTRAST[theme])
                    draw(f"{name}-{theme}.svg", app)
    assert faint == []
    assert different == []


def draw(name: str, app: ChairApp) -> None:
    """Write a picture to look at, if that is wished."""
    if folder := os.environ.get("CHAIRCTL_PICTURES"):
        Path(folder, name).write_text(app.export_screenshot(), encoding="utf-8")


def same(path: Path, text: str) -> bool:
    """Whether a picture is as it was kept; one that is new is kept if that is wished."""
    if os.environ.get("CHAIRCTL_KEEP"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


def test_no_picture_is_kept_of_a_screen_that_there_is_not() -> None:
    assert {path.stem.split("-")[0] for path in KEPT.glob("*.txt")} == set(CODES)
    assert len(list(KEPT.glob("*.txt"))) == len(CODES) * len(SIZES) * 2
