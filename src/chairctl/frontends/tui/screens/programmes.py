"""All programmes, what each is and what is known about it, before anybody chooses one."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList

from chairctl.care.evidence import evidence
from chairctl.care.facts import evidence_facts
from chairctl.domain.programme import Programme
from chairctl.frontends.cli.evidence import lines as evidence_lines
from chairctl.frontends.cli.preview_text import said
from chairctl.frontends.tui import registry
from chairctl.frontends.tui.library import programme, programmes
from chairctl.frontends.tui.listing import Listing, Row


class Programmes(Listing):
    """The list, and below it what is known of the one under the mark."""

    CODE = "programmes"

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[str, list[Row]] = ("", [])

    def rows(self) -> Sequence[Row]:
        """Programmes for devices, then those that only lead a person; listed once in each language."""
        if self._listed[0] != self.chair.texts.language:
            self._listed = (self.chair.texts.language, self._list())
        return self._listed[1]

    def _list(self) -> list[Row]:
        everything = programmes()
        rows: list[Row] = []
        for guided in (False, True):
            rows.append(("", self.say("programmes.guided" if guided else "programmes.device")))
            rows += [(one.name, self._line(one)) for one in everything if one.is_guided is guided]
        return rows

    def _line(self, programme: Programme) -> str:
        minutes = -(-programme.duration // 60_000_000_000)
        return self.say("home.programme", title=said(programme.title, self.chair.texts), minutes=minutes)

    def below(self) -> Sequence[Content]:
        """What is known of the one under the mark."""
        found = programme(self.highlighted) if self.highlighted else None
        if found is None:
            return ()
        lines = [Content(""), Content.styled(said(found.summary, self.chair.texts), "bold")]
        for code in found.evidence:
            if fact := evidence(evidence_facts(), code):
                lines += [Content.styled(line, "$dim") for line in evidence_lines(fact, self.chair.texts)]
        return lines

    def on_option_list_option_highlighted(self, _: OptionList.OptionHighlighted) -> None:
        """Another one is under the mark."""
        self.redraw()

    def chosen(self, code: str) -> None:
        """The second step comes before anything begins."""
        self.station.said = []
        self.app.push_screen(registry.screen("begin", code))
