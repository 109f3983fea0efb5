"""Devices: which host this screen shows, what there is to connect to, what each proves."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.worker import Worker, WorkerState

from chairctl.frontends.cli import words
from chairctl.frontends.tui.finding import Found, found
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.listing import Listing, Row


class Devices(Listing):
    """Hosts that run, then devices that could get one."""

    CODE = "devices"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "look", "look"),
        key("u", "up", "let_me_up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[Found, ...] = ()
        self._looks = False

    def on_mount(self) -> None:
        """Look at once."""
        super().on_mount()
        self.action_look()

    def action_look(self) -> None:
        """Look for hosts, simulated chairs, named devices and ports, beside everything else."""
        self._looks = True
        self.run_worker(found, thread=True, exclusive=True, group="look")
        self.redraw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What was found."""
        if event.worker.group == "look" and event.state is WorkerState.SUCCESS:
            self._found, self._looks = event.worker.result or (), False
            self.redraw()

    def text(self) -> Sequence[Content]:
        """The devices of this host: line, class, what they do without us."""
        lines = [Content("")]
        snapshot = self.station.picture.snapshot if self.station.picture else None
        for link in snapshot.links if snapshot else ():
            state = self.say("devices.connected" if link.connected else "devices.away")
            identity = f"{link.identity.model} {link.identity.serial_number}" if link.identity else "-"
            lines.append(Content.assemble((link.device, "bold $primary"), f"  {state} · {identity}"))
            if link.device_class:
                lines.append(Content(self.chair.texts.say(f"class.{link.device_class}")))
            profile = self.station.profile(link.device)
            if profile:
                lines.append(Content.styled(words.failsafe(profile.failsafe, self.chair.texts), "$dim"))
            if link.activity:
                lines.append(Content.styled(self.chair.texts.say(f"activity.{link.activity}"), "$warning"))
        if self._looks:
            lines.append(Content.styled(self.say("devices.looking"), "$dim"))
        return [*lines, Content("")]

    def rows(self) -> Sequence[Row]:
        """Hosts, then what has none."""
        rows: list[Row] = []
        for kind in ("host", "device"):
            some = [one for one in self._found if one.kind == kind]
            if some:
                rows.append(("", self.say(f"devices.{kind}")))
                rows += [(f"{kind}:{one.where}", one.title) for one in some]
        return rows or [("", self.say("devices.none"))]

    def chosen(self, code: str) -> None:
        """Show this host, or start one for this device."""
        kind, _, where = code.partition(":")
        chosen = next((one for one in self._found if (one.kind, one.where) == (kind, where)), None)
        if chosen and not self.station.is_live:
            self.run_worker(self.chair.hold(chosen), exclusive=True, group="hold")

    def action_up(self) -> None:
        """Let me up."""
        self.chair.action_let_me_up()
