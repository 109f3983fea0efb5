"""Figures F5 to F8 and F10 to F12: the campaigns in virtual time."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from chairctl_proof.prove.row import Row, Sizes

if TYPE_CHECKING:
    from chairctl_proof.figure import Figure

CAMPAIGN_FIGURES: Final = ("F5", "F6", "F7", "F8", "F10", "F11", "F12")

Progress = Callable[[str, int, int], None]


def campaign_rows(sizes: Sizes, progress: Progress) -> Iterator[Row]:
    """Run the campaigns if any of their figures is wanted; one that they do not give was not run."""
    wanted = sizes.figures.intersection(CAMPAIGN_FIGURES)
    given: dict[str, Row] = {}
    if wanted:
        progress("F10", 0, 1)
        try:
            from chairctl_proof import campaign

            found = campaign.run(not sizes.whole_campaign, progress)
            given = {figure.id: _row(figure) for figure in found}
        except Exception as error:  # whatever breaks is said in the table
            said = {"error": f"{type(error).__name__}: {error}"}
            given = {name: Row(name, held=False, measured="broken", figures=said) for name in wanted}
    for name in CAMPAIGN_FIGURES:
        yield given.get(name, Row(name, None)) if name in wanted else Row(name, None)


def _row(figure: "Figure") -> Row:
    return Row(
        figure.id,
        figure.held,
        figure.trials,
        _safe(figure),
        figure.red_twin_failed,
        "said",
        {"said": figure.measured},
        failures=figure.failures,
    )


def _safe(figure: "Figure") -> int:
    """Trials that were safe; where some are excepted by name, the figure says it in its words."""
    told = re.match(r"([\d,]+)/[\d,]+ safe", figure.measured)
    if told:
        return int(told[1].replace(",", ""))
    return figure.trials if figure.held else max(0, figure.trials - max(1, len(figure.failures)))
