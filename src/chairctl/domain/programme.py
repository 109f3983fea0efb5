"""A programme as data: timed steps of what is wanted, free of any one chair.

Intensity is a share of what the channel may do at most, so that a programme fits every device and
every person; heat is a temperature, because skin does not scale. A programme may have no channel at all:
then it leads a person through something, step by step.
"""

from dataclasses import dataclass
from enum import StrEnum

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.spine import Landmark
from chairctl.domain.time import Duration
from chairctl.domain.wave import Wave


class EvidenceTopic(StrEnum):
    """What a programme is a kind of: the codes under which its evidence is found."""

    MASSAGE = "massage"
    MASSAGE_CHAIR = "massage_chair"
    TRIGGER_POINT = "trigger_point"
    TENS = "tens"
    INTERFERENTIAL = "interferential"
    HEAT = "heat"
    ACUPRESSURE_MAT = "acupressure_mat"
    EXERCISE = "exercise"
    BREATHING = "breathing"


class Contraindication(StrEnum):
    """With what a programme is not for a person, unless a doctor says otherwise."""

    PACEMAKER = "pacemaker"
    IMPLANT = "implant"
    PREGNANCY = "pregnancy"
    EPILEPSY = "epilepsy"
    THROMBOSIS = "thrombosis"
    HEART_DISEASE = "heart_disease"
    BLOOD_THINNERS = "blood_thinners"
    OSTEOPOROSIS = "osteoporosis"
    NUMB_SKIN = "numb_skin"
    OPEN_WOUND = "open_wound"
    ACUTE_INFLAMMATION = "acute_inflammation"
    TUMOUR = "tumour"


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
    """Name of a zone in the device profile; unused where there is a place."""
    speed_permille: int = 500
    pulse_width_us: int = 100
    rate_tenth_hz: int = 1000
    place: Landmark | None = None
    """Where on the person, instead of a zone of the device."""
    point_permille: int | None = None
    """One point of the place, from its lowest to its highest; None: all of it."""
    wave: Wave | None = None
    """Of the level."""
    pulse_width_wave: Wave | None = None
    rate_wave: Wave | None = None
    carrier_hz: int = 0
    """Frequency of two sine currents that beat at `rate_tenth_hz`; 0: pulses."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is wanted for `duration`, reached over `ramp` from whatever was wanted before."""

    title: Text
    duration: Duration
    ramp: Duration
    targets: tuple[Target, ...]
    prompt: Text | None = None
    """What the person does meanwhile."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Steps in their order."""

    name: str
    title: Text
    summary: Text
    steps: tuple[Step, ...]
    feel: Text | None = None
    """What it feels like; None: an old file, which does not say it."""
    evidence: tuple[EvidenceTopic, ...] = ()
    not_with: tuple[Contraindication, ...] = ()

    @property
    def duration(self) -> Duration:
        """The sum of all steps (ns)."""
        return sum(step.duration for step in self.steps)

    @property
    def needs(self) -> tuple[ChannelKind, ...]:
        """The kinds of channel that it wants something of, in the order of their names."""
        return tuple(sorted({target.kind for step in self.steps for target in step.targets}))

    @property
    def is_guided(self) -> bool:
        """Whether it wants no channel at all, and only leads a person."""
        return not self.needs
