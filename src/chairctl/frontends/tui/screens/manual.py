"""By hand: arm in two steps, then every channel more or less. Everything else is as in a session."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from chairctl.domain.safety import SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.screens.session import OUTPUT_KEYS, Session


class Manual(Session):
    """The session screen without a programme."""

    CODE = "manual"
    STAYS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        key("g", "ready", "ready"),
        key("b", "arm", "arm"),
        *OUTPUT_KEYS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._is_ready = False

    def shown_keys(self) -> list[Binding]:
        """What to do next, and while something is on also how to choose an output and change it."""
        return Frame.shown_keys(self)

    def begins_with(self, snapshot: Snapshot, width: int) -> list[Content]:  # noqa: ARG002  (there is no time to draw)
        """What to press next."""
        if self.station.is_live:
            self._is_ready = False
            return [Content.styled(self.say("manual.live"), "bold"), Content("")]
        if self.station.starting:
            return [Content.styled(self.say("begin.starting"), "bold $warning"), Content("")]
        if snapshot.state is SafetyState.TRIPPED:
            return [Content.styled(self.say("manual.tripped"), "bold $error"), Content("")]
        code = "manual.arm" if self._is_ready else "manual.ready"
        return [Content.styled(self.say(code), "bold $primary"), Content("")]

    def action_ready(self) -> None:
        """The first of two steps."""
        self._is_ready = not self._is_ready
        self.redraw()

    def action_arm(self) -> None:
        """The second: ask the host to let this person in."""
        if self._is_ready:
            self.station.begin("", self.chair.person)
            self.redraw()
