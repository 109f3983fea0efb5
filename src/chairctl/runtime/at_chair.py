"""What a host knows of somebody at the chair: when a person there last did something, and how often armed.

A front end that lets remotes in asks this. It proves no presence; it says how old the last sign of it is.
"""

from chairctl.domain.commands import (
    Acknowledge,
    Arm,
    Command,
    Origin,
    Pause,
    Present,
    Release,
    Resume,
    Run,
    SetOutput,
    SkipStep,
)
from chairctl.domain.safety import Outcome, Receipt
from chairctl.domain.time import Duration, Instant

SIGNS = (Arm, Acknowledge, Present, Run, Pause, Resume, SkipStep, SetOutput, Release)
"""What only somebody does who is there; a stop may be anybody's, or the host's own."""


class AtChair:
    """Signs of a person at one station."""

    def __init__(self) -> None:
        self.acted_at: Instant | None = None
        """None: nobody has done anything yet."""
        self.armings = 0
        """How often the station was armed; names the arming that lasts."""

    def note(self, command: Command, receipt: Receipt | None, now: Instant, *, was_live: bool) -> None:
        """A command was answered."""
        if receipt is None or receipt.outcome is Outcome.REFUSED:
            return
        if isinstance(command.action, Arm) and not was_live:
            self.armings += 1
        if command.origin is Origin.CHAIR and isinstance(command.action, SIGNS):
            self.acted_at = now

    def silent_for(self, now: Instant) -> Duration | None:
        """How long ago there was a sign; None: never."""
        return None if self.acted_at is None else now - self.acted_at
