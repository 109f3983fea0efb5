"""The channels of a station in lines: wanted, allowed and done side by side, and why if they differ."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.domain.snapshot import ChannelView
from chairctl.frontends.cli import words
from chairctl.frontends.tui.plot import bar
from chairctl.texts import Texts

NAME = 14
FIGURE = 10


def heading(width: int, texts: Texts) -> Content:
    """The names of the columns."""
    columns = "".join(texts.say(f"tui.column.{name}").rjust(FIGURE) for name in ("wanted", "allowed", "done"))
    return Content.styled(f"{'':{NAME}}{columns}"[:width], "$dim")


def channel_lines(
    views: Sequence[ChannelView], selected: int, width: int, kinds: words.Kinds, texts: Texts, *, large: bool
) -> list[Content]:
    """Two lines for each channel: its figures, then what is measured and what holds it down."""
    lines: list[Content] = []
    for index, view in enumerate(views):
        lines += _channel(view, width, kinds, texts, chosen=index == selected, large=large)
    return lines


def _channel(
    view: ChannelView, width: int, kinds: words.Kinds, texts: Texts, *, chosen: bool, large: bool
) -> list[Content]:
    name = words.channel(view.name, kinds, texts)
    mark = "▶ " if chosen else "  "
    label = f"{mark}{name[:1].upper()}{name[1:]}"[: NAME + 10 if large else NAME]
    levels = [view.setpoint.level, view.permitted.level, view.applied]
    shown = levels[2:] if large else levels
    figures = [words.level(view.kind, level, texts).rjust(FIGURE) for level in shown]
    style = "bold $primary" if chosen else ""
    first = Content.assemble(
        (label.ljust(NAME + (10 if large else 0)), style),
        *((figure, "bold" if view.applied else "$dim") for figure in figures),
    )
    room = width - first.cell_length - 2
    if room >= 8:
        full, empty = bar(view.applied, view.limit, min(room, 24))
        first = Content.assemble(first, "  ", (full, "$primary"), (empty, "$track"))
    why = texts.say(f"cut.{view.cut_by}") if view.cut_by else ""
    notes = [part for part in (words.measured(view, texts), f"▼ {why}" if why else "") if part]
    limit = texts.say("tui.session.limit", level=words.level(view.kind, view.limit, texts))
    second = f"    {' · '.join([*notes, limit])}"
    return [first, Content.styled(second[:width], "$warning" if why else "$dim")]
