"""What every screen has: who and what at the top, what is the case, STOP at the bottom, and the keys.

STOP lies in a dock of its own, which no content reaches. The content alone scrolls.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from chairctl.frontends.tui.big import big

if TYPE_CHECKING:
    from chairctl.frontends.tui.app import ChairApp
    from chairctl.frontends.tui.station import Station


PARTS = "#head, #standing, #content, #stop, #keys"
SCROLL = {"up": -1, "down": 1, "pageup": -1, "pagedown": 1}


def key(keys: str, action: str, text: str, *, show: bool = True) -> Binding:
    """A key of a screen; `text` is the code of what it does, without `tui.key.`. Capitals count too."""
    capitals = [one.upper() for one in keys.split(",") if len(one) == 1]
    return Binding(",".join([keys, *capitals]), action, text, show=show)


class StopBar(Static):
    """The red bar. A button of a mouse that goes down on it stops; it need not come up again."""

    can_focus = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Stop."""
        event.stop()
        cast("ChairApp", self.app).stop_now()


class Frame(Screen[None]):
    """The frame of a screen; `content` and `draw` are its own."""

    CODE: ClassVar[str] = ""
    """Its name in the texts and in the registry."""
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = []
    CAN_SCROLL: ClassVar[bool] = True
    ONLY: ClassVar[frozenset[str]] = frozenset()
    """Keys of every screen that work here; empty: all."""
    STAYS: ClassVar[bool] = False
    """What is begun here is shown here, not on the screen of sessions."""
    IS_CALM: ClassVar[bool] = False
    """Nothing but STOP is to be seen, as far as that goes."""

    def __init__(self) -> None:
        super().__init__()
        self._put: dict[str, Content | str] = {}
        self._is_composed = False

    @property
    def chair(self) -> ChairApp:
        """The app, as what it is."""
        return cast("ChairApp", self.app)

    @property
    def station(self) -> Station:
        """What is known of the station."""
        return self.chair.station

    def say(self, code: str, **params: object) -> str:
        """A text of the screen in the language of now."""
        return self.chair.texts.say(f"tui.{code}", **params)

    def compose(self) -> ComposeResult:
        """The frame, with the content of the screen in it."""
        yield Static(id="head")
        yield Static(id="standing")
        with VerticalScroll(id="content", can_focus=False):
            yield from self.content()
        with Vertical(id="bottom"):
            yield StopBar(id="stop")
            yield Static(id="keys")

    def content(self) -> Iterable[Widget]:
        """The widgets of this screen."""
        return ()

    def draw(self) -> None:
        """Show how it is now; called whenever something may have changed."""

    def on_mount(self) -> None:
        """Begin with what is known."""
        self._is_composed = True
        self.redraw()

    def on_screen_resume(self) -> None:
        """Somebody comes back to it."""
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Where no list has the keys, the arrows move what is too long for the screen."""
        if self.focused is None and event.key in SCROLL and self.CAN_SCROLL:
            area = self.query_one("#content", VerticalScroll)
            area.scroll_relative(
                y=SCROLL[event.key] * max(1, area.size.height - 2 if "page" in event.key else 1),
                animate=False,
            )
            event.stop()

    def on_resize(self) -> None:
        """There is more or less room."""
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """The frame and what is in it."""
        if not self._is_composed or len(self.query(PARTS)) < PARTS.count("#"):
            return  # a picture may come before there is anything to show it on, and after it has gone
        self.set_class(self.size.width >= 110, "-wide")
        self.set_class(self.size.height >= 34, "-tall")
        self.put("#head", self._head())
        now = self.chair.standing()
        bar = self.query_one("#standing", Static)
        bar.display = now is not None
        if now:
            bar.set_classes(f"-{now.tone}")
            self.put("#standing", now.line)
        self.put("#stop", self._stop_text())
        self.put("#keys", self._keys())
        self.draw()

    def put(self, selector: str, content: Content | str) -> None:
        """Show a content, if it is another one than is shown: what stays the same is not drawn again."""
        if self._put.get(selector) != content:
            self._put[selector] = content
            self.query_one(selector, Static).update(Content(content) if isinstance(content, str) else content)

    def _head(self) -> Content:
        left = f" {self.say(f'screen.{self.CODE}')} "
        right = f"{self.chair.who()} · {self.chair.device_line()} "
        room = max(1, self.size.width - len(left) - len(right))
        if len(left) + len(right) + 1 > self.size.width:
            right = f"{self.chair.who()} "[: max(0, self.size.width - len(left) - 1)]
            room = max(1, self.size.width - len(left) - len(right))
        return Content.assemble((left, "bold $primary"), " " * room, (right, "$dim"))

    def _stop_text(self) -> Content:
        """The word as large as the bar, and beside it the ways to it."""
        letters = big(self.say("stop.word"), 2)
        wide = max(map(len, letters))
        beside = ["", self.say("stop.keys"), self.say("stop.click")]
        if wide + 4 + max(map(len, beside)) > self.size.width:
            return Content("\n".join(letters))
        room = max(map(len, beside))
        lines = [f"{line:{wide}}    {text:{room}}" for line, text in zip(letters, beside, strict=True)]
        return Content("\n".join(lines))

    def _keys(self) -> Content:
        """The keys of this screen and of every screen, as far as they fit; each can be clicked."""
        parts: list[Content] = []
        used = 0
        shown = self.shown_keys()
        texts = [
            f" {self._printed(one)} {self.chair.texts.say(f'tui.key.{one.description}')} " for one in shown
        ]
        help_ = next((text for one, text in zip(shown, texts, strict=True) if one.description == "help"), "")
        for binding, text in zip(shown, texts, strict=True):
            rest = 0 if binding.description == "help" or help_ == "" else len(help_)
            if used + len(text) + rest > self.size.width:
                continue
            help_ = "" if binding.description == "help" else help_
            used += len(text)
            where = "screen" if binding in self.BINDINGS else "app"
            click = Style.from_meta({"@click": f"{where}.{binding.action}"})
            name = Content.styled(f" {self._printed(binding)}", "bold $primary")
            parts.append((name + text[len(self._printed(binding)) + 1 :]).stylize(click))
        return Content("").join(parts)

    def _printed(self, binding: Binding) -> str:
        return key_name(binding.key, self.chair.texts.language)

    def shown_keys(self) -> list[Binding]:
        """Keys to be shown at the bottom: the way to an alarm, then this screen's."""
        own = [one for one in self.BINDINGS if isinstance(one, Binding) and one.show]
        trips = {"alarms"} if self.station.trips and self.CODE != "alarms" else set()
        alarms = [one for one in self.chair.BINDINGS if one.description in trips and not self.ONLY]
        everywhere = [one for one in self.chair.BINDINGS if one.show or one.description in self.ONLY]
        return [*alarms, *own, *(one for one in everywhere if not self.ONLY or one.description in self.ONLY)]


def key_name(keys: str, language: str) -> str:
    """The first of some keys as it is printed on a keyboard; in German yes begins with J."""
    known = keys.split(",")
    first = "j" if language == "de" and {"y", "j"} <= set(known) else known[0]
    if first == "space":
        return "Leertaste" if language == "de" else "Space bar"
    if first.startswith("ctrl+"):
        return f"{'Strg' if language == 'de' else 'Ctrl'}-{first.removeprefix('ctrl+').upper()}"
    return _NAMES.get(first, first.upper() if len(first) == 1 else first)


_NAMES = {
    "enter": "⏎",
    "backspace": "⌫",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "question_mark": "?",
    "f1": "F1",
    "f2": "F2",
    "f3": "F3",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
