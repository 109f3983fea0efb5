"""The pictures of the page: SVG by hand, readable on light and on dark paper. Every text is escaped here."""

from collections.abc import Sequence
from html import escape
from math import floor, log10

from chairctl_proof.bench.measurement import Curve
from chairctl_proof.bench.words import number

WIDTH = 760
ROW = 22
LEFT, RIGHT = 400, 90
STYLE = """\
text{font:13px system-ui,sans-serif;fill:#1d2a30}
.grid{stroke:#c4cdd1}.bar,.dot{fill:#1f6172}.bad{fill:#a4442a}
.line{stroke:#1f6172;stroke-width:2;fill:none}.ideal{stroke:#5f6f76;stroke-dasharray:4 4;fill:none}
@media (prefers-color-scheme:dark){
text{fill:#e8eef0}.grid{stroke:#46545a}.bar,.dot{fill:#6fb6c8}.bad{fill:#e58a6c}
.line{stroke:#6fb6c8}.ideal{stroke:#9fb0b7}}"""


def bars(title: str, rows: Sequence[tuple[str, float, bool]]) -> str:
    """Ratios as bars on a logarithmic axis: name, ratio, and whether it is as it is meant to be."""
    least = min(1.0, *(ratio for _, ratio, _ in rows))
    low, high = floor(log10(least)), log10(max(ratio for _, ratio, _ in rows)) + 0.05
    wide = WIDTH - LEFT - RIGHT

    def place(ratio: float) -> float:
        return LEFT + wide * (log10(ratio) - low) / (high - low)

    parts = []
    bottom = 30 + ROW * len(rows)
    for power in range(low, floor(high) + 1):
        x = place(10.0**power)
        parts.append(f'<path class="grid" d="M{x:.1f} 24V{bottom}"/>')
        parts.append(_text(x, 16, f"{number(10.0**power)}x", "middle"))
    for index, (name, ratio, is_well) in enumerate(rows):
        y = 30 + ROW * index
        end = place(ratio)
        parts.append(_text(LEFT - 8, y + 15, name, "end"))
        look = "bar" if is_well else "bad"
        parts.append(
            f'<rect class="{look}" x="{LEFT}" y="{y + 3}" width="{max(2, end - LEFT):.1f}" height="14"/>'
        )
        parts.append(_text(max(end, LEFT) + 6, y + 15, f"{number(ratio)}x" + ("" if is_well else " !")))
    return _svg(bottom + 10, title, parts)


def growth(curve: Curve) -> str:
    """Both axes logarithmic; the dashes are what linear growth would be."""
    left, right, top, bottom = 80, WIDTH - 60, 30, 260
    sizes = [log10(size) for size, _ in curve.points]
    costs = [log10(cost) for _, cost in curve.points]
    low, high = floor(min(costs)), floor(max(costs)) + 1
    across = (sizes[-1] - sizes[0]) or 1

    def place(size: float, cost: float) -> str:
        x = left + (right - left) * (size - sizes[0]) / across
        return f"{x:.1f} {bottom - (bottom - top) * (cost - low) / (high - low):.1f}"

    parts = []
    for power in range(low, high + 1):
        y = bottom - (bottom - top) * (power - low) / (high - low)
        parts.append(f'<path class="grid" d="M{left} {y:.1f}H{right}"/>')
        parts.append(_text(left - 8, y + 4, number(10.0**power), "end"))
    up = min(across, high - costs[0])
    end = place(sizes[0] + up, costs[0] + up)
    parts.append(f'<path class="ideal" d="M{place(sizes[0], costs[0])}L{end}"/>')
    way = "L".join(place(size, cost) for size, cost in zip(sizes, costs, strict=True))
    parts.append(f'<path class="line" d="M{way}"/>')
    for (size, _), x_log, y_log in zip(curve.points, sizes, costs, strict=True):
        at = place(x_log, y_log).split()
        parts.append(f'<circle class="dot" cx="{at[0]}" cy="{at[1]}" r="4"/>')
        parts.append(_text(float(at[0]), bottom + 18, number(size), "middle"))
    parts.append(_text(left, 16, f"{curve.unit}, exponent {curve.exponent:.2f}; dashes: linear"))
    parts.append(_text(right, bottom + 38, curve.along, "end"))
    return _svg(bottom + 48, curve.name, parts)


def over_runs(title: str, lines: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Ratios over the last runs, each in a strip of its own that begins at nothing."""
    parts = []
    strip = 46
    for index, (name, values) in enumerate(lines):
        base = 20 + strip * (index + 1) - 10
        most = max(values)
        step = (WIDTH - LEFT - RIGHT) / max(1, len(values) - 1)
        points = [(LEFT + step * at, base - 30 * value / most) for at, value in enumerate(values)]
        parts.append(f'<path class="grid" d="M{LEFT} {base}H{WIDTH - RIGHT}"/>')
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path class="line" d="M{way}"/>')
        parts.append(f'<circle class="dot" cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3"/>')
        parts.append(_text(LEFT - 8, base - 8, name, "end"))
        parts.append(_text(WIDTH - RIGHT + 8, points[-1][1] + 4, f"{number(values[-1])}x"))
    return _svg(20 + strip * len(lines) + 10, title, parts)


def _text(x: float, y: float, said: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>" + "\n".join(parts) + "</svg>\n"
    )
