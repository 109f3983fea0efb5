"""Dark, for who wants to rest: the time left, faintly, and STOP. The first key only wakes, except STOP."""

from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.frontends.cli import words
from chairctl.frontends.tui.frame import Frame


class Dark(Frame):
    """The dark screen."""

    CODE = "dark"
    ONLY = frozenset({"stop"})
    IS_CALM = True

    def content(self) -> Iterable[Widget]:
        """One faint text."""
        yield Static(id="faint")

    def draw(self) -> None:
        """The time left, and how to wake it."""
        session = self.station.picture.snapshot.session if self.station.picture else None
        lines = [words.clock_time(session.remaining)] if session else []
        self.put("#faint", Content("\n".join(["", *lines, "", self.say("dark.wake")])))

    def on_key(self, event: events.Key) -> None:
        """Wake, and nothing else."""
        event.stop()
        event.prevent_default()
        self.chair.wake()

    def on_mouse_down(self) -> None:
        """Wake."""
        self.chair.wake()
