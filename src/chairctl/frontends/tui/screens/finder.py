"""From where it hurts to what may send the pain, and to a programme for it. No diagnosis."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.care.facts import finder_facts
from chairctl.care.finder import Finding, find
from chairctl.care.screening import Verdict
from chairctl.care.words import Region
from chairctl.frontends.cli.finder import warning_lines
from chairctl.frontends.cli.screening import block_lines
from chairctl.frontends.tui import desk, registry
from chairctl.frontends.tui.listing import Listing, Row
from chairctl.profiles.loader import programme_names
from chairctl.runtime.care_files import CareError
from chairctl.safety.account import GUEST


class Finder(Listing):
    """First the place, then what was found."""

    CODE = "finder"

    def __init__(self) -> None:
        super().__init__()
        self._found: Finding | None = None

    def text(self) -> Sequence[Content]:
        """Warning signs first, always; then where the pain is."""
        texts, found = self.chair.texts, self._found
        if found is None:
            signs = [Content.styled(line, "$warning") for line in warning_lines(texts)]
            return [*signs, Content(""), Content.styled(self.say("finder.ask"), "bold")]
        if found.against:
            lines = [texts.say("finder.blocked"), *block_lines(found.against, texts)]
            return [Content.styled(line, "bold $warning") for line in lines]
        pain = texts.say("finder.pain", region=texts.say(f"region.{found.pain}"))
        return [Content(""), Content.styled(pain, "bold"), Content("")]

    def below(self) -> Sequence[Content]:
        """What may send it; below the list, so that the next step is always to be seen."""
        texts, found = self.chair.texts, self._found
        if found is None or found.against:
            return super().below()
        lines = [Content("")]
        for muscle in found.muscles:
            places = ", ".join(texts.say(f"place.{place}") for place in muscle.sends)
            felt = f"{texts.say(f'referral.{muscle.code}')} {texts.say('finder.felt', places=places)}"
            name = texts.say("finder.muscle", muscle=texts.say(f"muscle.{muscle.code}"))
            lines += [
                Content.styled(name, "bold $primary"),
                Content(texts.say("finder.where", point=texts.say(f"point.{muscle.code}"))),
                Content.styled(felt, "$dim"),
            ]
        return [*lines, Content(""), Content.styled(texts.say("finder.diagnosis"), "$warning")]

    def rows(self) -> Sequence[Row]:
        """Places, or what to do about one."""
        if self._found is None:
            return [(f"region:{one}", self.chair.texts.say(f"region.{one}")) for one in Region]
        rows: list[Row] = []
        if not self._found.against and self._found.programme in programme_names():
            rows.append((f"begin:{self._found.programme}", self.say("finder.programme")))
        return [*rows, ("again:", self.say("finder.again"))]

    def chosen(self, code: str) -> None:
        """A place, its programme, or another place."""
        what, _, name = code.partition(":")
        if what == "begin":
            self.app.push_screen(registry.screen("begin", name))
            return
        self._found = find(finder_facts(), Region(name), self._verdict()) if what == "region" else None
        self.redraw()

    def _verdict(self) -> Verdict | None:
        if self.chair.person == GUEST:
            return None
        try:
            return desk.verdict_of(self.chair.person)
        except CareError as error:
            self.station.said = [str(error)]
            return None
