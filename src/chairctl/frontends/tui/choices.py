"""A list to choose from whose row of now can be told without colour."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

MARK = "▌"


class Choices(OptionList):
    """An `OptionList` that begins every line of the highlighted row with `MARK`, left of its text."""

    def render_line(self, y: int) -> Strip:
        """A line of the list; a cell of each says to which row it belongs."""
        strip = super().render_line(y)
        first = next(iter(strip), None)
        if first is None or first.style is None or self.highlighted is None:
            return strip
        if first.style.meta.get("option") != self.highlighted:
            return strip
        return Strip.join([Strip([Segment(MARK, first.style)]), strip.crop(1)])
