"""A guided session: no device, nothing armed; step by step with the time that is left and a bell."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.domain.programme import Text
from chairctl.frontends.cli import words
from chairctl.frontends.cli.preview_text import said
from chairctl.frontends.tui.big import big
from chairctl.frontends.tui.frame import Frame, key
from chairctl.profiles.loader import load_programme
from chairctl.runtime import clock
from chairctl.session.plan import fit
from chairctl.session.player import Player

TICK_S = 0.5


class Guide(Frame):
    """The mat, the exercises, breathing. `name` is the programme's."""

    CODE = "guide"
    BINDINGS: ClassVar[list[BindingType]] = [key("p", "pause", "pause"), key("n", "skip", "skip")]

    def __init__(self, name: str = "breathing") -> None:
        super().__init__()
        self._player = Player(fit(load_programme(name), ()), clock.now())
        self._step = 0

    def content(self) -> Iterable[Widget]:
        """One text."""
        yield Static(id="guide")

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_interval(TICK_S, self.draw)
        super().on_mount()

    def draw(self) -> None:
        """The step and its time; a bell when another begins."""
        now = clock.now()
        if self._player.finished(now):
            self.put("#guide", Content.styled(f"\n{self.say('guide.finished')}", "bold $success"))
            return
        view = self._player.view(now)
        if view.step != self._step:
            self._step = view.step
            if self.chair.settings.bell:
                self.app.bell()
        lines = [Content(""), Content.styled(self._said(view.title), "bold $primary"), Content("")]
        lines += [Content.styled(line, "bold $primary") for line in big(words.clock_time(view.remaining), 3)]
        step = self.say("session.step", step=view.step, steps=view.steps, title=self._said(view.step_title))
        lines += [Content(""), Content.styled(step, "bold")]
        lines += [Content(self._said(view.prompt))] if view.prompt else []
        lines += [Content.styled(self.say("session.paused"), "bold $warning")] if view.paused else []
        self.put("#guide", Content("\n").join(lines))

    def _said(self, text: Text) -> str:
        return said(text, self.chair.texts)

    def action_pause(self) -> None:
        """Pause, or go on."""
        now = clock.now()
        if self._player.paused:
            self._player.resume(now)
        else:
            self._player.pause(now)
        self.draw()

    def action_skip(self) -> None:
        """The next step."""
        if not self._player.finished(clock.now()):
            self._player.skip(clock.now())
        self.draw()
