"""Small pictures of values over time: columns of eighth blocks, or of letters where a console has none."""

from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"
PLAIN = " .:-=+*#@"


def plot(values: Sequence[int | None], width: int, rows: int, top: int, blocks: str = BLOCKS) -> list[str]:
    """The newest `width` values as columns from 0 to `top`; None leaves a gap. The upper line is first."""
    newest = list(values)[-width:]
    shown: list[int | None] = [None] * (width - len(newest))
    shown += newest
    steps = len(blocks) - 1
    heights = [
        0
        if value is None
        else max(1 if value > 0 else 0, min(rows * steps, value * rows * steps // max(1, top)))
        for value in shown
    ]
    return [
        "".join(blocks[max(0, min(steps, height - (rows - 1 - row) * steps))] for height in heights)
        for row in range(rows)
    ]


def bar(value: int, top: int, width: int) -> tuple[str, str]:
    """A bar of `width` columns in two parts: the full one and the empty one."""
    full = max(0, min(width, value * width // max(1, top)))
    full = max(full, 1) if value > 0 else 0
    return "█" * full, "─" * (width - full)
