"""Is all well? A question that fills the screen; any answer but Yes may be STOP."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from chairctl.domain.time import SECOND
from chairctl.frontends.tui.big import big
from chairctl.frontends.tui.frame import Frame, key


class Presence(Frame):
    """Comes by itself when it is due, and goes when somebody has answered, here or elsewhere."""

    CODE = "presence"
    BINDINGS: ClassVar[list[BindingType]] = [key("enter,y,j", "answer", "well")]

    def content(self) -> Iterable[Widget]:
        """The question, the seconds, one answer."""
        yield Static(id="question")
        yield OptionList(Option("", id="yes"), id="answer")

    def draw(self) -> None:
        """The seconds that are left."""
        within = self.station.picture.snapshot.answer_within if self.station.picture else None
        seconds = -(-within // SECOND) if within is not None else 0
        lines = [Content(""), Content.styled(self.say("presence.ask"), "bold"), Content("")]
        lines += [Content.styled(line, "bold $warning") for line in big(str(seconds), 3)]
        lines += [Content(self.say("presence.else")), Content("")]
        self.put("#question", Content("\n").join(lines))
        answer = self.query_one("#answer", OptionList)
        answer.replace_option_prompt("yes", f"\n  ⏎  {self.say('presence.yes')}\n")

    def on_option_list_option_selected(self) -> None:
        """The answer."""
        self.action_answer()

    def action_answer(self) -> None:
        """All is well."""
        self.station.ask("present")
