"""The questions before the first session. Y and N are real answers; Enter is none, for it may be a slip."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from chairctl.care.facts import Question, screening_facts
from chairctl.care.screening import Answer, verdict
from chairctl.care.words import Place
from chairctl.frontends.cli.screening import said
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.frame import Frame, key
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST

LETTERS = "abcdefghijklmn"


class Screening(Frame):
    """One question at a time; each answer is kept at once."""

    CODE = "screening"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("y,j", "answer(True)", "yes"),
        key("n", "answer(False)", "no"),
        key("backspace", "before", "before"),
        key("enter", "places_done", "places_done", show=False),
        key("r", "again", "again"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[str, Answer] = {}
        self._due: list[Question] = []
        self._place = 0
        self._stage = "ask"
        """`ask`, then where it matters `where` and `doctor`."""
        self._where: set[Place] = set()

    def content(self) -> Iterable[Widget]:
        """One text."""
        yield Static(id="question")

    def on_mount(self) -> None:
        """What is due for this person; of a guest everything, and nothing is kept."""
        try:
            if self.chair.person != GUEST:
                self._answers = desk.answers_of(self.chair.person)
        except CareError as error:
            self.station.said = [str(error)]
        self._due = list(verdict(screening_facts(), self._answers, desk.today()).due)
        super().on_mount()

    @property
    def _question(self) -> Question | None:
        return self._due[self._place] if self._place < len(self._due) else None

    def draw(self) -> None:
        """The question, or what the answers come to."""
        question, texts = self._question, self.chair.texts
        if question is None:
            found = verdict(screening_facts(), self._answers, desk.today())
            lines = [Content(line) for line in said(found, screening_facts(), texts)]
            lines += [Content(""), Content.styled(self.say("screening.done"), "bold $primary")]
            kept = (
                texts.say("screening.guest")
                if self.chair.person == GUEST
                else texts.say("screening.stored", person=self.chair.person)
            )
            self.put(
                "#question",
                Content("\n").join([Content(""), *lines, Content(""), Content.styled(kept, "$dim")]),
            )
            return
        number = self.say("screening.number", number=self._place + 1, count=len(self._due))
        lines = [Content(""), Content.styled(number, "$dim"), Content("")]
        asked = texts.say(f"question.{question.code}")
        if self._stage != "ask":
            lines += [Content.styled(asked, "$dim"), Content("")]
        if self._stage == "where":
            lines += [Content.styled(self.say("screening.where"), "bold $primary"), Content("")]
            lines += [self._place_line(letter, place) for letter, place in zip(LETTERS, Place, strict=True)]
        else:
            text = asked if self._stage == "ask" else self.say("screening.doctor")
            lines += [Content.styled(text, "bold $primary"), Content(""), self._buttons()]
        self.put("#question", Content("\n").join(lines))

    def _buttons(self) -> Content:
        """The two answers, which can be clicked."""
        yes = Content.from_markup(
            "[@click=screen.answer(True)]$text[/]", text=f"  {self.say('screening.yes')}  "
        )
        no = Content.from_markup(
            "[@click=screen.answer(False)]$text[/]", text=f"  {self.say('screening.no')}  "
        )
        return Content.assemble(yes.stylize("reverse"), "     ", no.stylize("reverse"))

    def _place_line(self, letter: str, place: Place) -> Content:
        mark = "[x]" if place in self._where else "[ ]"
        name = self.chair.texts.say(f"place.{place}")
        return Content(f"  {letter.upper()}  {mark} {name}")

    def on_key(self, event: object) -> None:
        """A letter ticks a place."""
        letter = (getattr(event, "character", None) or "").lower()
        if self._stage == "where" and letter and letter in LETTERS and self._question:
            place = list(Place)[LETTERS.index(letter)]
            self._where ^= {place}
            event.stop()  # type: ignore[attr-defined]
            event.prevent_default()  # type: ignore[attr-defined]
            self.redraw()

    def action_answer(self, yes: bool) -> None:
        """Yes or no."""
        question = self._question
        if question is None or self._stage == "where":
            return
        if self._stage == "doctor":
            self._keep(question, yes=True, doctor=yes)
        elif yes and question.has_places:
            self._stage = "where"
        elif yes and any(block.until == "doctor" for block in question.blocks):
            self._stage = "doctor"
        else:
            self._keep(question, yes=yes, doctor=False)
        self.redraw()

    def action_places_done(self) -> None:
        """All places are ticked; none: everywhere."""
        question = self._question
        if question is None or self._stage != "where":
            return
        if any(block.until == "doctor" for block in question.blocks):
            self._stage = "doctor"
        else:
            self._keep(question, yes=True, doctor=False)
        self.redraw()

    def _keep(self, question: Question, *, yes: bool, doctor: bool) -> None:
        places = tuple(place for place in Place if place in self._where)
        given = Answer(question.code, yes, desk.today(), places, doctor)
        self._answers[question.code] = given
        if self.chair.person != GUEST:
            try:
                desk.answer(self.chair.person, given)
            except CareError as error:
                self.station.said = [str(error)]
        self._stage, self._where = "ask", set()
        self._place += 1

    def shown_keys(self) -> list[Binding]:
        """While there is a question, its answers; afterwards only what can still be done."""
        hidden = {"again"} if self._question else {"yes", "no"}
        return [one for one in super().shown_keys() if one.description not in hidden]

    def action_again(self) -> None:
        """All questions once more, where something has changed; what is not answered anew stays."""
        if self._question is None:
            self._due = list(screening_facts().questions)
            self._place = 0
            self.redraw()

    def action_before(self) -> None:
        """The question before."""
        self._stage, self._where = "ask", set()
        self._place = max(0, self._place - 1)
        self.redraw()
