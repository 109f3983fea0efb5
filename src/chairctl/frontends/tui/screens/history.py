"""Every session of a person, and the curve people look for: pain before and after."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.care.history import PAIN_MOST, SessionRecord, pain_over_time
from chairctl.frontends.cli.history import COLUMNS, row
from chairctl.frontends.cli.table import columns
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.plot import plot
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST

MOST = 60


class History(Frame):
    """Two small plots, then the list, the newest first."""

    CODE = "history"

    def __init__(self) -> None:
        super().__init__()
        self._sessions: list[tuple[int, SessionRecord]] = []

    def content(self) -> Iterable[Widget]:
        """One text."""
        yield Static(id="history")

    def on_screen_resume(self) -> None:
        """Read them anew."""
        if self.chair.person != GUEST:
            try:
                self._sessions = desk.sessions_of(self.chair.person)
            except CareError as error:
                self.station.said = [str(error)]
        super().on_screen_resume()

    def draw(self) -> None:
        """All of it."""
        if self.chair.person == GUEST or not self._sessions:
            code = "history.guest" if self.chair.person == GUEST else "history.none"
            self.put("#history", f"\n{self.say(code)}")
            return
        texts = self.chair.texts
        head = [texts.say(f"history.column.{column}") for column in COLUMNS]
        newest = self._sessions[-MOST:][::-1]
        table = columns([head, *[row(number, record, texts) for number, record in newest]])
        lines = [
            *self._plots(),
            Content.styled(table[0], "bold $primary"),
            *(Content(line) for line in table[1:]),
        ]
        self.put("#history", Content("\n").join(lines))

    def _plots(self) -> list[Content]:
        """Pain before and after, and minutes, of the last sessions."""
        records = [record for _, record in self._sessions][-40:]
        points = pain_over_time(records)
        rows = 3 if self.size.height >= 30 else 2
        lines = [Content("")]
        if points:
            for name, values in (
                ("before", [one.before for one in points]),
                ("after", [one.after for one in points]),
            ):
                drawn = plot(values, len(values) * 1, rows, PAIN_MOST)
                lines.append(Content.styled(self.say(f"history.pain_{name}"), "bold"))
                lines += [
                    Content.styled(f"  {line}", "$primary" if name == "before" else "$success")
                    for line in drawn
                ]
        minutes = [record.energised_s // 60 for record in records]
        lines.append(Content.styled(self.say("history.minutes"), "bold"))
        lines += [Content.styled(f"  {line}", "$secondary") for line in plot(minutes, len(minutes), rows, 30)]
        return [*lines, Content("")]
