"""A programme as data: timed steps of what is wanted, free of any one chair.

Intensity is a share of what the channel may do at most, so that a programme fits every device and
every person; heat is a temperature, because skin does not scale.
"""

from dataclasses import dataclass

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.time import Duration


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people see, in both languages."""

    en: str
    de: str


@dataclass(frozen=True, slots=True)
class Target:
    """What one step wants of all channels of one kind; `channel` narrows it to one by name."""

    kind: ChannelKind
    channel: str | None = None
    intensity_permille: int = 0
    """Of the channel's limit; unused for heat."""
    heat_tenth_c: int = 0
    technique: Technique = Technique.ROLLING
    zone: str = "full"
    """Name of a zone in the device profile."""
    speed_permille: int = 500
    pulse_width_us: int = 100
    rate_tenth_hz: int = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """What is wanted for `duration`, reached over `ramp` from whatever was wanted before."""

    title: Text
    duration: Duration
    ramp: Duration
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Steps in their order."""

    name: str
    title: Text
    summary: Text
    steps: tuple[Step, ...]

    @property
    def duration(self) -> Duration:
        """The sum of all steps (ns)."""
        return sum(step.duration for step in self.steps)
