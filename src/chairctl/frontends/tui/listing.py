"""A screen that is a text and a list to choose from; what is chosen has a code."""

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from chairctl.frontends.tui.choices import Choices
from chairctl.frontends.tui.frame import Frame

Row = tuple[str, str]
"""Code and text; without a code it is a heading."""


class Listing(Frame):
    """Text above, list below; `text`, `rows` and `chosen` are a screen's own."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []

    def content(self) -> Iterable[Widget]:
        """The text and the list."""
        yield Static(id="text")
        yield Choices(id="list")
        yield Static(id="below")

    def on_mount(self) -> None:
        """Begin at the top, wherever the list is."""
        super().on_mount()
        self.call_after_refresh(self.query_one("#content", VerticalScroll).scroll_home, animate=False)

    def text(self) -> Sequence[Content]:
        """Lines above the list."""
        return ()

    def rows(self) -> Sequence[Row]:
        """What there is to choose."""
        return ()

    def below(self) -> Sequence[Content]:
        """Lines below the list; by default what was refused last."""
        return [Content.styled(line, "$warning") for line in self.station.said]

    def chosen(self, code: str) -> None:
        """Somebody has chosen this row."""

    def draw(self) -> None:
        """Text and list as they are now; the list keeps its place."""
        self.put("#text", Content("\n").join(self.text()))
        self.put("#below", Content("\n").join(self.below()))
        rows = list(self.rows())
        if rows != self._rows:
            before = self.highlighted
            self._rows = rows
            listed = self.query_one("#list", OptionList)
            listed.clear_options()
            listed.add_options(
                Option(
                    text if code else Content.styled(text, "bold $primary"),
                    id=code or None,
                    disabled=not code,
                )
                for code, text in rows
            )
            codes = [code for code, _ in rows]
            first = next((index for index, code in enumerate(codes) if code), None)
            listed.highlighted = codes.index(before) if before and before in codes else first

    @property
    def highlighted(self) -> str:
        """The code of the row under the mark; empty: none."""
        place = self.query_one("#list", OptionList).highlighted
        return self._rows[place][0] if place is not None and place < len(self._rows) else ""

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Somebody has chosen a row, by key or by mouse."""
        self.chosen(event.option_id or "")
