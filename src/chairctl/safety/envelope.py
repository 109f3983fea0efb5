"""What has been permitted lately: a readback may lag behind, but must lie within."""

from typing import NamedTuple

from chairctl.domain.channels import OutputImage
from chairctl.domain.time import MILLISECOND, Duration, Instant

BUCKET: Duration = 50 * MILLISECOND


class _Left(NamedTuple):
    """Levels that ceased to be permitted from `first` to `last`: the lowest and highest per channel."""

    first: Instant
    last: Instant
    low: list[int]
    high: list[int]


class Envelope:
    """Lowest and highest level permitted within the settling time, per channel.

    Kept in buckets, so that memory is bounded however often the image changes; a level that was left
    counts for `settle`, or for one bucket longer.
    """

    def __init__(self, channel_count: int, settle: Duration) -> None:
        self._settle = settle
        self._levels = [0] * channel_count
        self._image: OutputImage = ()
        self._left: list[_Left] = []
        self.lowest = [0] * channel_count
        self.highest = [0] * channel_count

    def note(self, image: OutputImage, now: Instant) -> None:
        """`image` is permitted from `now` on."""
        if image is self._image and not self._left:
            return
        self._image = image
        levels = [output.level for output in image]
        if levels != self._levels:
            self._leave(self._levels, now)
            self._levels = levels
        elif not self._left:
            return
        while self._left and self._left[0].last < now - self._settle:
            del self._left[0]
        left = self._left
        self.lowest = list(map(min, levels, *[each.low for each in left])) if left else levels
        self.highest = list(map(max, levels, *[each.high for each in left])) if left else levels

    def _leave(self, levels: list[int], now: Instant) -> None:
        if self._left and now - self._left[-1].first < BUCKET:
            first, _, low, high = self._left.pop()
            self._left.append(_Left(first, now, list(map(min, low, levels)), list(map(max, high, levels))))
        else:
            self._left.append(_Left(now, now, levels, levels))
