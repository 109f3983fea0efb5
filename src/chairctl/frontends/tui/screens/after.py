"""After a session: how it feels now, what to mind, and what helps most: exercises."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from chairctl.care.aftercare import exercises, notes
from chairctl.care.facts import exercise_facts
from chairctl.care.words import MODALITY, Region
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.frame import key
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST


class After(Listing):
    """Digits say how much it hurts; a row is an exercise that was done."""

    CODE = "after"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(key(str(digit), f"pain({digit})", "pain", show=digit == 0) for digit in range(10)),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pain: int | None = None
        self._done: set[str] = set()

    def text(self) -> Sequence[Content]:
        """The question, and what to mind."""
        texts = self.chair.texts
        lines = [Content("")]
        if self.station.kept:
            pain = "-" if self._pain is None else str(self._pain)
            lines.append(Content.styled(self.say("after.pain", pain=pain), "bold $primary"))
            if self._pain is not None:
                lines.append(Content.styled(self.say("after.noted"), "$success"))
            lines.append(Content(""))
        tally = self.station.picture.snapshot.tally if self.station.picture else ()
        had = {
            MODALITY[self.station.kinds[one.channel]]
            for one in tally
            if one.delivered and one.channel in self.station.kinds
        }
        lines += [Content(f"· {texts.say(f'after.{code}')}") for code in notes(had)]
        return [*lines, Content("")]

    def rows(self) -> Sequence[Row]:
        """Exercises for the lower back, or where it was looked for last."""
        last = {}
        if self.chair.person != GUEST:
            try:
                last = desk.exercises_of(self.chair.person)
            except CareError:
                last = {}
        texts = self.chair.texts
        rows: list[Row] = [("", self.say("after.exercises"))]
        for one in exercises(exercise_facts(), Region.LOWER_BACK, last):
            mark = "[x]" if one.code in self._done else "[ ]"
            title, how = (texts.say(f"exercise.{one.code}.{part}") for part in ("title", "how"))
            rows.append((one.code, f"{mark} {title}: {how}"))
        return [*rows, ("", texts.say("exercise.caution"))]

    def chosen(self, code: str) -> None:
        """It was done today."""
        self._done.add(code)
        if self.chair.person != GUEST:
            try:
                desk.note_exercise(self.chair.person, code)
            except CareError as error:
                self.station.said = [str(error)]
        self.redraw()

    def action_pain(self, digit: int) -> None:
        """How much it hurts now; 1 and then 0 is ten."""
        number = self.station.kept
        if number is None:
            return
        self._pain = 10 if digit == 0 and self._pain == 1 else digit
        try:
            desk.note_pain(self.chair.person, number, self._pain)
        except CareError as error:
            self.station.said = [str(error)]
        self.redraw()
