"""A preview as one self-contained SVG file, drawn by hand: light and dark, and readable in grey.

Nothing depends on colour: each value has a row of its own with its name, and least and most differ in
lightness. No script, no font and no picture comes from elsewhere.
"""

from xml.sax.saxutils import escape

from chairctl.domain.time import MINUTE
from chairctl.frontends.cli import words
from chairctl.frontends.cli.preview import Track, step_marks, tracks
from chairctl.frontends.cli.preview_text import known_lines, said
from chairctl.profiles.device import DeviceProfile
from chairctl.session.plan import Plan
from chairctl.texts import Texts

WIDTH = 960
LEFT = 190
RIGHT = 130
ROW = 64
GAP = 14
LINE = 20
LETTERS = 120
"""In one line of text at most."""
COLUMNS = 340

_STYLE = """
svg { color-scheme: light dark; }
text { font: 14px system-ui, sans-serif; fill: #1a1a1a; }
.title { font-size: 20px; font-weight: 600; }
.small { font-size: 12px; }
.paper { fill: #ffffff; }
.frame { fill: none; stroke: #767676; stroke-width: 1; }
.mark { stroke: #767676; stroke-width: 1; stroke-dasharray: 2 4; }
.most { fill: #8fa9bf; }
.least { fill: #23506f; }
@media (prefers-color-scheme: dark) {
  text { fill: #ececec; }
  .paper { fill: #16191c; }
  .frame, .mark { stroke: #9a9a9a; }
  .most { fill: #4d6a80; }
  .least { fill: #a9cbe3; }
}
"""


def preview_svg(plan: Plan, profile: DeviceProfile, texts: Texts) -> str:
    """The whole file."""
    found = tracks(plan, profile, COLUMNS, texts)
    title = f"{said(plan.programme.title, texts)}, {words.clock_time(plan.duration)} min"
    y = 34
    parts = [_text(20, y, title, "title")]
    about = [said(profile.title, texts), *known_lines(plan.programme, texts)]
    kinds = {channel.channel.name: channel.channel.kind for channel in profile.channels}
    about += words.reasons(plan.adaptations, kinds, texts)
    for line in [wrapped for each in about for wrapped in _wrapped(each)]:
        y += LINE
        parts.append(_text(20, y, line))
    y += 2 * GAP
    top = y
    for track in found:
        parts += _row(track, y)
        y += ROW + GAP
    if found:
        parts += _axis(plan, top, y - GAP)
        y += LINE + GAP
    for mark in step_marks(plan):
        times = f" ×{mark.times}" if mark.times > 1 else ""
        parts.append(_text(20, y, words.clock_time(mark.begins)))
        parts.append(_text(80, y, f"{said(mark.title, texts)}{times}"))
        y += LINE
        for line in _wrapped(said(mark.prompt, texts)) if mark.prompt else ():
            parts.append(_text(100, y, line, "small"))
            y += LINE
    size = f'viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="{texts.language}">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{y}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _row(track: Track, y: int) -> list[str]:
    """The greatest of each column lightly, the least of it strongly; a band only from least to most."""
    inner = WIDTH - LEFT - RIGHT
    parts = [
        _text(20, y + ROW // 2 + 5, track.label),
        _text(WIDTH - RIGHT + 10, y + ROW // 2 + 5, track.reach),
    ]
    drawn: dict[str, list[str]] = {"most": [], "least": []}
    for number, span in enumerate(track.columns):
        if span is None:
            continue
        left, right = (LEFT + inner * edge // len(track.columns) for edge in (number, number + 1))
        low, high = (y + ROW - track.height(value, ROW) for value in span)
        if track.is_band:
            drawn["least"].append(_box(left, high, right, max(low, high + 2)))
        else:
            drawn["most"].append(_box(left, high, right, low))
            drawn["least"].append(_box(left, low, right, y + ROW))
    parts += [f'<path class="{name}" d="{"".join(boxes)}"/>' for name, boxes in drawn.items() if boxes]
    parts.append(f'<rect class="frame" x="{LEFT}" y="{y}" width="{inner}" height="{ROW}"/>')
    return parts


def _box(left: int, top: int, right: int, bottom: int) -> str:
    return f"M{left} {top}H{right}V{bottom}H{left}Z"


def _axis(plan: Plan, top: int, bottom: int) -> list[str]:
    """A line where each step begins, and the minutes below."""
    inner = WIDTH - LEFT - RIGHT
    parts = []
    for step in plan.steps[1:]:
        x = LEFT + inner * step.begins // plan.duration
        parts.append(f'<path class="mark" d="M{x} {top}V{bottom}"/>')
    minutes = max(1, plan.duration // MINUTE)
    every = next(size for size in (1, 2, 5, 10) if minutes // size <= 10)
    for minute in range(0, minutes + 1, every):
        x = LEFT + inner * minute * MINUTE // plan.duration
        if x <= WIDTH - RIGHT:
            parts.append(_text(x, bottom + LINE, f"{minute}:00", "small"))
    return parts


def _text(x: int, y: int, text: str, name: str = "") -> str:
    look = f' class="{name}"' if name else ""
    return f'<text x="{x}" y="{y}"{look}>{escape(text)}</text>'


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
