"""Courses: what is due today, how far each is, and which could be begun. The ledger wins."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.care.facts import course_facts
from chairctl.frontends.cli.course import line
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.desk import CourseNow
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.frontends.tui.plot import bar
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST


class Course(Listing):
    """Those of this person, then those that could be begun."""

    CODE = "course"

    def __init__(self) -> None:
        super().__init__()
        self._courses: list[CourseNow] = []

    def on_mount(self) -> None:
        """Read them."""
        self._read()
        super().on_mount()

    def _read(self) -> None:
        if self.chair.person == GUEST:
            return
        try:
            self._courses = desk.courses_of(self.chair.person)
        except CareError as error:
            self.station.said = [str(error)]

    def text(self) -> Sequence[Content]:
        """What each says today."""
        if self.chair.person == GUEST:
            return [Content(""), Content.styled(self.say("course.guest"), "$warning"), Content("")]
        texts = self.chair.texts
        lines = [Content("")]
        for one in self._courses:
            counted = min(one.now.progress.counted, one.plan.sessions)
            full, empty = bar(counted, one.plan.sessions, 30)
            lines += [
                Content.styled(line(one.plan.code, one.now, texts), "bold"),
                Content.assemble((full, "$primary"), (empty, "$track"), f" {counted}/{one.plan.sessions}"),
                Content(""),
            ]
        return lines

    def rows(self) -> Sequence[Row]:
        """Courses that could be begun."""
        if self.chair.person == GUEST:
            return [("people", self.say("screen.people"))]
        mine = {one.plan.code for one in self._courses}
        waiting = [plan for plan in course_facts().courses if plan.code not in mine]
        rows: list[Row] = [("", self.say("course.start"))] if waiting else []
        return [*rows, *((plan.code, self.chair.texts.say(f"course.{plan.code}")) for plan in waiting)]

    def chosen(self, code: str) -> None:
        """Begin it today."""
        if code == "people":
            self.chair.action_open("people")
            return
        try:
            desk.start_course(self.chair.person, code)
        except CareError as error:
            self.station.said = [str(error)]
        self._read()
        self.redraw()
