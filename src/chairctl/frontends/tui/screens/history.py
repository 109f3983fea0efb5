"""Every session of a person, and the curve people look for: pain before and after."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.care.history import PAIN_MOST, SessionRecord, pain_over_time
from chairctl.frontends.cli.history import COLUMNS, row
from chairctl.frontends.cli.preview_text import said
from chairctl.frontends.cli.table import columns
from chairctl.frontends.cli.visits import BY_HAND
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.frame import Frame
from chairctl.frontends.tui.library import programme
from chairctl.frontends.tui.plot import plot
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST
from chairctl.session.bodyscan.routine import NAME

MOST = 60
WIDE = 110
NARROW = ("number", "date", "programme", "time", "ended", "pain")
"""What there is room for on a small screen; the rest is told where the screen is `WIDE`."""
GAP = 2
KINDS = {BY_HAND: "manual", NAME: "bodyscan"}
"""Sessions that are no programme of the library: by hand, the body scan."""


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
        table = self._table(self.size.width - 3)
        lines = [
            *self._plots(),
            Content.styled(table[0], "bold $primary"),
            *(Content(line) for line in table[1:]),
        ]
        self.put("#history", Content("\n").join(lines))

    def _table(self, width: int) -> list[str]:
        """Heading and sessions; titles are cut so that no line is too long."""
        texts = self.chair.texts
        names = COLUMNS if width >= WIDE else NARROW
        rows = [{name: texts.say(f"history.column.{name}") for name in COLUMNS}]
        for number, record in self._sessions[-MOST:][::-1]:
            cells = dict(zip(COLUMNS, row(number, record, texts), strict=True))
            rows.append({**cells, "programme": self._title(record.programme)})
        others = sum(max(len(one[name]) for one in rows) + GAP for name in names if name != "programme")
        room = max(8, width - others)
        for one in rows:
            title = one["programme"]
            one["programme"] = title if len(title) <= room else f"{title[: room - 1]}…"
        return columns([[one[name] for name in names] for one in rows])

    def _title(self, name: str) -> str:
        """What a programme is called; its name, if there is none any more."""
        if name in KINDS:
            return self.say(f"screen.{KINDS[name]}")
        found = programme(name)
        return said(found.title, self.chair.texts) if found else name

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
