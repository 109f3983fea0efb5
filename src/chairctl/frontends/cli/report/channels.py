"""The picture of one session: what each channel was asked for, allowed and gave, limits and temperatures."""

from collections.abc import Sequence
from typing import NamedTuple

from chairctl.domain.channels import LEVEL_UNIT, ChannelKind
from chairctl.domain.time import MINUTE, SECOND
from chairctl.domain.trace import ChannelTrace, Line, Quantity, SessionTrace, Span
from chairctl.frontends.cli import words
from chairctl.frontends.cli.report import drawing as draw
from chairctl.frontends.cli.report.drawing import DEEP, GREY, INK, PALE, SOFT, WARM, WIDTH, Pen, Sample
from chairctl.profiles.problems import shown
from chairctl.texts import Texts

LEFT, RIGHT = 44.0, WIDTH - 8.0
ROW, HEAD, GAP = 84.0, 20.0, 14.0
COLDEST = 200
"""0.1 °C: where the scale of temperatures begins."""

PENS = {
    Quantity.MEASURED: Pen(WARM, 6),
    Quantity.LIMIT: Pen(GREY, 1.2, "10 3 2 3"),
    Quantity.DELIVERED: Pen(DEEP, 2.2),
    Quantity.PERMITTED: Pen(INK, 1.3, "5 3"),
    Quantity.WANTED: Pen(INK, 1.3, "1.5 3"),
}
"""Drawn in this order: what is measured lies wide and pale below what is wanted of it."""


class Row(NamedTuple):
    """One scale with its lines; values are tenths of what is written beside it, or millimetres."""

    title: str
    lines: dict[Quantity, Line]
    least: int
    most: int
    tenths: bool = True


def rows_of(trace: SessionTrace, texts: Texts) -> list[Row]:
    """What is worth drawing: channels that did something, pads that were warm, where the rollers were."""
    kinds = {one.channel.name: one.channel.kind for one in trace.channels}
    rows = []
    for one in trace.channels:
        kind = one.channel.kind
        if not any(_greatest(one.line(quantity)) for quantity in (Quantity.WANTED, Quantity.DELIVERED)):
            continue
        title = shown(words.channel(one.channel.name, kinds, texts), 40)
        unit = words.UNIT[LEVEL_UNIT[kind]]
        rows.append(_row(one, f"{title[:1].upper()}{title[1:]}, {unit}"))
        if kind is ChannelKind.ROLLER and _greatest(one.line(Quantity.MEASURED)):
            place = {Quantity.MEASURED: one.line(Quantity.MEASURED)}
            top = _greatest(place[Quantity.MEASURED])
            rows.append(Row(texts.say("report.roller_place"), place, 0, -(-top // 200) * 200, tenths=False))
    return rows


def channels(trace: SessionTrace, title: str, texts: Texts) -> str:
    """The whole picture; empty where there is nothing to draw."""
    rows = rows_of(trace, texts)
    if not rows:
        return ""
    parts: list[str] = []
    y = 12.0
    for row in rows:
        parts += _drawn(row, trace, y, texts)
        y += HEAD + ROW + GAP
    parts += _minutes(trace, y - GAP)
    for number, mark in enumerate(trace.trips, 1):
        x = _across(mark.at, trace)
        parts.append(draw.line(x, 12, x, y - GAP, Pen(INK, 1)))
        parts += [draw.flag(x, 11), draw.text(x + 7, 9, str(number), name="small")]
    samples = [
        Sample(texts.say(f"report.line.{quantity}"), pen)
        for quantity, pen in PENS.items()
        if any(quantity in row.lines for row in rows)
    ]
    entries, y = draw.legend(samples, y + 26)
    return draw.svg(y + 10, [*parts, *entries], title)


def _row(one: ChannelTrace, title: str) -> Row:
    lines = {quantity: one.line(quantity) for quantity in PENS}
    if one.channel.kind is ChannelKind.ROLLER:
        del lines[Quantity.MEASURED]
    most = max(_greatest(line) for line in lines.values())
    if one.channel.kind is not ChannelKind.HEAT:
        if one.channel.kind not in (ChannelKind.STIMULATION, ChannelKind.AIR):
            lines.pop(Quantity.MEASURED, None)  # a motor's current has a scale of its own
            most = max(_greatest(line) for line in lines.values())
        step = draw.nice_step(most / 10) * 10
        return Row(title, lines, 0, -(-most // step) * step)
    for quantity in (Quantity.WANTED, Quantity.PERMITTED, Quantity.DELIVERED):
        lines[quantity] = tuple(span if span.low else Span(None, None) for span in lines[quantity])
    return Row(title, lines, COLDEST, max(-(-most // 50) * 50, COLDEST + 100))


def _drawn(row: Row, trace: SessionTrace, y: float, texts: Texts) -> list[str]:
    top, bottom = y + HEAD, y + HEAD + ROW
    parts = [draw.text(0, y + 12, row.title, name="head")]
    for value in (row.least, (row.least + row.most) // 2, row.most):
        at = _height(value, row, bottom)
        parts.append(draw.line(LEFT, at, RIGHT, at, Pen(PALE, 1)))
        parts.append(draw.text(LEFT - 6, at + 4, _written(value, row, texts), "end", "small"))
    if row.lines.keys() == {Quantity.MEASURED}:
        return [*parts, *_band(row.lines[Quantity.MEASURED], row, trace, bottom)]
    for quantity, pen in PENS.items():
        if quantity in row.lines:
            stretches = _stretches(row.lines[quantity], row, trace, bottom)
            parts += [draw.path(points, pen) for points in stretches]
    return [*parts, draw.line(LEFT, top, LEFT, bottom, Pen(GREY, 1))]


def _written(value: int, row: Row, texts: Texts) -> str:
    """A value of the scale, without a decimal place where there is none."""
    if not row.tenths:
        return str(value)
    return words.tenths(value, texts) if value % 10 else str(value // 10)


def _stretches(line: Line, row: Row, trace: SessionTrace, bottom: float) -> list[list[tuple[float, float]]]:
    """The line in pieces without gaps; each slice from its greatest to its least, or the other way round."""
    pieces: list[list[tuple[float, float]]] = [[]]
    last: int | None = None
    for index, (low, high) in enumerate(line):
        if low is None or high is None:
            last = None
            if pieces[-1]:
                pieces.append([])
            continue
        x, next_x = (_across((index + edge) * trace.slice, trace) for edge in (0, 1))
        ends = (low, high) if last is None or abs(last - low) <= abs(last - high) else (high, low)
        for value, place in zip(ends, (x, next_x), strict=True):
            point = place, _height(value, row, bottom)
            piece = pieces[-1]
            if len(piece) > 1 and piece[-1][1] == piece[-2][1] == point[1]:
                piece.pop()
            piece.append(point)
        last = ends[1]
    return [piece for piece in pieces if piece]


def _band(line: Line, row: Row, trace: SessionTrace, bottom: float) -> list[str]:
    """From the least to the greatest of each slice, filled."""
    parts = []
    for index, (low, high) in enumerate(line):
        if low is not None and high is not None:
            x, wide = _across(index * trace.slice, trace), _across(trace.slice, trace) - LEFT
            top, foot = _height(high, row, bottom) - 0.8, _height(low, row, bottom) + 0.8
            parts.append(f"M{x:.1f} {top:.1f}h{wide:.2f}V{foot:.1f}h-{wide:.2f}Z")
    return [f'<path d="{"".join(parts)}" fill="{SOFT}" stroke="{DEEP}" stroke-width="0.4"/>']


def _minutes(trace: SessionTrace, y: float) -> list[str]:
    parts = [draw.line(LEFT, y, RIGHT, y, Pen(GREY, 1))]
    whole = trace.duration
    every = next(
        (size for size in (10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE) if whole // size <= 8),
        10 * MINUTE,
    )
    for at in range(0, whole + 1, every):
        x = _across(at, trace)
        parts.append(draw.line(x, y, x, y + 4, Pen(GREY, 1)))
        parts.append(draw.text(x, y + 16, words.clock_time(at), "start" if not at else "middle", "small"))
    return parts


def _across(at: int, trace: SessionTrace) -> float:
    return LEFT + (RIGHT - LEFT - 14) * min(at, trace.duration) / max(1, trace.duration)


def _height(value: int, row: Row, bottom: float) -> float:
    inside = max(row.least, min(row.most, value))
    return bottom - ROW * (inside - row.least) / max(1, row.most - row.least)


def _greatest(line: Sequence[Span]) -> int:
    return max((span.high for span in line if span.high is not None), default=0)
