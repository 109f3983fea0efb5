"""The pictures of a rig's report, by hand as SVG: black, grey and patterns, so that any printer will do."""

from collections.abc import Sequence
from html import escape
from math import ceil, isfinite
from typing import Final

from chairctl_hil.result import Curve

WIDTH: Final = 680
LEFT, RIGHT, TOP, BOTTOM = 64, 84, 16, 30
INK, PALE = "#111", "#8a8a8a"
BINS: Final = 24


def curves(title: str, found: Sequence[Curve]) -> str:
    """Traces of one unit over time, the limit as a dashed line."""
    height = 200
    points = [point for one in found for point in one.points]
    end = max((at for at, _ in points), default=1.0) or 1.0
    limit = min(one.limit for one in found)
    low = (
        min(0.0, *(value for _, value in points)) if found[0].unit != "°C" else min(v for _, v in points) - 1
    )
    high = max(limit, *(value for _, value in points)) * 1.05

    def place(at: float, value: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, at) / end
        return round(x, 1), round(TOP + (height - TOP - BOTTOM) * (high - value) / (high - low or 1), 1)

    parts = _frame(height, f"{high:.4g} {found[0].unit}", f"{low:.3g}", "0 s", f"{end:.1f} s")
    _, y = place(0, limit)
    parts += [_line(LEFT, y, WIDTH - RIGHT, y, INK, "6 4"), _text(WIDTH - RIGHT + 4, y + 4, f"{limit:g}")]
    for number, one in enumerate(found):
        line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in one.points))
        dash = ' stroke-dasharray="2 3"' if number else ""
        parts.append(f'<polyline points="{line}" fill="none" stroke="{INK}" stroke-width="1.5"{dash}/>')
        x, y = place(*one.points[-1])
        parts.append(_text(min(x + 4, WIDTH - RIGHT + 4), y + 4 + 14 * number, one.name.split("_")[-1]))
    return _whole(height, title, parts)


def histogram(title: str, values: Sequence[float], limit: float, unit: str) -> str:
    """How often each latency was met; the limit as a dashed line, what never ended is said in words."""
    height = 150
    finite = [value for value in values if isfinite(value)]
    high = max([limit, *finite]) * 1.05
    counts = [0] * BINS
    for value in finite:
        counts[min(BINS - 1, int(value / high * BINS))] += 1
    most = max(counts) or 1
    tall, wide = height - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) / BINS
    parts = _frame(height, str(most), "0", "0", f"{high:.3g} {unit}")
    for number, count in enumerate(counts):
        bar = tall * count / most
        parts.append(
            f'<rect x="{LEFT + number * wide + 1:.1f}" y="{TOP + tall - bar:.1f}" width="{wide - 2:.1f}" '
            f'height="{bar:.1f}" fill="{PALE}"/>'
        )
    x = LEFT + (WIDTH - LEFT - RIGHT) * limit / high
    parts += [_line(x, TOP, x, TOP + tall, INK, "6 4"), _text(x + 4, TOP + 10, f"{limit:g} {unit}")]
    never = len(values) - len(finite)
    if never:
        parts.append(_text(LEFT + 8, TOP + 12, f"{never} × ∞"))
    return _whole(height, title, parts)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _frame(height: int, top: str, bottom: str, left: str, right: str) -> list[str]:
    base = height - BOTTOM
    return [
        _line(LEFT, base, WIDTH - RIGHT, base, INK),
        _line(LEFT, TOP, LEFT, base, INK),
        _text(LEFT - 6, TOP + 8, top, "end"),
        _text(LEFT - 6, base, bottom, "end"),
        _text(LEFT, base + 16, left),
        _text(WIDTH - RIGHT, base + 16, right, "end"),
    ]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>'


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(said)}</text>'


def _whole(height: int, title: str, parts: Sequence[str]) -> str:
    body = "".join(parts)
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{body}</svg>'
        f"<figcaption>{escape(title)}</figcaption></figure>"
    )
