"""Everything there is, as a list; where nothing is on, typing narrows it."""

from collections.abc import Iterable

from textual import events
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from chairctl.frontends.tui import registry
from chairctl.frontends.tui.choices import Choices
from chairctl.frontends.tui.frame import Frame

ACTIONS = ("language", "theme", "let_me_up", "leave")


class Menu(Frame):
    """The command palette. While something is on it has no text field: every key may have to be STOP."""

    CODE = "menu"
    AUTO_FOCUS = "Input, OptionList"

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._shown: list[tuple[str, str]] = []

    def content(self) -> Iterable[Widget]:
        """A field to narrow the list, and the list."""
        if not self.station.is_live:
            yield Input(id="typed")
        yield Choices(id="places")

    def draw(self) -> None:
        """The names in the language of now."""
        for field in self.query(Input):
            field.placeholder = self.say("menu.type")
            if self.station.is_live:
                field.remove()
        names = [
            (f"open:{one.code}", self.say(f"screen.{one.code}")) for one in registry.PLACES if one.in_menu
        ]
        names += [(f"do:{action}", self.say(f"key.{action}")) for action in ACTIONS]
        shown = [(code, name) for code, name in names if self._typed in name.casefold()]
        if shown != self._shown:
            self._shown = shown
            places = self.query_one("#places", OptionList)
            places.clear_options()
            places.add_options([Option(name, id=code) for code, name in shown])
            places.highlighted = 0 if shown else None

    def on_key(self, event: events.Key) -> None:
        """From the field down into the list."""
        if event.key == "down" and isinstance(self.focused, Input):
            self.query_one("#places").focus()
            event.stop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._typed = event.value.strip().casefold()
        self.draw()

    def on_input_submitted(self) -> None:
        """Take the first."""
        if self._shown:
            self._take(self._shown[0][0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this one."""
        self._take(event.option_id or "")

    def _take(self, chosen: str) -> None:
        what, _, code = chosen.partition(":")
        self.app.pop_screen()
        if what == "open":
            self.chair.action_open(code)
        else:
            getattr(self.chair, f"action_{code}")()
