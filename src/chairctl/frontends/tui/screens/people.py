"""Who sits here: a guest, somebody who is known, or somebody new."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from chairctl.care.people import Person, unlocks
from chairctl.frontends.tui import desk
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST


class People(Listing):
    """A list of names, and a field for a new one; a PIN is asked for where there is one."""

    CODE = "people"

    def __init__(self) -> None:
        super().__init__()
        self._people: list[Person] = []
        self._locked: Person | None = None

    def content(self) -> Iterable[Widget]:
        """The list, and a field below it while nothing is on."""
        yield from super().content()
        if not self.station.is_live:
            yield Input(id="field")

    def on_mount(self) -> None:
        """Read who is known."""
        try:
            self._people = desk.people()
        except CareError as error:
            self.station.said = [str(error)]
        super().on_mount()

    def text(self) -> Sequence[Content]:
        """What to do."""
        return [Content(""), Content.styled(self.say("people.ask"), "bold"), Content("")]

    def rows(self) -> Sequence[Row]:
        """A guest, then everybody."""
        rows: list[Row] = [(f"sit:{GUEST}", self.say("people.guest"))]
        rows += [(f"sit:{one.name}", f"{one.name}{' · PIN' if one.pin else ''}") for one in self._people]
        if self.chair.person != GUEST:
            rows.append(("open:limits", f"{self.say('screen.limits')} ({self.chair.person})"))
        return rows

    def draw(self) -> None:
        """The field says what it is for."""
        super().draw()
        for field in self.query(Input):
            if self.station.is_live:
                field.remove()
            field.placeholder = self.say("people.pin" if self._locked else "people.new")
            field.password = self._locked is not None

    def chosen(self, code: str) -> None:
        """Sit down, if no PIN is in the way."""
        what, _, name = code.partition(":")
        if what == "open":
            self.chair.action_open(name)
            return
        found = next((one for one in self._people if one.name == name), None)
        if found and found.pin:
            self._locked = found
            self.draw()
            for field in self.query(Input):
                field.focus()
        else:
            self._sit(name)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A PIN, or a new name."""
        text = event.value.strip()
        event.input.value = ""
        if self._locked:
            if unlocks(self._locked, text):
                self.chair.unlocked.add(self._locked.name)
                self._sit(self._locked.name)
            else:
                self.station.said = [self.chair.texts.say("people.pin_wrong", person=self._locked.name)]
                self.redraw()
        elif text:
            try:
                problem = desk.add_person(text, self.chair.settings.language)
            except CareError as error:
                self.station.said = [str(error)]
            else:
                if problem is None:
                    self._sit(text)
                    self.chair.action_open("screening")
                    return
                self.station.said = [self.say(f"people.{problem.code}", name=text)]
            self.redraw()

    def _sit(self, name: str) -> None:
        self.chair.sit(name)
        self.app.pop_screen()
