"""What is really the case, in one line: after a stop, in trouble, without a host. Symbol, words, colour."""

from enum import StrEnum
from typing import NamedTuple

from chairctl.domain.safety import Priority
from chairctl.domain.telemetry import Activity
from chairctl.frontends.attach.picture import Picture
from chairctl.frontends.cli import words
from chairctl.frontends.tui.due import wish_line
from chairctl.safety.states import LIVE
from chairctl.texts import Texts


class Tone(StrEnum):
    """How urgent a line is; each has a symbol of its own, and a colour."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    GOOD = "good"
    CALM = "calm"


SYMBOL = {Tone.HIGH: "▲", Tone.MEDIUM: "▲", Tone.LOW: "●", Tone.GOOD: "■", Tone.CALM: "·"}
_TONE = {Priority.HIGH: Tone.HIGH, Priority.MEDIUM: Tone.MEDIUM, Priority.LOW: Tone.LOW}


class Standing(NamedTuple):
    """A line for the top of every screen."""

    tone: Tone
    text: str

    @property
    def line(self) -> str:
        """With its symbol."""
        return f"{SYMBOL[self.tone]} {self.text}"


def standing(picture: Picture | None, *, told: bool, gone: bool, texts: Texts) -> Standing | None:
    """What has to be said on every screen; None: nothing of note. `told`: a stop was asked for here."""
    if gone:
        return Standing(Tone.HIGH, texts.say("tui.standing.gone"))
    if picture is None:
        return None
    snapshot = picture.snapshot
    activities = {link.activity for link in snapshot.links}
    if Activity.STOP_FAILED in activities:
        return Standing(Tone.HIGH, texts.say("tui.standing.failed"))
    if snapshot.trips:
        first = min(snapshot.trips, key=lambda trip: list(Priority).index(trip.priority))
        kinds = {view.name: view.kind for view in snapshot.channels}
        zero = texts.say(f"tui.standing.{_rest(picture.at_rest)}")
        said = words.reason(first.reason, kinds, texts)
        more = texts.say("tui.standing.more", count=len(snapshot.trips) - 1) if snapshot.trips[1:] else ""
        return Standing(_TONE[first.priority], f"{said} {zero}{more}")
    if Activity.STOP_UNVERIFIED in activities:
        return Standing(Tone.HIGH, texts.say("tui.standing.unverified"))
    if snapshot.answer_within is not None:
        return Standing(Tone.MEDIUM, question(snapshot.answer_within, texts))
    wish = Standing(Tone.LOW, wish_line(picture.wish, texts)) if picture.wish else None
    if snapshot.state in LIVE:
        return wish
    if Activity.HOMING in activities:
        return Standing(Tone.LOW, texts.say("tui.standing.homing"))
    if told:
        tone = {True: Tone.GOOD, False: Tone.MEDIUM, None: Tone.HIGH}[picture.at_rest]
        return Standing(tone, texts.say(f"tui.standing.stop_{_rest(picture.at_rest)}"))
    return wish


def question(answer_within: int, texts: Texts) -> str:
    """Whether all is well, and how long there is to answer."""
    return texts.say("tui.presence.short", seconds=-(-answer_within // 1_000_000_000))


def _rest(at_rest: bool | None) -> str:
    return {True: "zero", False: "going", None: "unheard"}[at_rest]
