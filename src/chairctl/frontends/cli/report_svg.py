"""The pictures of a report, written by hand as SVG: black, grey and patterns, so that any printer will do.

Sizes are in pixels of a page that is 680 wide. Every text is escaped here.
"""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from chairctl.care.history import PAIN_MOST, PainPoint

WIDTH = 680
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 46
INK, PALE = "#111", "#8a8a8a"


class Bar(NamedTuple):
    """A channel: its name, planned and delivered amounts in one unit, and what is written beside them."""

    name: str
    planned: int
    delivered: int
    said: str


class Track(NamedTuple):
    """A course: its name, sessions that count, sessions in all, and what is written beside them."""

    name: str
    counted: int
    sessions: int
    said: str


def pain_curve(points: Sequence[PainPoint], axis: str, before: str, after: str) -> str:
    """Pain before (line, dots) and after (dashes, squares) sessions, over the days."""
    height = 240
    first, last = points[0].on, points[-1].on
    days = max(1, (last - first).days)
    inner, tall = WIDTH - LEFT - RIGHT, height - TOP - BOTTOM

    def at(on: date, pain: int) -> tuple[float, float]:
        x = LEFT + inner * (on - first).days / days
        return round(x, 1), round(TOP + tall * (PAIN_MOST - pain) / PAIN_MOST, 1)

    parts = []
    for pain in range(0, PAIN_MOST + 1, 2):
        _, y = at(first, pain)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y, "#ddd"))
        parts.append(_text(LEFT - 8, y + 4, str(pain), "end"))
    for on in _ticks(first, last):
        x, _ = at(on, 0)
        parts.append(_line(x, TOP + tall, x, TOP + tall + 5, INK))
        parts.append(_text(x, TOP + tall + 18, f"{on:%Y-%m-%d}", _anchor(on, first, last)))
    parts.append(_line(LEFT, TOP + tall, WIDTH - RIGHT, TOP + tall, INK))
    said = [(point.on, point.before) for point in points if point.before is not None]
    felt = [(point.on, point.after) for point in points if point.after is not None]
    parts += _series([at(*one) for one in said], INK, "", square=False)
    parts += _series([at(*one) for one in felt], PALE, "6 4", square=True)
    y = height - 10
    parts += _series([(LEFT + 10.0, y - 4.0)], INK, "", square=False)
    parts.append(_text(LEFT + 20, y, before))
    parts += _series([(LEFT + 150.0, y - 4.0)], PALE, "", square=True)
    parts.append(_text(LEFT + 160, y, after))
    parts.append(_text(WIDTH - RIGHT, y, axis, "end"))
    return _svg(height, parts, f"{axis}: {before}, {after}")


def bars(rows: Sequence[Bar], planned: str, delivered: str) -> str:
    """Planned (white, framed) and delivered (grey, hatched) of every channel, each in its own measure."""
    step, height = 46, 46 * len(rows) + 34
    wide, begin = WIDTH - 330, 150
    parts = []
    for index, row in enumerate(rows):
        y = 6 + index * step
        most = max(1, row.planned, row.delivered)
        parts.append(_text(begin - 10, y + 20, row.name, "end"))
        parts.append(_box(begin, y, wide * row.planned / most, 14, "white"))
        parts.append(_box(begin, y + 16, wide * row.delivered / most, 14, "url(#hatch)"))
        parts.append(_text(begin + wide + 12, y + 20, row.said))
    y = height - 10
    parts.append(_box(begin, y - 10, 14, 12, "white"))
    parts.append(_text(begin + 22, y, planned))
    parts.append(_box(begin + 140, y - 10, 14, 12, "url(#hatch)"))
    parts.append(_text(begin + 162, y, delivered))
    return _svg(height, parts, f"{planned}, {delivered}")


def tracks(rows: Sequence[Track]) -> str:
    """A box for each session of each course; those that count are filled."""
    step, height = 48, 48 * len(rows) + 4
    parts = []
    for index, row in enumerate(rows):
        y = 4 + index * step
        parts.append(_text(0, y + 12, row.said))
        gap = min(26.0, (WIDTH - 4) / row.sessions)
        for number in range(row.sessions):
            fill = "url(#hatch)" if number < row.counted else "white"
            parts.append(_box(1 + number * gap, y + 20, gap - 3, 16, fill))
    return _svg(height, parts, "; ".join(row.said for row in rows))


def _ticks(first: date, last: date) -> list[date]:
    """At most six days, the first and the last among them."""
    days = (last - first).days
    count = min(5, max(1, days))
    return sorted({date.fromordinal(first.toordinal() + days * step // count) for step in range(count + 1)})


def _anchor(on: date, first: date, last: date) -> str:
    if on == last != first:
        return "end"
    return "start" if on == first else "middle"


def _series(points: Sequence[tuple[float, float]], ink: str, dashes: str, *, square: bool) -> list[str]:
    path = " ".join(f"{x},{y}" for x, y in points)
    parts = [
        f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="{dashes}"/>'
    ]
    for x, y in points:
        if square:
            parts.append(f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="white" stroke="{INK}"/>')
        else:
            parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{ink}"/>')
    return parts


def _line(x: float, y: float, to_x: float, to_y: float, ink: str) -> str:
    return f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="{ink}"/>'


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    size = f'width="{max(0.0, width):.1f}" height="{height}"'
    return f'<rect x="{x:.1f}" y="{y}" {size} fill="{fill}" stroke="{INK}"/>'


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(said)}</text>'


def _svg(height: int, parts: Sequence[str], title: str) -> str:
    hatch = (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="#bbb"/><path d="M0 5L5 0" stroke="{INK}"/></pattern></defs>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{hatch}{''.join(parts)}</svg>"
    )
