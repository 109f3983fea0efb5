"""Is somebody awake? Every 5 min of heat or stimulation a person has to say so (hazard H72)."""

from chairctl.domain.ceilings import PRESENCE_ANSWER_S, PRESENCE_EVERY_S
from chairctl.domain.time import SECOND, Duration

EVERY: Duration = PRESENCE_EVERY_S.value * SECOND
ANSWER: Duration = PRESENCE_ANSWER_S.value * SECOND


class Presence:
    """Counts time with heat or stimulation since somebody last answered."""

    def __init__(self) -> None:
        self._felt: Duration = 0
        self._asked_for: Duration = 0

    def add(self, elapsed: Duration, *, felt: bool) -> None:
        """Count `elapsed`; `felt`: with heat or stimulation. Once the prompt is due, all time counts."""
        if self._felt >= EVERY:
            self._asked_for += elapsed
        elif felt:
            self._felt += elapsed

    def answer(self) -> None:
        """Somebody is here."""
        self._felt = self._asked_for = 0

    @property
    def is_due(self) -> bool:
        """Whether the prompt waits for an answer."""
        return self._felt >= EVERY

    @property
    def is_overdue(self) -> bool:
        """Whether nobody has answered in time."""
        return self._asked_for >= ANSWER

    @property
    def due_in(self) -> Duration:
        """Time with heat or stimulation until the next prompt; 0: it is due."""
        return max(0, EVERY - self._felt)

    @property
    def answer_within(self) -> Duration | None:
        """Time left to answer; None: no prompt is due."""
        return max(0, ANSWER - self._asked_for) if self.is_due else None
