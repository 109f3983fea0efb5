"""Alarms: latched until somebody has read them. What happened, how urgent, and what to do."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.domain.safety import Trip
from chairctl.frontends.cli import words
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.standing import SYMBOL, Tone


class Alarms(Frame):
    """All that is latched, the most urgent first."""

    CODE = "alarms"
    BINDINGS: ClassVar[list[BindingType]] = [key("c", "acknowledge", "acknowledge")]

    def content(self) -> Iterable[Widget]:
        """One text."""
        yield Static(id="alarms")

    def draw(self) -> None:
        """Every trip, then what can't be caught by software on these devices."""
        snapshot = self.station.picture.snapshot if self.station.picture else None
        lines: list[Content] = [Content("")]
        for trip in snapshot.trips if snapshot else ():
            lines += [*self._trip(trip), Content("")]
        if not (snapshot and snapshot.trips):
            lines += [Content.styled(self.say("alarms.none"), "bold $success"), Content("")]
            if snapshot and snapshot.ended and not self.station.is_live:
                lines += [Content(self.say("alarms.next")), Content("")]
        else:
            lines += [Content(self.say("alarms.acknowledge")), Content("")]
        lines += [Content.styled(line, "$warning") for line in self.station.said]
        for link in snapshot.links if snapshot else ():
            if link.residuals:
                lines.append(Content.styled(self.say("alarms.residuals", device=link.device), "bold"))
            lines += [
                Content.styled(f"· {self.chair.texts.say(f'class.residual.{code}')}", "$dim")
                for code in link.residuals
            ]
        self.put("#alarms", Content("\n").join(lines))

    def _trip(self, trip: Trip) -> list[Content]:
        texts, kinds = self.chair.texts, self.station.kinds
        symbol, style = (
            SYMBOL[Tone(trip.priority.value)],
            "bold $error" if trip.priority == "high" else "bold $warning",
        )
        head = f"{symbol} {texts.say(f'priority.{trip.priority}')} · {trip.hazard}"
        return [
            Content.styled(head, style),
            Content.styled(words.reason(trip.reason, kinds, texts), "bold"),
            Content(f"→ {words.remedy(trip.reason, kinds, texts)}"),
        ]

    def action_acknowledge(self) -> None:
        """Somebody has read them."""
        self.station.ask("acknowledge")
