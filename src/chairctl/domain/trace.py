"""A session's channels over time, in equal slices that keep the least and the greatest of each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.safety import Reason
from chairctl.domain.time import Duration

SLICES_MOST = 600
"""In one session."""


class Quantity(StrEnum):
    """What is known of a channel at an instant; all but `measured` are levels (unit: `LEVEL_UNIT`)."""

    WANTED = "wanted"
    PERMITTED = "permitted"
    DELIVERED = "delivered"  # read back
    LIMIT = "limit"  # the most that the kernel lets this channel have
    MEASURED = "measured"  # what the device measures there; unit: `MEASURED_UNIT`


MEASURED_UNIT: dict[ChannelKind, str] = {
    ChannelKind.ROLLER: "mm",  # above the seat
    ChannelKind.HEAT: "0.1 °C",  # of the pad
    ChannelKind.AIR: "‰",
    ChannelKind.VIBRATION: "mA",
    ChannelKind.STIMULATION: "0.1 mA",
    ChannelKind.POSTURE: "0.1°",  # from flat
}


class Span(NamedTuple):
    """Least and greatest in a slice; both None: nothing is known of it."""

    low: int | None
    high: int | None


Line: TypeAlias = tuple[Span, ...]
"""One quantity, slice by slice."""


class ChannelTrace(NamedTuple):
    """One channel: a line for each quantity, in the order of `Quantity`."""

    channel: Channel
    lines: tuple[Line, ...]

    def line(self, quantity: Quantity) -> Line:
        """The line of a quantity."""
        return self.lines[list(Quantity).index(quantity)]


class TraceMark(NamedTuple):
    """A trip: when, and why."""

    at: Duration
    reason: Reason


@dataclass(frozen=True, slots=True)
class SessionTrace:
    """A session from its start on; at most `SLICES_MOST` slices."""

    slice: Duration
    channels: tuple[ChannelTrace, ...]
    trips: tuple[TraceMark, ...] = ()
    planned: Duration = 0

    @property
    def duration(self) -> Duration:
        """From the start to the end of the last slice."""
        slices = len(self.channels[0].lines[0]) if self.channels else 0
        return slices * self.slice
