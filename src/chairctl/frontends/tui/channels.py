"""The channels of a station in lines: wanted, allowed and done side by side, and why if they differ."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.domain.snapshot import ChannelView
from chairctl.frontends.cli import words
from chairctl.frontends.tui.big import big
from chairctl.frontends.tui.plot import bar
from chairctl.texts import Texts

NAME = 14
FIGURE = 10
LEAST_BAR = 8


def heading(width: int, texts: Texts) -> Content:
    """The names of the columns."""
    columns = "".join(texts.say(f"tui.column.{name}").rjust(FIGURE) for name in ("wanted", "allowed", "done"))
    return Content.styled(f"{'':{NAME}}{columns}"[:width], "$dim")


def channel_lines(
    views: Sequence[ChannelView], selected: int, width: int, kinds: words.Kinds, texts: Texts
) -> list[Content]:
    """Two lines for each channel: its figures, then what is measured and what holds it down."""
    lines: list[Content] = []
    for index, view in enumerate(views):
        lines += _channel(view, width, kinds, texts, chosen=index == selected)
    return lines


def large_lines(
    views: Sequence[ChannelView], selected: int, width: int, kinds: words.Kinds, texts: Texts
) -> list[Content]:
    """Three lines for each channel: its name, and what is really done in figures as large as that."""
    lines: list[Content] = []
    for index, view in enumerate(views):
        chosen = index == selected
        number, _, unit = words.level(view.kind, view.applied, texts).partition(" ")
        figures = big(number) if view.applied else ["", texts.say("tui.off"), ""]
        wide = max(map(len, figures)) + 1
        why = texts.say(f"cut.{view.cut_by}") if view.cut_by else ""
        style = "bold $primary" if chosen else "bold"
        labels = ["", _label(view, kinds, texts, chosen=chosen), ""]
        ends = ["", unit if view.applied else "", f"▼ {why}" if why else ""]
        for label, figure, end in zip(labels, figures, ends, strict=True):
            line = Content.assemble((label.ljust(NAME + 4), style), (figure.ljust(wide), style), end)
            lines.append(line[:width])
    return lines


def _label(view: ChannelView, kinds: words.Kinds, texts: Texts, *, chosen: bool) -> str:
    name = words.channel(view.name, kinds, texts)
    return f"{'▶ ' if chosen else '  '}{name[:1].upper()}{name[1:]}"


def _level(view: ChannelView, level: int, texts: Texts) -> str:
    return words.level(view.kind, level, texts) if level else texts.say("tui.off")


def _channel(
    view: ChannelView, width: int, kinds: words.Kinds, texts: Texts, *, chosen: bool
) -> list[Content]:
    levels = [view.setpoint.level, view.permitted.level, view.applied]
    figures = [_level(view, level, texts).rjust(FIGURE) for level in levels]
    style = "bold $primary" if chosen else ""
    label = _label(view, kinds, texts, chosen=chosen)[: NAME - 1].ljust(NAME)
    numbers = [(figure, "bold" if view.applied else "$dim") for figure in figures]
    first = Content.assemble((label, style), *numbers)
    room = width - first.cell_length - 2
    if room >= LEAST_BAR:
        full, empty = bar(view.applied, view.limit, min(room, 24))
        first = Content.assemble(first, "  ", (full, "$primary"), (empty, "$track"))
    why = texts.say(f"cut.{view.cut_by}") if view.cut_by else ""
    limit = texts.say("tui.session.limit", level=words.level(view.kind, view.limit, texts))
    notes = [f"▼ {why}" if why else "", words.measured(view, texts), limit]
    second = f"    {' · '.join(note for note in notes if note)}"
    return [first, Content.styled(second[:width], "$warning" if why else "$dim")]
