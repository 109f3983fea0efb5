"""A back, seen from behind, on which the devices work: rollers, their pressure, warmth, electrodes, air."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from chairctl.domain.channels import ChannelKind, RollerMode
from chairctl.domain.snapshot import ChannelView
from chairctl.domain.telemetry import HeatMeasured, RollerMeasured, RollerSeen
from chairctl.profiles.device import DeviceProfile, RollerBounds

HIGHEST_MM = 800
WIDTH = 21
MOST_ROWS = 44
_PRESSURE = "·∘○◉●"


class Spot(NamedTuple):
    """Something on the back: a row counted from the top, what is drawn there, in which colour."""

    row: int
    text: str
    style: str


def height_of(profile: DeviceProfile | None) -> int:
    """How far up a roller of this device gets (mm)."""
    bounds = [one.bounds for one in profile.channels] if profile else []
    return max([one.travel_high_mm for one in bounds if isinstance(one, RollerBounds)], default=HIGHEST_MM)


def body(channels: Sequence[ChannelView], profile: DeviceProfile | None, rows: int) -> list[Content]:
    """The picture, `WIDTH` columns wide and at most `rows` high."""
    rows = max(8, min(rows, MOST_ROWS))
    spine = rows - 4
    lines = outline(rows)
    for spot in [
        *_zones(channels, profile, spine),
        *_rollers(channels, profile, spine),
        *_pads(channels, rows),
    ]:
        row = max(0, min(rows - 1, spot.row))
        lines[row] = over(lines[row], spot)
    return lines


def outline(rows: int) -> list[Content]:
    """An empty back: head, shoulders, spine, seat."""
    head = ["       ╭─────╮       ", "       ╰─┬─┬─╯       ", " ╭───────╯ ╰───────╮ "]
    middle = [" │        ┊        │ "] * (rows - 4)
    seat = [" ╰─────────────────╯ "]
    return [Content.styled(line, "$dim") for line in [*head, *middle, *seat]]


def over(line: Content, spot: Spot) -> Content:
    """A line with a text in its middle."""
    begin = (WIDTH - len(spot.text)) // 2
    return line[:begin] + Content.styled(spot.text, spot.style) + line[begin + len(spot.text) :]


def row_at(mm: int, top: int, spine: int) -> int:
    """The row of a height above the seat; the spine has so many rows and reaches up to `top` (mm)."""
    return 3 + (spine - 1) - max(0, min(top, mm)) * (spine - 1) // top


def _rollers(channels: Sequence[ChannelView], profile: DeviceProfile | None, spine: int) -> list[Spot]:
    spots = []
    for view in channels:
        if isinstance(view.measured, RollerMeasured | RollerSeen):
            pressed = _PRESSURE[min(4, view.applied * 5 // max(1, view.limit)) if view.applied else 0]
            text = f"{pressed * 2} ┊ {pressed * 2}" if view.applied else "· ┊ ·"
            style = "bold $accent" if view.applied else "$dim"
            row = row_at(view.measured.position_mm, height_of(profile), spine)
            spots.append(Spot(row, text, style))
    return spots


def _zones(channels: Sequence[ChannelView], profile: DeviceProfile | None, spine: int) -> list[Spot]:
    """The stretch on which the roller is wanted."""
    spots: list[Spot] = []
    for view in channels:
        mode = view.permitted.mode
        if view.permitted.level and isinstance(mode, RollerMode):
            high, low = (row_at(mm, height_of(profile), spine) for mm in (mode.high_mm, mode.low_mm))
            spots += [Spot(row, "╎   ┊   ╎", "$secondary") for row in range(high, low + 1)]
    return spots


def _pads(channels: Sequence[ChannelView], rows: int) -> list[Spot]:
    """Warmth at the seat, electrodes beside the spine, air at the sides; where, only the person knows."""
    spots = []
    for view in channels:
        on = view.applied > 0
        if view.kind is ChannelKind.HEAT:
            warm = isinstance(view.measured, HeatMeasured) and view.measured.pad_tenth_c >= 300
            if on or warm:
                spots.append(Spot(rows - 2, "≈≈≈≈≈≈≈≈≈≈≈≈≈", "bold $heat" if on else "$heat"))
        elif view.kind is ChannelKind.STIMULATION and on:
            spots.append(Spot(rows - 4, "[+]   ┊   [-]", "bold $success"))
        elif view.kind is ChannelKind.AIR and on:
            spots.append(Spot(rows - 6, "(((    ┊    )))", "bold $primary"))
        elif view.kind is ChannelKind.VIBRATION and on:
            spots.append(Spot(rows - 3, "~~~~~ ┊ ~~~~~", "bold $secondary"))
    return spots
