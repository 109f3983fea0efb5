"""Draws the pictures of the README from one real session: `make pictures`.

A simulated chair is started, the programme `demo` runs on it over a pseudo-terminal, and what the host
shows is drawn twice: the live screen as it stood in the middle, and every channel over time.
"""

import asyncio
import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import HeatMeasured
from chairctl.domain.time import SECOND
from chairctl.frontends.cli.live_screen import LiveScreen
from chairctl.frontends.cli.screen import Plan
from chairctl.frontends.cli.simulators import SimulatorProcess
from chairctl.profiles.loader import load_device, load_programme
from chairctl.runtime.building import build_host
from chairctl.runtime.throw_away import throw_away_ledger
from chairctl.safety.states import LIVE
from chairctl.texts import Texts

FOLDER = Path(__file__).parent
PROFILE = load_device("chairlink-reference")
PROGRAMME = load_programme("demo")
SCREEN_AT = 22 * SECOND
SCREEN_COLUMNS = 110
FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

LEFT, WIDTH, HEIGHT, GAP, TOP = 150, 620, 70, 26, 64
COLOURS = {"roller": "#3b82f6", "heat": "#e2562d", "air": "#2a9d8f", "stimulation": "#a855c7"}
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f } .quiet { fill: #6a737d } .head { font-weight: 600 }
  .card { fill: #ffffff } .strip { fill: #f3f4f6 } .planned { stroke: #8b949e; stroke-dasharray: 4 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 } .card { fill: #0d1117 } .strip { fill: #1b222c }
  }
"""


async def session() -> list[Snapshot]:
    """What the host shows of one session, five times a second."""
    shown: list[Snapshot] = []
    with SimulatorProcess(["--pty"]) as simulator, throw_away_ledger() as ledger:
        async with build_host(PROFILE, simulator.chairs[0].url, ledger) as host:
            await host.run(PROGRAMME)
            async for snapshot in host.subscribe(0.2):
                if snapshot.state not in LIVE:
                    break
                shown.append(snapshot)
    return shown


def screen(snapshot: Snapshot, language: str) -> str:
    """The live screen as SVG, with fonts that need no network."""
    texts = Texts(language)
    console = Console(record=True, width=SCREEN_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(LiveScreen(Plan(PROGRAMME, PROFILE, "", None), texts).drawing(snapshot, SCREEN_COLUMNS))
    svg = console.export_svg(title="chairctl demo", theme=MONOKAI, unique_id="chairctl")
    return without_network(svg)


def without_network(svg: str) -> str:
    """A picture of rich or textual without what it would fetch from elsewhere."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;]*;", f"font-family: {FONTS};", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def timeline(shown: list[Snapshot]) -> str:
    """Planned and applied level of every channel over time, and the temperature of the pad, as SVG."""
    seconds = PROGRAMME.duration // SECOND
    bottom = TOP + len(COLOURS) * (HEIGHT + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {bottom + 24}">',
        f"<title>One session: planned and applied levels</title><style>{STYLE}</style>",
        '<rect class="card" width="100%" height="100%" rx="8"/>',
        f'<text x="20" y="30" class="head">{PROGRAMME.title.en}: what was planned, what was put out</text>',
        '<text class="quiet" x="20" y="48">dashed: planned · line: put out, as read back</text>',
    ]
    for place, view in enumerate(shown[0].channels):
        top = TOP + place * (HEIGHT + GAP)
        low = 250 if view.kind == "heat" else 0
        views = [snapshot.channels[place] for snapshot in shown]
        high = max(max(each.setpoint.level, each.applied) for each in views) or 1
        pads = [each.measured.pad_tenth_c for each in views if isinstance(each.measured, HeatMeasured)]
        unit = {"heat": "°C", "stimulation": "mA"}.get(view.kind, "%")
        colour = COLOURS[view.kind]
        parts += [
            f'<rect class="strip" x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>',
            f'<text x="20" y="{top + 24}" class="head" style="fill: {colour}">{view.kind}</text>',
            f'<text class="quiet" x="20" y="{top + 44}">{low // 10} to {high / 10:g} {unit}</text>',
            _line(shown, [each.setpoint.level for each in views], low, high, top, 'class="planned"'),
            _line(shown, [each.applied for each in views], low, high, top, f'stroke="{colour}"'),
        ]
        if pads:
            parts.append(f'<text class="quiet" x="20" y="{top + 62}">thin: the pad</text>')
            parts.append(_line(shown, pads, low, high, top, f'stroke="{colour}" stroke-opacity="0.55"', 1))
    marks = range(0, seconds + 1, 10)
    parts += [
        f'<text class="quiet" x="{LEFT + WIDTH * mark / seconds:.0f}" y="{bottom}" text-anchor="middle">'
        f"{mark} s</text>"
        for mark in marks
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line(
    shown: list[Snapshot], values: list[int], low: int, high: int, top: int, look: str, width: float = 2
) -> str:
    points = []
    for snapshot, value in zip(shown, values, strict=True):
        if snapshot.session is not None:
            x = LEFT + WIDTH * snapshot.session.elapsed / PROGRAMME.duration
            y = top + HEIGHT - 4 - (HEIGHT - 8) * (max(value, low) - low) / (high - low)
            points.append(f"{x:.1f},{y:.1f}")
    return f'<polyline fill="none" {look} stroke-width="{width}" points="{" ".join(points)}"/>'


def main() -> None:
    """Run the session and write the pictures."""
    shown = asyncio.run(session())
    middle = next(s for s in shown if s.session is not None and s.session.elapsed >= SCREEN_AT)
    for language, name in (("en", "session.svg"), ("de", "session.de.svg")):
        (FOLDER / name).write_text(screen(middle, language), encoding="utf-8")
    (FOLDER / "timeline.svg").write_text(timeline(shown), encoding="utf-8")


if __name__ == "__main__":
    main()
