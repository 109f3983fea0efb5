"""One device: what it is, and what can be done: use it, ask it, name it, let it go and take it back."""

import asyncio
from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Input

from chairctl.domain.snapshot import LinkView
from chairctl.frontends.cli import words
from chairctl.frontends.cli.identify import Answer, RefusedError, answer_to, question_to, told
from chairctl.frontends.cli.pair import keep_name, take_name
from chairctl.frontends.tui.finding import Found
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.frontends.tui.words import link_state
from chairctl.profiles.values import is_name

ASK_S = 3.0
"""For each step of a question."""
UNKNOWN = ("silent", "foreign", "unmarked")
"""Answers after which only a person can say what it is."""


class Device(Listing):
    """The device of a host that is shown, or one that could get a host."""

    CODE = "device"

    def __init__(self, found: Found | None = None) -> None:
        super().__init__()
        self._found = found
        self._profile = found.profile if found else ""
        self._answer: Answer | None = None
        self._asks = False
        self._names = False

    # --- what is known --------------------------------------------------------------------------

    def _link(self) -> LinkView | None:
        """The line of a device that this host holds; without a choice, its first."""
        links = self.station.picture.snapshot.links if self.station.picture else ()
        if self._found is None:
            return links[0] if links else None
        return next(
            (one for one in links if self._found.kind == "held" and one.device == self._found.where), None
        )

    def text(self) -> Sequence[Content]:
        """Its name, how it stands, and what it has answered."""
        link = self._link()
        if link:
            return [Content(""), *self._held(link), Content("")]
        if self._found is None or self._found.kind == "held":
            return [Content(""), Content(self.say("home.no_device")), Content("")]
        lines = [Content(""), Content.styled(self._found.title, "bold $primary")]
        if self._found.signs:
            lines.append(Content(self.say("device.may_be", families=", ".join(self._found.signs))))
        if self._profile:
            lines.append(Content(self.say("device.is", title=self._title(self._profile))))
        if self._asks:
            lines.append(Content.styled(self.say("device.asking"), "bold"))
        if self._answer:
            lines += [Content(line) for line in told(self._answer, self.chair.texts)]
            outcome = self.say(f"device.outcome.{self._answer.outcome}")
            lines.append(Content.styled(outcome, "$success" if self._answer.fitting else "$warning"))
        return [*lines, Content("")]

    def _held(self, link: LinkView) -> list[Content]:
        """What it is, what it can prove, and what it does when this computer is silent."""
        texts, profile = self.chair.texts, self.station.profile(link.device)
        title = self._title(link.device)
        lines = [Content.assemble((title, "bold $primary"), f" · {link_state(link, texts)}")]
        if link.identity:
            lines.append(Content(f"{link.identity.model} {link.identity.serial_number}"))
        if link.released:
            code = "letting_go" if link.connected else "let_go"
            lines += [Content(""), Content.styled(self.say(f"device.{code}"), "bold $warning")]
        if link.device_class:
            lines.append(Content(texts.say(f"class.{link.device_class}")))
        if profile:
            lines.append(Content.styled(words.failsafe(profile.failsafe, texts), "$dim"))
        if link.activity:
            lines.append(Content.styled(texts.say(f"activity.{link.activity}"), "$warning"))
        return lines

    def _title(self, profile: str) -> str:
        found = self.station.profile(profile)
        return getattr(found.title, self.chair.texts.language) if found else profile

    # --- what can be done -----------------------------------------------------------------------

    def rows(self) -> Sequence[Row]:
        """What can be done with it now."""
        link = self._link()
        if link:
            code = "take" if link.released else "release"
            stops = code == "release" and self.station.is_live
            rows: list[Row] = [(code, self.say("device.stop_and_release" if stops else f"device.{code}"))]
            return rows if link.released else [("open:bodyscan", self.say("screen.bodyscan")), *rows]
        if self._found is None or self._found.kind == "held":
            return [("open:devices", self.say("screen.devices"))]
        if self.station.is_live:
            return [("", self.say("home.running"))]
        rows = [("use", self.say("device.use"))] if self._profile else []
        rows += [("ask", self.say("device.ask")), *self._guesses()]
        if self._found.has_name:
            rows.append(("unname", self.say("device.unname", name=self._found.where)))
        elif self._profile:
            rows.append(("name", self.say("device.name")))
        return rows

    def _guesses(self) -> list[Row]:
        """What a person may say that it is, where the device leaves it open."""
        answer = self._answer
        if answer is None or self._profile:
            return []
        if len(answer.fitting) > 1:
            profiles = [one.profile for one in answer.fitting]
            return [
                (
                    f"as:{one.name}",
                    self.say("device.it_is", title=getattr(one.title, self.chair.texts.language)),
                )
                for one in profiles
            ]
        if answer.outcome not in UNKNOWN:
            return []
        return [
            (f"family:{family}", self.say("device.ask_as", family=family))
            for family in answer.verdict.possible
        ]

    def chosen(self, code: str) -> None:
        """Do it."""
        what, _, name = code.partition(":")
        self.station.said = []
        link, found = self._link(), self._found
        if what == "open":
            self.chair.action_open(name)
        elif what in ("release", "take") and link:
            self.station.hand(what, link.device)
        elif found is None or self.station.is_live:
            return
        elif what == "use":
            self.run_worker(self._use(found._replace(profile=self._profile)), exclusive=True, group="hold")
        elif what in ("ask", "family") and not self._asks:
            self.run_worker(self._ask(found, name or None), exclusive=True, group="ask")
        elif what == "as":
            self._profile = name
        elif what == "unname":
            self._unname(found)
        elif what == "name" and not self._names:
            self._names = True
            self.mount(Input(id="field", placeholder=self.say("device.name_field")), before="#bottom")
            self.call_after_refresh(lambda: self.query_one("#field").focus())
        self.redraw()

    def draw(self) -> None:
        """There is no text field while something is on."""
        if self.station.is_live and self._names:
            self._close_field()
        super().draw()

    def _close_field(self) -> None:
        self._names = False
        self.query("#field").remove()
        self.query_one("#list").focus()

    async def _use(self, found: Found) -> None:
        """Start a host for it, and go home where it can be begun."""
        if await self.chair.hold(found):
            self.chair.show_only("home")

    async def _ask(self, found: Found, family: str | None) -> None:
        """First listen, then ask, where that is safe."""
        self._asks, self._answer = True, None
        texts = self.chair.texts
        self.redraw()
        try:
            question = await asyncio.to_thread(question_to, texts, found.where, family, None)
            self._answer = await answer_to(texts, question, ASK_S)
            if len(self._answer.fitting) == 1:
                self._profile = self._answer.fitting[0].profile.name
        except RefusedError as refused:
            self.station.said = [str(refused)]
        finally:
            self._asks = False
        self.redraw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The name that it gets: in small letters, a blank becomes a stroke."""
        name, found = "-".join(event.value.lower().split()), self._found
        if found is None or not name:
            return
        if not is_name(name):
            self.station.said = [self.say("device.bad_name", name=name)]
            self.redraw()
            return
        try:
            device, _ = keep_name(self.chair.texts, name, found.where, self._profile)
        except RefusedError as refused:
            self.station.said = [str(refused)]
        else:
            self._found = Found("device", name, f"{name} · {found.title}", device.profile, found.where)
            self.station.said = [self.say("device.named", name=name)]
            self._close_field()
        self.redraw()

    def _unname(self, found: Found) -> None:
        try:
            take_name(self.chair.texts, found.where)
        except RefusedError as refused:
            self.station.said = [str(refused)]
        else:
            self.station.said = [self.say("device.unnamed", name=found.where)]
            self._found = Found("seen", found.address, found.address, found.profile)
