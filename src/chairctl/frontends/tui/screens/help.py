"""Every key of the screen below, then those of all screens."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.frontends.tui.frame import Frame, key_name


class Help(Frame):
    """Help for wherever somebody was."""

    CODE = "help"

    def content(self) -> Iterable[Widget]:
        """One text."""
        yield Static(id="help")

    def draw(self) -> None:
        """The keys of the screen below, and of every screen."""
        stack = [one for one in self.chair.screen_stack if isinstance(one, Frame) and one is not self]
        below = stack[-1] if stack else self
        lines = [
            Content.styled(self.say(f"screen.{below.CODE}"), "bold $primary"),
            Content(self.say(f"about.{below.CODE}")),
            Content(""),
            *self._rows(below.BINDINGS),
            Content(""),
            Content.styled(self.say("help.everywhere"), "bold $primary"),
            Content.assemble(
                ("  " + self.say("help.stop_keys").ljust(26), "bold $error"), self.say("help.stop")
            ),
            *self._rows(self.chair.BINDINGS),
            Content.assemble(("  Esc".ljust(28), "bold"), self.say("help.back")),
            Content(""),
            Content(self.say("help.mouse")),
        ]
        self.put("#help", Content("\n").join(lines))

    def _rows(self, bindings: Iterable[object]) -> list[Content]:
        rows = []
        for binding in bindings:
            if isinstance(binding, Binding) and binding.description not in ("stop", "back"):
                names = [key_name(one, self.chair.texts.language) for one in binding.key.split(",")]
                keys = ", ".join(dict.fromkeys(names))
                what = self.say(f"key.{binding.description}")
                rows.append(Content.assemble((f"  {keys.ljust(26)}", "bold"), what))
        return rows
