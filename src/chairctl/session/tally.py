"""What a session planned, what was delivered, and the highest that was read back, per channel."""

from collections.abc import Sequence

from chairctl.domain.channels import OutputImage
from chairctl.domain.snapshot import TallyView
from chairctl.domain.time import SECOND, Duration


class Tally:
    """Sums of one session: level times time, in the channel's level unit times nanoseconds."""

    def __init__(self, channel_names: tuple[str, ...]) -> None:
        self._names = channel_names
        self._planned = [0] * len(channel_names)
        self._delivered = [0] * len(channel_names)
        self._peak = [0] * len(channel_names)

    def add(self, elapsed: Duration, wanted: OutputImage, applied: Sequence[int]) -> None:
        """Count `elapsed` with these setpoints and readbacks."""
        for index, (output, level) in enumerate(zip(wanted, applied, strict=True)):
            if output.level or level:
                self._planned[index] += output.level * elapsed
                self._delivered[index] += level * elapsed
                if level > self._peak[index]:
                    self._peak[index] = level

    def view(self) -> tuple[TallyView, ...]:
        """The sums, in level units times seconds."""
        return tuple(
            TallyView(name, planned // SECOND, delivered // SECOND, peak)
            for name, planned, delivered, peak in zip(
                self._names, self._planned, self._delivered, self._peak, strict=True
            )
        )
