"""What a person allows at most, kind by kind, on every chair: less than the chair may, never more."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from chairctl.care.people import MILDEST, Person
from chairctl.domain.channels import ChannelKind
from chairctl.frontends.cli import words
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST

STEPS = {
    ChannelKind.ROLLER: (50, 50, 1000),
    ChannelKind.HEAT: (5, 300, 410),
    ChannelKind.AIR: (50, 50, 1000),
    ChannelKind.VIBRATION: (50, 50, 1000),
    ChannelKind.STIMULATION: (10, 10, 600),
}
"""A step, the lowest limit, and what every chair keeps below (level units). What lets one up has no limit."""
NAME = 16


class Limits(Listing):
    """One row for each kind of output; a change holds from the next session on."""

    CODE = "limits"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("plus,equals_sign,right", "adjust(1)", "more"),
        key("minus,left", "adjust(-1)", "less"),
        key("r", "lift", "lift"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._person: Person | None = None

    def on_screen_resume(self) -> None:
        """Whose limits."""
        self._person = None
        if self.chair.person != GUEST:
            try:
                self._person = desk.person(self.chair.person)
            except CareError as error:
                self.station.said = [str(error)]
        super().on_screen_resume()

    def text(self) -> Sequence[Content]:
        """Whose they are, and from when on they hold."""
        if self._person is None:
            return [Content(""), Content.styled(self.say("limits.guest"), "$warning"), Content("")]
        title = self.say("limits.of", person=self._person.name)
        return [
            Content(""),
            Content.styled(title, "bold $primary"),
            Content(self.say("limits.what")),
            Content(""),
        ]

    def rows(self) -> Sequence[Row]:
        """Every kind with its limit."""
        return [(kind.value, f"{self._kind(kind):{NAME}}{self._limit(kind)}") for kind in STEPS]

    def _kind(self, kind: ChannelKind) -> str:
        name = self.chair.texts.say(f"kind.{kind}")
        return f"{name[:1].upper()}{name[1:]}"

    def _limit(self, kind: ChannelKind) -> str:
        level = self._level(kind)
        if level is None:
            return self.say("limits.none")
        return self.say("session.limit", level=words.level(kind, level, self.chair.texts))

    def _level(self, kind: ChannelKind) -> int | None:
        """A guest has the mildest; None: whatever the chair may."""
        if self._person is None:
            return MILDEST[kind]
        return next((one.max_level for one in self._person.limits if one.kind is kind), None)

    def _most(self, kind: ChannelKind) -> int:
        """What this chair may at most; without a chair, what every chair keeps below."""
        profile = self.station.profile()
        channels = profile.channels if profile else ()
        return max((one.max_level for one in channels if one.channel.kind is kind), default=STEPS[kind][2])

    def action_adjust(self, direction: int) -> None:
        """A step more or less; from the top on the chair's own limit holds again."""
        if self._person is None or not self.highlighted:
            return
        kind = ChannelKind(self.highlighted)
        size, least, _ = STEPS[kind]
        most, now = self._most(kind), self._level(kind)
        level = (most if now is None else now) + direction * size
        self._keep(kind, None if level >= most else max(least, level))

    def action_lift(self) -> None:
        """No limit of one's own."""
        if self._person is not None and self.highlighted:
            self._keep(ChannelKind(self.highlighted), None)

    def _keep(self, kind: ChannelKind, level: int | None) -> None:
        try:
            self._person = desk.set_limit(self.chair.person, kind, level)
        except CareError as error:
            self.station.said = [str(error)]
        self.redraw()
