"""Home: who sits here, what is due today, what this person likes, what there is."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from chairctl.frontends.cli import course
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.desk import CourseNow
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.library import programme
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.profiles.loader import programme_names
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST

FIRST = ("relax", "daily-gentle", "lumbar-care")
"""Offered to who has no favourites yet."""
PLACES = (
    "programmes",
    "finder",
    "manual",
    "bodyscan",
    "people",
    "screening",
    "course",
    "history",
    "devices",
    "settings",
)


class Home(Listing):
    """The first screen."""

    CODE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "nothing", "choose_row"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._read_for = ""
        self._courses: list[CourseNow] = []
        self._favourites: tuple[str, ...] = ()
        self._due = 0

    def on_screen_resume(self) -> None:
        """Something may be due now that was not before."""
        self._read_for = ""
        super().on_screen_resume()

    def _read(self) -> None:
        """What is known of this person."""
        if self._read_for == self.chair.person:
            return
        self._read_for = self.chair.person
        self._courses, self._favourites, self._due = [], (), 0
        if self.chair.person == GUEST:
            return
        try:
            found = desk.person(self.chair.person)
            if found is None or (found.pin and found.name not in self.chair.unlocked):
                self.chair.person = GUEST
                return
            self._favourites = found.favourites
            self._courses = desk.courses_of(self.chair.person)
            self._due = len(desk.verdict_of(self.chair.person).due)
        except CareError as error:
            self.station.said = [
                self.chair.texts.say(f"care_store.{error.reason.code}", detail=error.reason.detail, path="")
            ]

    def text(self) -> Sequence[Content]:
        """Who sits here, and what is due."""
        self._read()
        texts = self.chair.texts
        hello = (
            self.say("home.guest")
            if self.chair.person == GUEST
            else self.say("home.hello", person=self.chair.person)
        )
        lines = [Content(""), Content.styled(hello, "bold $primary")]
        lines += [Content(f"· {course.line(one.plan.code, one.now, texts)}") for one in self._courses]
        if self._due:
            lines.append(Content.styled(self.say("home.screening", count=self._due), "$warning"))
        if self.station.is_live:
            lines.append(Content.styled(self.say("home.running"), "bold $warning"))
        elif self.station.picture is None and not self.station.gone:
            lines.append(Content.styled(self.say("home.no_device"), "$warning"))
        return [*lines, Content("")]

    def rows(self) -> Sequence[Row]:
        """Sessions that can be begun, then the other screens."""
        rows: list[Row] = []
        if self.station.is_live:
            rows.append(("open:session", self.say("screen.session")))
        names = self._favourites or FIRST
        rows.append(("", self.say("home.begin")))
        known = programme_names()
        rows += [(f"begin:{name}", self._title(name)) for name in names if name in known]
        rows.append(("", self.say("home.more")))
        rows += [(f"open:{code}", self.say(f"screen.{code}")) for code in PLACES]
        return rows

    def _title(self, name: str) -> str:
        found = programme(name)
        if found is None:
            return name
        minutes = -(-found.duration // 60_000_000_000)
        title = getattr(found.title, self.chair.texts.language)
        return self.say("home.programme", title=title, minutes=minutes)

    def chosen(self, code: str) -> None:
        """Open it."""
        what, _, name = code.partition(":")
        self.station.said = []
        if what == "begin":
            self.app.push_screen(registry.screen("begin", name))
        else:
            self.chair.action_open(name)

    def action_nothing(self) -> None:
        """The list takes Enter itself."""
