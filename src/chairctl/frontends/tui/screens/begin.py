"""The second step before a session: what will happen, within which limits, and only then B for begin."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.care.courses import State
from chairctl.care.evidence import evidence
from chairctl.care.facts import evidence_facts
from chairctl.care.people import Person, limits_for, shares_for
from chairctl.domain.programme import Programme
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import Sitter
from chairctl.frontends.cli import words
from chairctl.frontends.cli.evidence import lines as evidence_lines
from chairctl.frontends.cli.preview import Track, step_marks, tracks
from chairctl.frontends.cli.preview_text import said
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.go import Go, go_text
from chairctl.frontends.tui.listing import Listing
from chairctl.frontends.tui.plot import BLOCKS
from chairctl.profiles.device import DeviceProfile
from chairctl.profiles.loader import load_programme
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST
from chairctl.session.bodyscan.routine import course_of
from chairctl.session.plan import Plan, fit

NAME = 22


class Begin(Listing):
    """A programme just before it begins. `name` is the programme's."""

    CODE = "begin"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("b", "begin", "begin"),
        *(key(str(digit), f"pain({digit})", "pain", show=digit == 0) for digit in range(10)),
        key("f", "favourite", "favourite"),
        key("c", "limits", "limits"),
    ]

    def __init__(self, name: str = "demo") -> None:
        super().__init__()
        self.programme: Programme = load_programme(name)
        self.pain: int | None = None
        self._person: Person | None = None
        self._course = ""
        self._sitter = Sitter()
        self._plan: tuple[str, Plan] | None = None
        self._drawn: tuple[tuple[int, str, str], list[Track]] = ((0, "", ""), [])

    def on_mount(self) -> None:
        """Who it is for, and whether a course waits for it."""
        self.query_one("#list").can_focus = False
        self._read()
        super().on_mount()

    def _read(self) -> None:
        self._plan, self._drawn = None, ((0, "", ""), [])
        self._person, self._course = None, ""
        if self.chair.person != GUEST:
            try:
                self._person = desk.person(self.chair.person)
                waiting = [
                    one.plan.code
                    for one in desk.courses_of(self.chair.person)
                    if one.plan.on_chair and one.now.state in (State.DUE, State.OVERDUE)
                ]
                self._course = waiting[0] if waiting else ""
            except CareError as error:
                self.station.said = [str(error)]

    def content(self) -> Iterable[Widget]:
        """The button above all, so that it is always to be seen."""
        yield Static(id="title")
        yield Go(id="go")
        yield from super().content()

    def draw(self) -> None:
        """Title, button, and the rest below."""
        texts = self.chair.texts
        minutes = f"{words.clock_time(self.programme.duration)} min"
        title = Content.assemble((said(self.programme.title, texts), "bold $primary"), f"  {minutes}")
        self.put("#title", Content("\n").join([Content(""), title, Content("")]))
        self.put("#go", go_text(self, "begin.button"))
        super().draw()

    def text(self) -> Sequence[Content]:
        """What was refused, within which limits it will be, what it does and is."""
        texts = self.chair.texts
        lines = [Content.styled(line, "bold $warning") for line in self.station.said]
        profile = self.station.profile()
        if profile and not self.programme.is_guided:
            plan = self._fitted(profile)
            adapted = words.reasons(plan.adaptations, self.station.kinds, texts)
            lines += [*self._sitting(), *self._limits(profile), Content("")]
            lines += [*self._picture(plan, profile), *self._unmapped(profile), Content("")]
            lines += [Content.styled(line, "$warning") for line in adapted]
        for link in self.station.picture.snapshot.links if self.station.picture else ():
            if link.device_class:
                lines.append(Content.styled(texts.say(f"class.{link.device_class}"), "$dim"))
        return [*lines, Content(""), *self._known()]

    def _known(self) -> list[Content]:
        """What it is and feels like, with what it is not for anybody, and what is known and who says so."""
        programme, texts = self.programme, self.chair.texts
        lines = [Content.styled(said(programme.summary, texts), "bold")]
        if programme.feel:
            lines.append(Content(texts.say("preview.feel", feel=said(programme.feel, texts))))
        if programme.not_with:
            named = ", ".join(texts.say(f"contraindication.{code}") for code in programme.not_with)
            lines.append(Content(texts.say("preview.not_with", not_with=named)))
        for code in programme.evidence:
            if fact := evidence(evidence_facts(), code):
                lines += [Content.styled(line, "$dim") for line in evidence_lines(fact, texts)]
        return lines

    def below(self) -> Sequence[Content]:
        """Nothing: what was refused is said above."""
        return ()

    def _fitted(self, profile: DeviceProfile) -> Plan:
        """The programme on this device, for this person; made once."""
        if self._plan is None or self._plan[0] != profile.name:
            self._sitter = self._seated(profile)
            self._plan = profile.name, fit(self.programme, (profile,), self._sitter)
        return self._plan[1]

    def _seated(self, profile: DeviceProfile) -> Sitter:
        """What the programme has to know of the person on this kind of device."""
        kept = None
        if self._person:
            try:
                kept = desk.kept_map(self._person.name, profile.name)
            except CareError as error:
                self.station.said = [str(error)]
        return Sitter(kept.back.spine if kept else None, shares_for(self._person, profile))

    def _unmapped(self, profile: DeviceProfile) -> list[Content]:
        """That a scan could find the places that the programme names, where it was not done yet."""
        if self._person is None or self._sitter.spine or isinstance(course_of(profile), Reason):
            return []
        if not any(target.place for step in self.programme.steps for target in step.targets):
            return []
        return [Content.styled(self.say("begin.no_map"), "$warning")]

    def _picture(self, plan: Plan, profile: DeviceProfile) -> list[Content]:
        """Every channel over time, in columns."""
        width = max(10, min(60, self.size.width - NAME - 16))
        key = (width, self.chair.texts.language, profile.name)
        if self._drawn[0] != key:
            self._drawn = key, tracks(plan, profile, width, self.chair.texts)
        rows = []
        for track in self._drawn[1]:
            letters = "".join(
                " " if span is None else BLOCKS[1 + min(7, track.height((span.least + span.most) // 2, 8))]
                for span in track.columns
            )
            rows.append(
                Content.assemble(
                    f"{track.label[: NAME - 1]:{NAME}}", (letters, "$primary"), (f" {track.reach}", "$dim")
                )
            )
        steps = " → ".join(said(mark.title, self.chair.texts) for mark in step_marks(plan)[:6])
        return [*rows, Content.styled(steps, "$dim")]

    def _sitting(self) -> list[Content]:
        """What belongs to this session of this person."""
        if self.chair.person == GUEST:
            return []
        pain = "-" if self.pain is None else str(self.pain)
        lines = [Content.styled(self.say("begin.pain", pain=pain), "bold")]
        if self._course:
            course = self.chair.texts.say(f"course.{self._course}")
            lines.append(Content(self.say("begin.course", course=course)))
        return lines

    def _limits(self, profile: DeviceProfile) -> list[Content]:
        """The most of every kind that the programme uses."""
        used = {target.kind for step in self.programme.steps for target in step.targets}
        texts, kinds = self.chair.texts, self.station.kinds
        own = {lower.channel: lower.max_level for lower in limits_for(self._person, profile)}
        parts = [
            texts.say(
                "run.limit",
                channel=words.channel(one.channel.name, kinds, texts),
                level=words.level(one.channel.kind, own.get(one.channel.name, one.max_level), texts),
            )
            for one in profile.channels
            if one.channel.kind in used
        ]
        return [Content(self.say("begin.limits", who=self.chair.who(), limits=", ".join(parts)))]

    def action_pain(self, digit: int) -> None:
        """A digit says how much it hurts; 1 and then 0 is ten."""
        if self.chair.person != GUEST:
            self.pain = 10 if digit == 0 and self.pain == 1 else digit
            self.redraw()

    def action_limits(self) -> None:
        """Change what this person allows."""
        self.chair.action_open("limits")

    def on_screen_resume(self) -> None:
        """Somebody may have changed their limits."""
        self._read()
        super().on_screen_resume()

    def action_favourite(self) -> None:
        """Like it, or not any more."""
        if self.chair.person == GUEST:
            self.station.said = [self.say("begin.guest_favourite")]
        else:
            is_one = desk.add_favourite(self.chair.person, self.programme.name)
            self.station.said = [self.say("begin.favourite" if is_one else "begin.no_favourite")]
        self.redraw()

    def action_begin(self) -> None:
        """Ask the host to take this person in and to begin; a guided one needs no host."""
        chair = self.chair
        if self.programme.is_guided:
            chair.push_screen(registry.screen("guide", self.programme.name))
            return
        chair.station.begin(self.programme.name, chair.person, self._course or None, self.pain)
        chair.redraw()
