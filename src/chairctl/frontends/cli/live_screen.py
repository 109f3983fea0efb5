"""A session on a terminal: time left, and for every channel wanted, permitted and applied side by side."""

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text as Styled

from chairctl.domain.safety import Receipt
from chairctl.domain.snapshot import ChannelView, SessionView, Snapshot
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import MILLISECOND, Duration, Instant
from chairctl.frontends.cli import words
from chairctl.frontends.cli.screen import Ending, Plan
from chairctl.frontends.cli.summary import class_lines, end_lines, start_line, trip_lines
from chairctl.profiles.device import HeatBounds
from chairctl.texts import Texts

INTERVAL: Duration = 240 * MILLISECOND
BAR_WIDTH = 16
WIDE = 96
"""Columns of a terminal that hold the whole table; below, the bars are left out."""
NARROW = 76
"""Below this what is wanted and the limit are left out as well."""


class LiveScreen:
    """Draws about four times a second; the last picture stays above the summary."""

    def __init__(self, plan: Plan, texts: Texts) -> None:
        self._plan = plan
        self._texts = texts
        self._console = Console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False)
        self._shown_at: Instant | None = None

    def start(self, plan: Plan) -> None:
        """Say what will happen."""
        self._console.print(start_line(plan, self._texts), markup=False)
        self._live.start()

    def connected(self, snapshot: Snapshot) -> None:
        """Say what the devices can prove."""
        for line in class_lines(self._plan, snapshot, self._texts):
            self._console.print(line, markup=False)

    def receipt(self, receipt: Receipt) -> None:
        """Say what this chair cannot do of the programme."""
        for line in words.reasons(receipt.reasons, self._plan.kinds, self._texts):
            self._console.print(line, markup=False)

    def picture(self, snapshot: Snapshot) -> None:
        """Draw, if it is time."""
        if self._shown_at is None or snapshot.at - self._shown_at >= INTERVAL:
            self._shown_at = snapshot.at
            self._live.update(self.drawing(snapshot, self._console.width), refresh=True)

    def end(self, ending: Ending) -> None:
        """Draw the end, then the summary below; a path is never broken into lines."""
        if ending.line_problem is None:
            self._live.update(self.drawing(ending.snapshot, self._console.width), refresh=True)
        self._live.stop()
        for line in end_lines(self._plan, ending, self._texts):
            is_path = self._plan.recording is not None and str(self._plan.recording) in line
            self._console.print(line, markup=False, soft_wrap=is_path)

    def drawing(self, snapshot: Snapshot, width: int) -> RenderableType:
        """The whole picture, for a terminal of `width` columns."""
        parts: list[RenderableType] = []
        if snapshot.session:
            parts.append(self._progress(snapshot.session))
            if snapshot.session.prompt:
                parts.append(Styled(getattr(snapshot.session.prompt, self._texts.language), "italic"))
        parts.append(self._channels(snapshot.channels, width))
        if self._plan.companion:
            parts += [Styled(line) for line in self._plan.companion.sketch(width - 4)]
        parts += [
            Styled(self._texts.say("hand.released", name=link.device), "bold black on yellow")
            for link in snapshot.links
            if link.released
        ]
        if snapshot.answer_within is not None:
            parts.append(Styled(words.question(snapshot.answer_within, self._texts), "bold black on yellow"))
        parts += [Styled(line, "bold white on red") for line in self._trips(snapshot)]
        title = f"{snapshot.station} · {self._texts.say(f'state.{snapshot.state}')}"
        for link in snapshot.links:
            if link.activity:
                title += f" · {self._texts.say(f'activity.{link.activity}')}"
        return Panel(Group(*parts), title=title, title_align="left")

    def _trips(self, snapshot: Snapshot) -> list[str]:
        return trip_lines(snapshot, self._plan.kinds, self._texts)

    def _progress(self, session: SessionView) -> RenderableType:
        total = session.elapsed + session.remaining
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(ratio=1)
        row.add_column(justify="right")
        title = f"{session.step}/{session.steps} {getattr(session.step_title, self._texts.language)}"
        left = self._texts.say("run.left", time=words.clock_time(session.remaining))
        row.add_row(Styled(title, "bold"), left)
        row.add_row(ProgressBar(total=total, completed=session.elapsed), words.clock_time(total))
        return row

    def _channels(self, views: tuple[ChannelView, ...], width: int) -> RenderableType:
        say = self._texts.say
        table = Table(box=None, padding=(0, 1))
        shown = ("wanted", "permitted", "applied", "limit") if width >= NARROW else ("permitted", "applied")
        table.add_column(say("live.channel"), no_wrap=True)
        if width >= WIDE:
            table.add_column("", width=BAR_WIDTH)
        for column in shown:
            table.add_column(say(f"live.{column}"), justify="right", no_wrap=True)
        table.add_column(say("live.measured"))
        for view in views:
            levels = {
                "wanted": view.setpoint.level,
                "permitted": view.permitted.level,
                "applied": view.applied,
                "limit": view.limit,
            }
            bar = ProgressBar(total=max(1, view.limit), completed=view.applied, width=BAR_WIDTH)
            table.add_row(
                words.channel(view.name, self._plan.kinds, self._texts),
                *([bar] if width >= WIDE else []),
                *(words.level(view.kind, levels[column], self._texts) for column in shown),
                self._measured(view),
            )
        return table

    def _measured(self, view: ChannelView) -> Styled:
        text = Styled(words.measured(view, self._texts), self._heat_style(view))
        if view.cut_by:
            text.append(f"  {self._texts.say(f'cut.{view.cut_by}')}", "yellow")
        return text

    def _heat_style(self, view: ChannelView) -> str:
        """Yellow from the warning temperature, red from the trip."""
        for profile in self._plan.profile.channels:
            if (
                profile.channel.name == view.name
                and isinstance(profile.bounds, HeatBounds)
                and isinstance(view.measured, HeatMeasured)
            ):
                pad = view.measured.pad_tenth_c
                if pad >= profile.bounds.trip_tenth_c:
                    return "bold red"
                return "yellow" if pad >= profile.bounds.warn_tenth_c else ""
        return ""
