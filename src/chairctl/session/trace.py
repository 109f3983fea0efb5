"""Follows the channels of a session over time, bounded: when it is full, two slices become one.

Peaks survive: a slice keeps the least and the greatest of all that was seen in it.
"""

from collections.abc import Sequence

from chairctl.domain.channels import Channel, OutputImage
from chairctl.domain.safety import Trip
from chairctl.domain.telemetry import ContactSeen, Measured, Readback
from chairctl.domain.time import MILLISECOND, SECOND, Duration, Instant
from chairctl.domain.trace import SLICES_MOST, ChannelTrace, Quantity, SessionTrace, Span, TraceMark

SLICE: Duration = 500 * MILLISECOND
"""The first slices; each halving doubles them."""
HOLD: Duration = 2 * SECOND
"""What was seen last stands for so long; after that nothing is known."""

_Values = tuple[int | None, ...]


def measured(what: Measured) -> int | None:
    """The one number of what a device measures that is worth a curve, its first; None: it measures none."""
    return None if what is None or isinstance(what, ContactSeen) else what[0]


class Trace:
    """The lines of one session; it begins with the first `add`."""

    def __init__(self, channels: tuple[Channel, ...], now: Instant = 0, planned: Duration = 0) -> None:
        self._channels = channels
        self._began = now
        self._planned = planned
        self._slice = SLICE
        self._lows: list[list[int | None]] = []
        self._highs: list[list[int | None]] = []
        self._nothing: _Values = (None,) * (len(channels) * len(Quantity))
        self._last: _Values = ()
        """What was seen last and still stands."""
        self._seen_at = now

    def add(
        self,
        now: Instant,
        wanted: OutputImage,
        permitted: OutputImage,
        readbacks: Sequence[Readback],
        limits: Sequence[int],
    ) -> None:
        """What holds at this instant."""
        values: _Values = (
            *[output.level for output in wanted],
            *[output.level for output in permitted],
            *[readback.applied for readback in readbacks],
            *limits,
            *[measured(readback.measured) for readback in readbacks],
        )
        self._reach(now)
        self._seen_at = now
        last, self._last = self._last or self._nothing, values
        lows, highs = self._lows[-1], self._highs[-1]
        for index, value in enumerate(values):
            if value == last[index] or value is None:
                continue  # the slice began with it
            low, high = lows[index], highs[index]
            if low is None or value < low:
                lows[index] = value
            if high is None or value > high:
                highs[index] = value

    def view(self, trips: Sequence[Trip] = ()) -> SessionTrace:
        """The lines so far, and those of the trips that belong to them."""
        lines = [
            tuple(Span(low[index], high[index]) for low, high in zip(self._lows, self._highs, strict=True))
            for index in range(len(self._channels) * len(Quantity))
        ]
        channels = tuple(
            ChannelTrace(channel, tuple(lines[number :: len(self._channels)]))
            for number, channel in enumerate(self._channels)
        )
        marks = (TraceMark(trip.at - self._began, trip.reason) for trip in trips)
        marks_since = tuple(mark for mark in marks if mark.at >= 0)
        return SessionTrace(self._slice, channels if self._lows else (), marks_since, self._planned)

    def _reach(self, now: Instant) -> None:
        """The slice of this instant is the last one; those in between hold what was seen before."""
        while (now - self._began) // self._slice >= SLICES_MOST:
            self._halve()
        slices = (now - self._began) // self._slice + 1
        while len(self._lows) < slices:
            begins = self._began + len(self._lows) * self._slice
            if begins - self._seen_at > HOLD:
                self._last = ()
            known = self._last or self._nothing
            self._lows.append(list(known))
            self._highs.append(list(known))

    def _halve(self) -> None:
        self._slice *= 2
        self._lows = [_least(*pair) for pair in _pairs(self._lows)]
        self._highs = [_greatest(*pair) for pair in _pairs(self._highs)]


def _pairs(rows: list[list[int | None]]) -> list[tuple[list[int | None], list[int | None]]]:
    """Neighbours; an odd one out has itself as its neighbour."""
    return [(rows[index], rows[min(index + 1, len(rows) - 1)]) for index in range(0, len(rows), 2)]


def _least(one: list[int | None], other: list[int | None]) -> list[int | None]:
    return [a if b is None or (a is not None and a < b) else b for a, b in zip(one, other, strict=True)]


def _greatest(one: list[int | None], other: list[int | None]) -> list[int | None]:
    return [a if b is None or (a is not None and a > b) else b for a, b in zip(one, other, strict=True)]
