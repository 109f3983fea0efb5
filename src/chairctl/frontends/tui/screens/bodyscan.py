"""The body scan: what it will do, what is felt while it goes on, and the map, with where it is kept."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.care.people import Person, limits_for
from chairctl.domain.back import BackMap
from chairctl.domain.channels import ChannelKind
from chairctl.domain.safety import Reason
from chairctl.domain.snapshot import Snapshot
from chairctl.frontends.cli import words
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.body import MOST_ROWS, height_of
from chairctl.frontends.tui.channels import channel_lines, heading
from chairctl.frontends.tui.felt import felt_back, mapped_back
from chairctl.frontends.tui.frame import Frame, key
from chairctl.frontends.tui.go import Go, go_text
from chairctl.frontends.tui.plot import bar
from chairctl.runtime.back_maps import KeptMap
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST
from chairctl.session.bodyscan.routine import NAME, SWEEPS, Course, course_of
from chairctl.session.bodyscan.scanner import Progress

LEAST_ROWS = 12


class BodyScan(Frame):
    """Before, during and after a scan of whoever sits there."""

    CODE = "bodyscan"
    STAYS = True
    BINDINGS: ClassVar[list[BindingType]] = [key("b", "begin", "begin")]

    def __init__(self) -> None:
        super().__init__()
        self._read_for = ""
        self._person: Person | None = None
        self._kept: tuple[str, KeptMap | None] = ("", None)
        """By the name of a device profile."""
        self._last: Progress | None = None

    def content(self) -> Iterable[Widget]:
        """The button above all, then the back at the left and the words at the right."""
        yield Go(id="go")
        yield Horizontal(Static(id="scan-body"), Static(id="scan-right"), id="scan-row")

    def _read(self) -> None:
        """Who sits there now."""
        if self._read_for == self.chair.person:
            return
        self._read_for, self._person, self._kept = self.chair.person, None, ("", None)
        if self.chair.person != GUEST:
            try:
                self._person = desk.person(self.chair.person)
            except CareError as error:
                self.station.said = [str(error)]

    def on_screen_resume(self) -> None:
        """Somebody may have changed their limits."""
        self._read_for = ""
        super().on_screen_resume()

    def draw(self) -> None:
        """As far as it is."""
        self._read()
        picture = self.station.picture
        course = self._course()
        is_live = self.station.is_live
        self._last = (picture.scan if picture else None) or self._last
        may_begin = isinstance(course, Course) and not is_live
        go = self.query_one("#go")
        go.display = may_begin
        self.put("#go", go_text(self, "bodyscan.button"))
        rows = self.query_one("#content").size.height - (4 if may_begin else 0)
        rows = max(LEAST_ROWS, min(rows, MOST_ROWS))
        if picture is None or course is None:
            back, right = felt_back(None, 1, rows), [Content(self.say("home.no_device"))]
        elif isinstance(course, Reason):
            back, right = felt_back(None, 1, rows), self._impossible(course)
        elif is_live:
            back = felt_back(self._last, height_of(self.station.profile()), rows)
            right = self._felt(picture.snapshot, course)
        else:
            back, right = self._at_rest(course, rows)
        self.put("#scan-body", Content("\n").join(back))
        self.put("#scan-right", Content("\n").join(right))

    def _course(self) -> Course | Reason | None:
        """How this chair is scanned, or why it can't be; None: there is no chair."""
        profile = self.station.profile()
        if profile is None:
            return None
        course = course_of(profile)
        if isinstance(course, Reason):
            return course
        own = {lower.channel: lower.max_level for lower in limits_for(self._person, profile)}
        return course_of(profile, own.get(course.channel, 1000))

    def _impossible(self, why: Reason) -> list[Content]:
        lines = words.reasons([why], self.station.kinds, self.chair.texts)
        return [Content.styled(self.say("bodyscan.impossible"), "bold $warning"), *map(Content, lines)]

    # --- while it goes on -----------------------------------------------------------------------

    def _felt(self, snapshot: Snapshot, course: Course) -> list[Content]:
        """Which sweep, how far, where the rollers are and how they press."""
        picture, progress, texts = self.station.picture, self._last, self.chair.texts
        session = snapshot.session
        if session is None or session.programme != NAME:
            return [Content.styled(self.say("home.running"), "bold $warning")]
        width = max(20, self.size.width - 30)
        title = getattr(session.step_title, texts.language)
        lines = [Content.styled(title, "bold $primary")]
        done = progress.done_permille if progress else 0
        full, empty = bar(done, 1000, min(30, width - 8))
        lines.append(Content.assemble((full, "$primary"), (empty, "$track"), f" {done // 10} %"))
        lines += [Content.styled(texts.say("bodyscan.prompt"), "italic"), Content("")]
        if progress and picture and picture.scan:
            if progress.sweep:
                lines.append(Content(self.say("bodyscan.sweep", sweep=progress.sweep, sweeps=SWEEPS)))
            if progress.position_mm is not None:
                lines.append(Content(self.say("bodyscan.position", height=progress.position_mm)))
            lines.append(Content(self.say("bodyscan.motor", current=progress.motor_ma)))
        rollers = [view for view in snapshot.channels if view.name == course.channel]
        lines += [Content(""), heading(width, texts)]
        return [*lines, *channel_lines(rollers, -1, width, self.station.kinds, texts)]

    # --- before and after -----------------------------------------------------------------------

    def _at_rest(self, course: Course, rows: int) -> tuple[list[Content], list[Content]]:
        """What has come of it; else what was felt earlier; else what it will do."""
        station = self.station
        said = [Content.styled(line, "bold $warning") for line in station.said]
        if station.back:
            lines = [Content.styled(line, "bold $success") for line in station.scan_said]
            lines = [*said, *lines, Content(""), *self._map(station.back), Content(""), *self._where()]
            return mapped_back(station.back, rows), lines
        if station.scan_said:
            said += [Content.styled(line, "bold $warning") for line in station.scan_said]
            return felt_back(self._last, height_of(station.profile()), rows), [*said, *self._about(course)]
        kept = self._kept_map()
        if kept is None:
            return felt_back(None, 1, rows), [*said, *self._about(course)]
        day = f"{kept.taken.astimezone():%Y-%m-%d}"
        earlier = [Content(""), Content.styled(self.say("bodyscan.earlier", date=day), "bold $primary")]
        earlier += [*self._map(kept.back), *self._where()]
        return mapped_back(kept.back, rows), [*said, *self._about(course), *earlier]

    def _about(self, course: Course) -> list[Content]:
        level = words.level(ChannelKind.ROLLER, course.firm_permille, self.chair.texts)
        who = self.chair.person
        kept = self.say("bodyscan.keeps_nothing") if who == GUEST else self.say("bodyscan.keeps", person=who)
        return [Content(self.say("bodyscan.what", level=level)), Content(kept)]

    def _where(self) -> list[Content]:
        """In which file the maps of people are."""
        if self._person is None:
            return []
        return [Content.styled(self.say("bodyscan.where", path=desk.store_path()), "$dim")]

    def _map(self, found: BackMap) -> list[Content]:
        """Every landmark and stiff spot, from the shoulders down."""
        texts = self.chair.texts
        lines = [Content.styled(texts.say("bodyscan.map"), "$dim")]
        for place in reversed(found.places):
            name = texts.say(f"landmark.{place.name}")
            text = texts.say("bodyscan.place", place=name, height=place.height_mm, within=place.within_mm)
            lines.append(Content(text))
        for spot in reversed(found.stiff_spots):
            excess = round(spot.excess_permille / 10)
            text = texts.say("bodyscan.spot", height=spot.height_mm, excess=excess)
            lines.append(Content.styled(text, "bold $warning"))
        return lines if found.stiff_spots else [*lines, Content(texts.say("bodyscan.no_spots"))]

    def _kept_map(self) -> KeptMap | None:
        """What is stored of this person on this kind of chair; read once."""
        profile = self.station.profile()
        if self._person is None or profile is None:
            return None
        if self._kept[0] != profile.name:
            try:
                self._kept = profile.name, desk.kept_map(self._person.name, profile.name)
            except CareError as error:
                self.station.said = [str(error)]
                self._kept = profile.name, None
        return self._kept[1]

    def shown_keys(self) -> list[Binding]:
        """What begins is not offered while something is on."""
        return [one for one in super().shown_keys() if one.action != "begin" or not self.station.is_live]

    def action_begin(self) -> None:
        """The second step: ask the host to take this person in and to begin."""
        if isinstance(self._course(), Course):
            self._last = None
            self.station.begin(NAME, self.chair.person)
            self.chair.redraw()
