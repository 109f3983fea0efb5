"""Every screen there is, in the order of the menu. Tests go through this list, so none is forgotten."""

from importlib import import_module
from typing import NamedTuple

from chairctl.frontends.tui.frame import Frame


class Place(NamedTuple):
    """A screen: its code, which is the module that holds it, its class, and whether the menu offers it."""

    code: str
    name: str
    in_menu: bool = True


PLACES = (
    Place("home", "Home"),
    Place("session", "Session"),
    Place("manual", "Manual"),
    Place("programmes", "Programmes"),
    Place("begin", "Begin", in_menu=False),
    Place("guide", "Guide", in_menu=False),
    Place("finder", "Finder"),
    Place("bodyscan", "BodyScan"),
    Place("screening", "Screening"),
    Place("course", "Course"),
    Place("history", "History"),
    Place("after", "After", in_menu=False),
    Place("presence", "Presence", in_menu=False),
    Place("asked", "Asked", in_menu=False),
    Place("people", "People"),
    Place("limits", "Limits"),
    Place("devices", "Devices"),
    Place("device", "Device", in_menu=False),
    Place("alarms", "Alarms"),
    Place("settings", "Preferences"),
    Place("help", "Help"),
    Place("menu", "Menu", in_menu=False),
    Place("lock", "Lock"),
    Place("dark", "Dark", in_menu=False),
)


def screen(code: str, *arguments: object) -> Frame:
    """A new screen of this code. KeyError where there is none."""
    name = {place.code: place.name for place in PLACES}[code]
    made: Frame = getattr(import_module(f"chairctl.frontends.tui.screens.{code}"), name)(*arguments)
    return made
