"""Two pictures of a back: what is felt while a scan goes along it, and the map that comes of it."""

from collections.abc import Sequence

from textual.content import Content

from chairctl.domain.back import BackMap
from chairctl.frontends.tui.body import WIDTH, Spot, outline, over, row_at
from chairctl.session.bodyscan.scanner import Progress

HALF = 7
"""Columns beside the spine."""
ABOVE_MM = 40
"""Of the back above the highest landmark."""
NAMES = {"l1": "L1", "l2": "L2", "l3": "L3", "l4": "L4", "l5": "L5"}
LINES = {"t_line": "╌" * 9, "shoulder_line": "═" * 13}


def felt_back(progress: Progress | None, top: int, rows: int) -> list[Content]:
    """How firmly the back has answered so far, at each height, and where the rollers are.

    `top`: how far up they get (mm above the seat).
    """
    spine = rows - 4
    if progress is None:
        return outline(rows)
    most = max((answer for _, answer in progress.felt), default=0) or 1
    strongest: dict[int, int] = {}
    for height, answer in progress.felt:
        row = row_at(height, top, spine)
        strongest[row] = max(strongest.get(row, 0), answer)
    spots = []
    for row, answer in strongest.items():
        side = "▒" * max(1, answer * HALF // most)
        spots.append(Spot(row, f"{side}┊{side}", "$primary"))
    if progress.position_mm is not None:
        spots.append(Spot(row_at(progress.position_mm, top, spine), "◉◉  ┊  ◉◉", "bold $accent"))
    return _drawn(rows, spots)


def mapped_back(found: BackMap, rows: int) -> list[Content]:
    """The landmarks at their heights, stiff spots (●) on both sides of the spine."""
    spine = rows - 4
    top = max(place.height_mm for place in found.places) + ABOVE_MM
    spots, named = [], dict[int, list[str]]()
    for place in found.places:
        row = row_at(place.height_mm, top, spine)
        if line := LINES.get(place.name):
            spots.append(Spot(row, line, "$secondary"))
        else:
            named.setdefault(row, []).insert(0, NAMES[place.name])
    stiff = {row_at(spot.height_mm, top, spine) for spot in found.stiff_spots}
    for row, names in named.items():
        spots.append(Spot(row, " ".join(names), "bold $primary"))
    for row in stiff:
        beside = " ".join(named.get(row, ["┊"]))
        spots.append(Spot(row, f"●  {beside}  ●", "bold $warning"))
    return _drawn(rows, spots)


def _drawn(rows: int, spots: Sequence[Spot]) -> list[Content]:
    lines = outline(rows)
    for spot in spots:
        row = max(0, min(rows - 1, spot.row))
        text = spot.text[:WIDTH]
        lines[row] = over(lines[row], spot._replace(text=text))
    return lines
