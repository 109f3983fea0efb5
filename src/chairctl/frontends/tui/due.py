"""What a person at the chair is asked now: the screen that comes by itself, and the words of a wish."""

from chairctl.domain.telemetry import Activity
from chairctl.domain.time import SECOND
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.attach.wish import Wish
from chairctl.frontends.tui.library import programme
from chairctl.texts import Texts

QUIET_S = 1.0
"""For so long a wish has to be seen, with no key pressed, before an answer to it counts."""
_WORSE = (Activity.STOP_FAILED, Activity.STOP_UNVERIFIED)


def due(picture: Picture | None, *, gone: bool = False) -> str:
    """The code of the screen whose question is due; empty: none.

    Alarms and "is all well?" come before what a remote asks for.
    """
    if picture is None:
        return ""
    if picture.snapshot.answer_within is not None:
        return "presence"
    is_alarm = picture.snapshot.trips or any(link.activity in _WORSE for link in picture.snapshot.links)
    return "asked" if picture.wish and not is_alarm and not gone else ""


def wished(wish: Wish, texts: Texts) -> str:
    """What a remote asks for, in a sentence."""
    if wish.programme is None:
        return texts.say(f"tui.asked.{wish.action}")
    found = programme(wish.programme)
    title = getattr(found.title, texts.language) if found else wish.programme
    return texts.say(f"tui.asked.{wish.action}", title=title)


def seconds_left(wish: Wish) -> int:
    """How long there is to answer, rounded up."""
    return -(-wish.within // SECOND)


def wish_line(wish: Wish, texts: Texts) -> str:
    """What a remote asks for, and how long there is to answer."""
    return texts.say("tui.asked.short", wish=wished(wish, texts), seconds=seconds_left(wish))
