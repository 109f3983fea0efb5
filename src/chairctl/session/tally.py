"""What a session planned, what was delivered, and the highest that was read back, per channel."""

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
        self._wanted: OutputImage = ()
        self._applied: list[int] = []
        self._pending: Duration = 0

    def add(self, elapsed: Duration, wanted: OutputImage, applied: list[int]) -> None:
        """Count `elapsed` with these setpoints and readbacks."""
        if wanted is not self._wanted or applied != self._applied:
            self._settle()
            self._wanted, self._applied = wanted, applied
        self._pending += elapsed

    def view(self) -> tuple[TallyView, ...]:
        """The sums, in level units times seconds."""
        self._settle()
        return tuple(
            TallyView(name, planned // SECOND, delivered // SECOND, peak)
            for name, planned, delivered, peak in zip(
                self._names, self._planned, self._delivered, self._peak, strict=True
            )
        )

    def _settle(self) -> None:
        """Most turns are like the one before; what they add up to is counted once."""
        for index, (output, level) in enumerate(zip(self._wanted, self._applied, strict=True)):
            self._planned[index] += output.level * self._pending
            self._delivered[index] += level * self._pending
            if level > self._peak[index]:
                self._peak[index] = level
        self._pending = 0
