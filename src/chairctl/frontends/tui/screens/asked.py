"""A remote asks for something. Y and N answer; Enter does not, nor does what was typed for another screen."""

import asyncio
import math
from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.frontends.tui.big import big
from chairctl.frontends.tui.due import QUIET_S, seconds_left, wished
from chairctl.frontends.tui.frame import SCROLL, Frame, key

KEYS = frozenset({"y", "j", "n", "u", "f2", *SCROLL})


class Asked(Frame):
    """Comes by itself when a remote asks, and goes when that was answered, here or elsewhere, or is over."""

    CODE = "asked"
    ONLY = frozenset({"let_me_up", "language"})
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y,j", "answer(True)", "yes"),
        key("n", "answer(False)", "no"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        """Of the wish that is to be seen."""
        self._quiet_since = math.inf
        """When that was drawn, or the last key was pressed since; in seconds of the loop's clock."""
        self._is_deliberate = False
        """Whether the last press came after a quiet second."""
        self._is_early = False
        """Whether an answer came that did not count."""

    def content(self) -> Iterable[Widget]:
        """One text, with the two answers in it."""
        yield Static(id="question")

    def draw(self) -> None:
        """Who asks for what, and the seconds that are left."""
        wish = self.station.picture.wish if self.station.picture else None
        if wish is None:
            self.put("#question", "")
            return
        if wish.number != self._number:
            self._number, self._quiet_since = wish.number, math.inf
            self._is_deliberate = self._is_early = False
            self.call_after_refresh(self._begin_quiet)
        lines = [Content(""), Content.styled(wished(wish, self.chair.texts), "bold")]
        lines += [Content.styled(self.say("asked.want"), "bold $primary"), Content("")]
        lines += [Content.styled(line, "bold $warning") for line in big(str(seconds_left(wish)), 3)]
        lines += [Content(""), self._answers(), Content("")]
        said = [self.say("asked.early")] if self._is_early else self.station.said
        lines += [Content.styled(line, "bold $warning") for line in said] or [
            Content(self.say("about.asked"))
        ]
        self.put("#question", Content("\n").join(lines))

    def _answers(self) -> Content:
        """The two answers, which can be clicked."""
        clicks = {"yes": "screen.answer(True)", "no": "screen.answer(False)"}
        yes, no = (
            Content.from_markup(f"[@click={click}]$text[/]", text=f"  {self.say(f'asked.{code}')}  ")
            for code, click in clicks.items()
        )
        return Content.assemble(yes.stylize("reverse"), "     ", no.stylize("reverse"))

    def _begin_quiet(self) -> None:
        self._quiet_since = asyncio.get_running_loop().time()

    def _note(self, pressed_at: float) -> None:
        """A key or button: who types on, for the screen below, answers nothing however long that lasts."""
        self._is_deliberate = pressed_at - self._quiet_since >= QUIET_S
        self._quiet_since = max(self._quiet_since, pressed_at)

    def on_key(self, event: events.Key) -> None:
        """Only the answers, "let me up" and the language work here."""
        self._note(event.time)
        if event.key.lower() not in KEYS:
            event.stop()
            event.prevent_default()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click counts as a key does."""
        self._note(event.time)

    def action_answer(self, yes: bool) -> None:
        """Yes or no to the wish that is to be seen, and to no other."""
        self._is_early = not self._is_deliberate
        if self._is_deliberate:
            self._is_deliberate = False
            self.station.answer(self._number, yes=yes)
        self.redraw()
