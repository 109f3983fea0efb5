"""What has been permitted lately: a readback may lag behind, but must lie within."""

from chairctl.domain.channels import OutputImage
from chairctl.domain.time import MILLISECOND, Duration, Instant

BUCKET: Duration = 50 * MILLISECOND


class Envelope:
    """Lowest and highest level permitted within the settling time, per channel.

    Kept in buckets, so that memory is bounded however often the image changes; the range is at most
    one bucket wider in time than `settle`.
    """

    def __init__(self, channel_count: int, settle: Duration) -> None:
        self._settle = settle
        self._levels = [0] * channel_count
        self._changed_at: Instant = -settle
        self._buckets: list[tuple[Instant, list[int], list[int]]] = []
        self.lowest = [0] * channel_count
        self.highest = [0] * channel_count

    def note(self, image: OutputImage, now: Instant) -> None:
        """`image` is permitted from `now` on."""
        levels = [output.level for output in image]
        if levels != self._levels:
            self._add(levels, now)
        elif self._buckets and now - self._changed_at > self._settle:
            self._buckets.clear()
        elif not self._buckets:
            return
        while len(self._buckets) > 1 and self._buckets[1][0] <= now - self._settle:
            del self._buckets[0]
        self.lowest = [min(each) for each in zip(levels, *(low for _, low, _ in self._buckets), strict=True)]
        self.highest = [max(each) for each in zip(levels, *(high for _, _, high in self._buckets), strict=True)]

    def _add(self, levels: list[int], now: Instant) -> None:
        before, self._levels, self._changed_at = self._levels, levels, now
        if self._buckets and now - self._buckets[-1][0] < BUCKET:
            start, low, high = self._buckets.pop()
            self._buckets.append((start, list(map(min, low, levels)), list(map(max, high, levels))))
        else:
            self._buckets.append((now, list(map(min, before, levels)), list(map(max, before, levels))))
