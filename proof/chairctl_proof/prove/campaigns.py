"""Figures F5 to F8 and F10 to F12: the campaigns in virtual time."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from chairctl_proof.prove.row import Row, Sizes

CAMPAIGN_FIGURES: Final = ("F5", "F6", "F7", "F8", "F10", "F11", "F12")

Progress = Callable[[str, int, int], None]


def campaign_rows(sizes: Sizes, progress: Progress) -> Iterator[Row]:
    """Run the campaigns; a figure that they do not give was not run."""
    wanted = [figure for figure in CAMPAIGN_FIGURES if figure in sizes.figures]
    given: dict[str, Row] = {}
    if wanted:
        progress(wanted[0], 0, 1)
        try:
            campaign = import_module("chairctl_proof.campaign")
        except ModuleNotFoundError:
            campaign = None
        for figure in campaign.run(sample=not sizes.whole_campaign) if campaign else ():
            given[figure.id] = Row(
                figure.id, figure.held, figure.trials, figure.trials if figure.held else 0,
                figure.red_twin_failed, "said", {"said": figure.measured},
            )  # fmt: skip
    for id_ in CAMPAIGN_FIGURES:
        yield given.get(id_, Row(id_, None)) if id_ in wanted else Row(id_, None)
