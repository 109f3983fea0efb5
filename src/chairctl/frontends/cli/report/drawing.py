"""Drawing SVG by hand for a report on paper. What differs, differs in line, fill or mark, not only in colour.

Sizes are in pixels of a page that is 680 wide. Every text is escaped here.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple

WIDTH = 680
LETTER = 6.7
"""Width of a letter, at most on average, to know what fits."""

INK, GREY, PALE = "#1d2a30", "#5f6f76", "#d3dbde"
DEEP, SOFT, WARM = "#1f6172", "#a9c6cc", "#e3b892"


class Pen(NamedTuple):
    """How a line looks."""

    ink: str
    width: float
    dashes: str = ""


def line(x: float, y: float, to_x: float, to_y: float, pen: Pen = Pen(PALE, 1)) -> str:  # noqa: B008
    """A straight line."""
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" {_stroke(pen)}/>'


def path(points: Sequence[tuple[float, float]], pen: Pen) -> str:
    """A line through points."""
    if not points:
        return ""
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{way}" {_stroke(pen)}/>'


def area(points: Sequence[tuple[float, float]], fill: str) -> str:
    """A filled outline."""
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{way}Z" fill="{fill}"/>' if points else ""


def box(x: float, y: float, width: float, height: float, fill: str, ink: str = INK) -> str:
    """A framed box."""
    size = f'width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}" stroke="{ink}"/>'


def dot(x: float, y: float) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{INK}"/>'


def square(x: float, y: float) -> str:
    """An open square."""
    corner = f'x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"'
    return f'<rect {corner} fill="#fff" stroke="{DEEP}" stroke-width="1.6"/>'


def flag(x: float, y: float) -> str:
    """A triangle that points down at (x, y): here something tripped."""
    return f'<path class="trip" d="M{x:.1f} {y:.1f}L{x - 5:.1f} {y - 9:.1f}H{x + 5:.1f}Z" fill="{INK}"/>'


def text(x: float, y: float, said: str, anchor: str = "start", name: str = "") -> str:
    """A line of text."""
    look = f' class="{name}"' if name else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{look}>{escape(said)}</text>'


class Sample(NamedTuple):
    """One entry of a legend: a line, or what is drawn at (0, 0) of a box of 18 by 12."""

    said: str
    pen: Pen | None = None
    mark: str = ""


def legend(samples: Sequence[Sample], y: float, left: float = 0) -> tuple[list[str], float]:
    """The entries side by side, in as many rows as they need; what is drawn, and where the last row is."""
    parts, x = [], left
    for sample in samples:
        wide = 34 + LETTER * len(sample.said) + 16
        if x > left and x + wide > WIDTH:
            x, y = left, y + 18
        if sample.pen:
            parts.append(line(x, y - 4, x + 26, y - 4, sample.pen))
        if sample.mark:
            parts.append(f'<g transform="translate({x + 4:.1f} {y - 10:.1f})">{sample.mark}</g>')
        parts.append(text(x + 34, y, sample.said))
        x += wide
    return parts, y


def days_axis(first: datetime, last: datetime, left: float, right: float, y: float) -> list[str]:
    """A line with at most six days below it."""
    parts = [line(left, y, right, y, Pen(GREY, 1))]
    days = (last.date() - first.date()).days
    count = min(5, max(1, days))
    ticks = sorted({days * step // count for step in range(count + 1)})
    for tick in ticks:
        x = left + (right - left) * tick / max(1, days)
        on = first.date().fromordinal(first.toordinal() + tick)
        parts.append(line(x, y, x, y + 5, Pen(GREY, 1)))
        parts.append(text(x, y + 18, on.isoformat(), _anchor(tick, ticks), "small"))
    return parts


def nice_step(most: float, steps: int = 4) -> int:
    """A round distance of ticks so that about `steps` of them reach `most`."""
    for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000):
        if size * steps >= most:
            return size
    return max(1, int(most))


def svg(height: float, parts: Sequence[str], title: str) -> str:
    """The picture."""
    hatch = (
        '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="#fff"/><path d="M0 5L5 0" stroke="{INK}"/></pattern></defs>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{hatch}{''.join(parts)}</svg>"
    )


def _anchor(tick: int, ticks: Sequence[int]) -> str:
    if len(ticks) == 1 or tick == ticks[0]:
        return "start"
    return "end" if tick == ticks[-1] else "middle"


def _stroke(pen: Pen) -> str:
    dashes = f' stroke-dasharray="{pen.dashes}"' if pen.dashes else ""
    return f'fill="none" stroke="{pen.ink}" stroke-width="{pen.width}"{dashes}'
