"""What is here as a table on a terminal, drawn anew as things come and go."""

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text as Styled

from chairctl.frontends.cli.scan_words import ScanWords, bluetooth_line
from chairctl.runtime.scanning import Sightings
from chairctl.texts import Texts


class LiveView:
    """Draws at most four times a second; the last picture stays."""

    def __init__(self, words: ScanWords, texts: Texts) -> None:
        self.any_seen = False
        self._words = words
        self._texts = texts
        self._console = Console(highlight=False)
        self._newest = Sightings()
        self._live = Live(get_renderable=self.drawing, console=self._console, refresh_per_second=4)

    def begin(self, seconds: float) -> None:
        """Say how long it takes, and begin to draw."""
        self._console.print(self._texts.say("scan.begin", seconds=f"{seconds:g}"), markup=False)
        self._live.start()

    def show(self, sightings: Sightings) -> None:
        """Remember what is here; it is drawn in time."""
        self._newest = sightings

    def end(self) -> None:
        """Draw the last picture, and say how to go on."""
        self._live.refresh()
        self._live.stop()
        if self.any_seen:
            self._console.print(self._texts.say("scan.hint"), markup=False)

    def drawing(self) -> Group:
        """The table, and below it what is wrong with Bluetooth."""
        rows = self._words.rows(self._newest)
        self.any_seen = bool(rows)
        table = Table(box=None, pad_edge=False)
        for title in self._words.head():
            table.add_column(Styled(title), overflow="fold")
        for row in rows:
            table.add_row(*map(Styled, row))
        problem = self._newest.bluetooth_problem
        below = bluetooth_line(problem.code, self._texts) if problem else ""
        return Group(table if rows else Styled(self._texts.say("scan.nothing")), Styled(below))
