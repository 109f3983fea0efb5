"""A back in characters: what is felt while the rollers go along it, and the map that comes of it."""

from itertools import pairwise

from chairctl.domain.back import OUTLINE_STEP_MM, BackMap
from chairctl.domain.spine import Stretch
from chairctl.session.bodyscan.scanner import Progress
from chairctl.texts import Texts

_BLOCKS = " ▁▂▃▄▅▆▇█"
_WIDEST = 72
_OUTLINE_COLUMNS = 14
_DEEPEST_PERMILLE = 110


def felt_lines(progress: Progress, whole: Stretch, width: int, texts: Texts) -> list[str]:
    """How firmly the back answered, from the seat (left) to the shoulders, and where the rollers are."""
    columns = max(10, min(width, _WIDEST))
    low, high = whole
    most = max((answer for _, answer in progress.felt), default=0) or 1
    bar, last = [" "] * columns, columns - 1
    for height, answer in progress.felt:
        column = min(last, max(0, (height - low) * columns // (high - low)))
        bar[column] = max(bar[column], _BLOCKS[answer * (len(_BLOCKS) - 1) // most], key=_BLOCKS.index)
    lines = ["", "".join(bar)]
    if progress.position_mm is not None:
        column = min(last, max(0, (progress.position_mm - low) * columns // (high - low)))
        lines.append(f"{' ' * column}▲")
    seat, shoulders = texts.say("bodyscan.seat"), texts.say("bodyscan.shoulders")
    lines.append(f"{seat}{' ' * max(1, columns - len(seat) - len(shoulders))}{shoulders}")
    return lines


def map_lines(found: BackMap, texts: Texts) -> list[str]:
    """The back from the shoulders down to the seat: outline, landmarks, stiff spots."""
    marks = {
        place.height_mm: texts.say(
            "bodyscan.place",
            place=texts.say(f"landmark.{place.name}"),
            height=place.height_mm,
            within=place.within_mm,
        )
        for place in found.places
    }
    spots = {
        spot.height_mm: texts.say(
            "bodyscan.spot", height=spot.height_mm, excess=round(spot.excess_permille / 10)
        )
        for spot in found.stiff_spots
    }
    top = (max(marks) // OUTLINE_STEP_MM + 1) * OUTLINE_STEP_MM
    lines = [texts.say("bodyscan.map")]
    for above, below in pairwise(range(top, -1, -OUTLINE_STEP_MM)):
        here = [text for height, text in (marks | spots).items() if below <= height < above]
        has_spot = any(below <= height < above for height in spots)
        lines.append(f"{below:5} mm {_outline(found, below, has_spot=has_spot)} {' · '.join(here)}".rstrip())
    if not spots:
        lines.append(texts.say("bodyscan.no_spots"))
    return lines


def _outline(found: BackMap, height_mm: int, *, has_spot: bool) -> str:
    """How far the back stands out: the more hollow, the farther left."""
    number = height_mm // OUTLINE_STEP_MM
    if number >= len(found.outline_permille):
        return " " * _OUTLINE_COLUMNS
    depth = min(found.outline_permille[number], _DEEPEST_PERMILLE)
    column = (_OUTLINE_COLUMNS - 1) * (_DEEPEST_PERMILLE - depth) // _DEEPEST_PERMILLE
    return f"{'░' * column}{'●' if has_spot else '▓'}".ljust(_OUTLINE_COLUMNS)
