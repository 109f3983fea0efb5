"""Locked against cats and dusters: only STOP and "let me up" work, until it is opened again."""

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.frontends.tui.frame import Frame, key

PRESSES = 3


class Lock(Frame):
    """Locked until O was pressed three times in a row, or its line was clicked three times."""

    CODE = "lock"
    ONLY = frozenset({"let_me_up"})
    BINDINGS: ClassVar[list[BindingType]] = [key("o", "unlock", "unlock")]

    def __init__(self) -> None:
        super().__init__()
        self._presses = 0

    def content(self) -> Iterable[Widget]:
        """What works, and how to open."""
        yield Static(id="locked")

    def draw(self) -> None:
        """How often is left."""
        lines = [
            Content(""),
            Content.styled(self.say("lock.locked"), "bold $primary"),
            Content(""),
            Content(self.say("lock.works")),
            Content(""),
            Content.styled(self.say("lock.open", count=PRESSES - self._presses), "bold"),
        ]
        self.put("#locked", Content("\n").join(lines))

    def on_key(self, event: events.Key) -> None:
        """Swallow every key but the two that work."""
        if event.key.lower() not in ("o", "u"):
            self._presses = 0
            event.stop()
            event.prevent_default()
            self.draw()

    def action_unlock(self) -> None:
        """One press nearer to open."""
        self._presses += 1
        if self._presses >= PRESSES:
            self.app.pop_screen()
        else:
            self.draw()
