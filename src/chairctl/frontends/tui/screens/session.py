"""The session as the person in the chair sees it: time left, the back, every channel, the last minutes."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.snapshot import SessionView, Snapshot
from chairctl.frontends.cli import words
from chairctl.frontends.plain import plain
from chairctl.frontends.tui.big import big
from chairctl.frontends.tui.body import body
from chairctl.frontends.tui.channels import channel_lines, heading, large_lines
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.hands import step
from chairctl.frontends.tui.plot import plot

DOSE_LIMIT = 2_000_000
PLOT_LEAST, PLOT_MOST, PLOT_WIDE = 4, 7, 150
"""Rows that a plot of every channel needs, rows that one has at most, columns."""


OUTPUT_KEYS = (
    key("up,k", "choose(-1)", "choose"),
    key("down,j", "choose(1)", "choose", show=False),
    key("plus,equals_sign,right", "adjust(1)", "more"),
    key("minus,left", "adjust(-1)", "less"),
    key("r", "release", "release"),
)


class Session(Frame):
    """What runs now, or how it ended."""

    CODE = "session"
    CAN_SCROLL = False
    BINDINGS: ClassVar[list[BindingType]] = [
        key("p", "pause", "pause"),
        key("n", "skip", "skip"),
        *OUTPUT_KEYS,
        key("e", "after", "after"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._selected = 0

    def content(self) -> Iterable[Widget]:
        """The back at the left, all figures at the right."""
        yield Horizontal(Static(id="session-body"), Static(id="session-right"), id="session-row")

    def draw(self) -> None:
        """All of it."""
        picture = self.station.picture
        area = self.query_one("#session-row").size
        if picture is None or not area.height:
            self.put("#session-right", self.say("session.none"))
            return
        snapshot = picture.snapshot
        lines = body(snapshot.channels, self.station.profile(), area.height)
        self.put("#session-body", Content("\n").join(lines))
        self.put("#session-right", Content("\n").join(self._right(snapshot, area.width - 24, area.height)))

    def _right(self, snapshot: Snapshot, width: int, height: int) -> list[Content]:
        texts, large = self.chair.texts, self.chair.settings.large
        lines = self.begins_with(snapshot, width)
        lines += [Content.styled(line[: width * 2], "$warning") for line in self.station.said[:2]]
        arguments = (snapshot.channels, self._selected, width, self.station.kinds, texts)
        if large:
            lines += large_lines(*arguments)
        else:
            lines += [heading(width, texts), *channel_lines(*arguments)]
        lines += self._exposure(snapshot)
        return lines + self._plots(snapshot, width, height - len(lines) - 1)

    def begins_with(self, snapshot: Snapshot, width: int) -> list[Content]:
        """The time that is left and the step, or how it ended."""
        session = snapshot.session
        if session is None:
            return [*self._ended(snapshot), Content("")]
        digits = big(words.clock_time(session.remaining), 3 if width > 70 else 2)
        title = getattr(session.title, self.chair.texts.language)
        step_title = getattr(session.step_title, self.chair.texts.language)
        beside = [
            Content.styled(title, "bold"),
            Content(self.say("session.step", step=session.step, steps=session.steps, title=step_title)),
            Content.styled(
                self.say("session.paused" if session.paused else "session.left"),
                "bold $warning" if session.paused else "$dim",
            ),
        ]
        wide = max(map(len, digits)) + 3
        beside = [line[: max(1, width - wide)] for line in beside]
        lines = [
            Content.assemble((line.ljust(wide), "bold $primary"), note)
            for line, note in zip(digits, beside, strict=True)
        ]
        lines.append(self._progress(session, width))
        if session.prompt:
            lines.append(Content.styled(getattr(session.prompt, self.chair.texts.language), "italic"))
        return lines

    def _progress(self, session: SessionView, width: int) -> Content:
        total = session.elapsed + session.remaining
        full = session.elapsed * (width - 1) // max(1, total)
        return Content.assemble(("━" * full, "$primary"), ("─" * (width - 1 - full), "$track"))

    def _ended(self, snapshot: Snapshot) -> list[Content]:
        if self.station.starting:
            return [Content.styled(self.say("begin.starting"), "bold $warning")]
        if snapshot.ended is None:
            return [Content(self.say("session.none"))]
        why = words.reason(snapshot.ended, self.station.kinds, self.chair.texts)
        lines = [Content.styled(self.say("session.ended"), "bold $primary"), Content(why)]
        if self.station.kept:
            lines.append(Content.styled(self.say("session.after"), "bold $success"))
        return lines

    def _exposure(self, snapshot: Snapshot) -> list[Content]:
        exposure, texts = snapshot.exposure, self.chair.texts
        parts = [self.say("session.energised", time=words.clock_time(exposure.energised))]
        if exposure.hottest_pad_tenth_c is not None:
            share = exposure.cem43_micro_minutes * 100 // DOSE_LIMIT
            pad = words.level(ChannelKind.HEAT, exposure.hottest_pad_tenth_c, texts)
            parts += [self.say("session.hottest", level=pad), self.say("session.dose", percent=share)]
        return [Content.styled(" · ".join(parts), "$dim")]

    def _plots(self, snapshot: Snapshot, width: int, room: int) -> list[Content]:
        """The chosen channel over the last minutes, or all of them where there is room."""
        views = list(snapshot.channels)
        if room < len(views) * PLOT_LEAST:
            views = views[self._selected : self._selected + 1]
        rows = min(PLOT_MOST, room // max(1, len(views)) - 1)
        lines: list[Content] = []
        for view in views if rows >= 1 else ():
            name = words.channel(view.name, self.station.kinds, self.chair.texts)
            label = self.say("session.plot", channel=f"{name[:1].upper()}{name[1:]}")
            values = self.station.memory.of(view.name)
            drawn = plot(values, min(width - 1, PLOT_WIDE), rows, max(view.limit, 1))
            lines += [Content.styled(label, "$dim"), *(Content.styled(line, "$primary") for line in drawn)]
        return lines

    # --- keys -----------------------------------------------------------------------------------

    def shown_keys(self) -> list[Binding]:
        """What comes after a session is offered after it, the rest while something is on."""
        picture = self.station.picture
        is_over = picture is not None and picture.snapshot.ended is not None and not self.station.is_live
        own = [one for one in self.BINDINGS if isinstance(one, Binding)]
        hidden = {one.description for one in own if (one.description == "after") != is_over}
        return [one for one in super().shown_keys() if one.description not in hidden]

    def action_choose(self, by: int) -> None:
        """Another channel."""
        count = len(self.station.picture.snapshot.channels) if self.station.picture else 1
        self._selected = (self._selected + by) % max(1, count)
        self.redraw()

    def action_adjust(self, direction: int) -> None:
        """A step more or less on the chosen channel."""
        if self.station.picture and self.station.is_live:
            view = self.station.picture.snapshot.channels[self._selected]
            self._ask_for(view.name, step(view, self.station.profile(), direction))

    def _ask_for(self, channel: str, output: Output) -> None:
        self.station.ask("set_output", channel=channel, output=plain(output))

    def action_release(self) -> None:
        """The chosen channel back to the programme."""
        if self.station.picture:
            name = self.station.picture.snapshot.channels[self._selected].name
            self.station.ask("release", channel=name)

    def action_pause(self) -> None:
        """Pause, or go on."""
        session = self.station.picture.snapshot.session if self.station.picture else None
        if session:
            self.station.ask("resume" if session.paused else "pause")

    def action_skip(self) -> None:
        """The next step."""
        self.station.ask("skip_step")

    def action_after(self) -> None:
        """What comes after a session."""
        if not self.station.is_live:
            self.chair.action_open("after")
