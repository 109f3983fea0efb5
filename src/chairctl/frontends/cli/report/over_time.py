"""The pictures over days and weeks: every session, and the pain around them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from chairctl.care.history import PAIN_MOST, SessionRecord
from chairctl.frontends.cli.report import drawing as draw
from chairctl.frontends.cli.report.drawing import DEEP, GREY, INK, PALE, WIDTH, Pen, Sample

LEFT, RIGHT, TOP = 40.0, WIDTH - 14.0, 26.0
TALL = 130.0

BEFORE = Pen(INK, 2)
AFTER = Pen(DEEP, 2, "6 4")


class Said(NamedTuple):
    """The words of a picture."""

    title: str
    axis: str
    entries: tuple[str, ...]
    """Of the legend, in order."""


def sessions(records: Sequence[SessionRecord], said: Said) -> str:
    """Minutes of every session: planned as a frame, delivered filled, hatched where it ended early."""
    days = [record.started.astimezone() for record in records]
    first, last = min(days), max(days)
    planned, finished, early, tripped = said.entries
    most = max(1.0, *(max(record.planned_s, record.energised_s) / 60 for record in records))
    step = draw.nice_step(most)
    top = -(-most // step) * step
    wide = max(2.0, min(16.0, (RIGHT - LEFT) / max(1, len(records)) * 0.6))
    parts = _scale(range(0, int(top) + 1, step), top, said.axis)
    begin, end = LEFT + wide / 2 + 4, RIGHT - wide / 2 - 4
    for record, middle in zip(records, _places(days, begin, end, wide + 2), strict=True):
        x = middle - wide / 2
        frame, inner = (TALL * seconds / 60 / top for seconds in (record.planned_s, record.energised_s))
        parts.append(draw.box(x, TOP + TALL - frame, wide, frame, "#fff", GREY))
        fill = DEEP if record.ended == "finished" else "url(#hatch)"
        parts.append(draw.box(x, TOP + TALL - inner, wide, inner, fill))
        if record.trips:
            parts.append(draw.flag(x + wide / 2, TOP + TALL - max(frame, inner) - 3))
    parts += draw.days_axis(first, last, begin, end, TOP + TALL)
    entries, y = draw.legend(
        (
            Sample(planned, mark=draw.box(0, 0, 14, 10, "#fff", GREY)),
            Sample(finished, mark=draw.box(0, 0, 14, 10, DEEP)),
            Sample(early, mark=draw.box(0, 0, 14, 10, "url(#hatch)")),
            Sample(tripped, mark=draw.flag(7, 10)),
        ),
        TOP + TALL + 44,
    )
    return draw.svg(y + 10, [*parts, *entries], said.title)


def pain(records: Sequence[SessionRecord], said: Said) -> str:
    """Pain before (line, dots) and after (dashes, squares) every session in which it was said."""
    known = [one for one in records if one.pain_before is not None or one.pain_after is not None]
    days = [record.started.astimezone() for record in known]
    first, last = min(days), max(days)
    begin, end = LEFT + 12, RIGHT - 12
    before_said, after_said = said.entries

    def at(x: float, level: int) -> tuple[float, float]:
        return x, TOP + TALL * (PAIN_MOST - level) / PAIN_MOST

    parts = _scale(range(0, PAIN_MOST + 1, 2), PAIN_MOST, said.axis)
    told = list(zip(known, _places(days, begin, end, 12), strict=True))
    before = [at(x, one.pain_before) for one, x in told if one.pain_before is not None]
    after = [at(x, one.pain_after) for one, x in told if one.pain_after is not None]
    parts += [draw.path(before, BEFORE), draw.path(after, AFTER)]
    parts += [draw.dot(*point) for point in before] + [draw.square(*point) for point in after]
    parts += draw.days_axis(first, last, begin, end, TOP + TALL)
    entries, y = draw.legend(
        (
            Sample(before_said, BEFORE, draw.dot(9, 6)),
            Sample(after_said, AFTER, draw.square(9, 6)),
        ),
        TOP + TALL + 44,
    )
    return draw.svg(y + 10, [*parts, *entries], said.title)


def _places(days: Sequence[datetime], begin: float, end: float, step: float) -> list[float]:
    """Where each day is on an axis of days; those of one day side by side, as long as there is room."""
    first, last = min(days).date(), max(days).date()
    whole = max(1, (last - first).days)
    count = Counter(day.date() for day in days)
    before: Counter[date] = Counter()
    places: list[float] = []
    for on in (day.date() for day in days):
        number = before[on] - (count[on] - 1 if on == last != first else 0)
        x = begin + (end - begin) * (on - first).days / whole + step * number
        places.append(min(max(x, begin), end))
        before[on] += 1
    return places


def _scale(ticks: range, top: float, axis: str) -> list[str]:
    parts = [draw.text(0, 10, axis, name="small")]
    for tick in ticks:
        y = TOP + TALL * (top - tick) / top
        parts.append(draw.line(LEFT, y, RIGHT, y, Pen(PALE, 1)))
        parts.append(draw.text(LEFT - 8, y + 4, str(tick), "end", "small"))
    return parts
