"""The words of care: places of the body, kinds of treatment, and how long something is not allowed."""

from enum import StrEnum

from chairctl.domain.channels import ChannelKind
from chairctl.domain.programme import EvidenceTopic, Programme


class Place(StrEnum):
    """A place of the body; the front of the neck is one of its own, because much is dangerous there."""

    HEAD = "head"
    EYES = "eyes"
    MOUTH = "mouth"
    NECK = "neck"
    NECK_FRONT = "neck-front"
    SHOULDERS = "shoulders"
    CHEST = "chest"
    ABDOMEN = "abdomen"
    BACK = "back"
    LOWER_BACK = "lower-back"
    HIP = "hip"
    ARM = "arm"
    LEG = "leg"
    FOOT = "foot"


TRUNK = (Place.CHEST, Place.ABDOMEN, Place.BACK, Place.LOWER_BACK, Place.HIP)


class Region(StrEnum):
    """Where a person says it hurts; each is a `Place` of the same name."""

    LOWER_BACK = "lower-back"
    HIP = "hip"
    SHOULDERS = "shoulders"
    NECK = "neck"
    LEG = "leg"

    @property
    def place(self) -> Place:
        """The same as a place of the body."""
        return Place(self.value)


class Modality(StrEnum):
    """A kind of treatment, as the screening asks about it."""

    MASSAGE = "massage"
    HEAT = "heat"
    STIMULATION = "stimulation"
    MOTION = "motion"  # posture motors
    MAT = "mat"
    EXERCISE = "exercise"


MODALITY: dict[ChannelKind, Modality] = {
    ChannelKind.ROLLER: Modality.MASSAGE,
    ChannelKind.AIR: Modality.MASSAGE,
    ChannelKind.VIBRATION: Modality.MASSAGE,
    ChannelKind.HEAT: Modality.HEAT,
    ChannelKind.STIMULATION: Modality.STIMULATION,
    ChannelKind.POSTURE: Modality.MOTION,
}
"""What a channel of each kind does to a person."""


class Until(StrEnum):
    """How long a treatment is not allowed."""

    NEVER = "never"  # nothing lifts it
    OVER = "over"  # as long as it lasts
    DOCTOR = "doctor"  # until a doctor has agreed
    URGENT = "urgent"  # help is needed now, not a session


class Reach(StrEnum):
    """Where on the body an answer forbids something."""

    EVERYWHERE = "everywhere"
    TRUNK = "trunk"
    NAMED = "named"  # the places that the person names; none named: everywhere


class Effort(StrEnum):
    """What an exercise is for."""

    STRENGTH = "strength"
    STRETCH = "stretch"
    CALM = "calm"


class Interest(StrEnum):
    """Whether who says something earns by it."""

    INDEPENDENT = "independent"
    SELLER = "seller"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure it is that a source says so."""

    FOUND = "found"  # read there
    UNVERIFIED = "unverified"  # said without naming what it rests on
    CHOSEN = "chosen"  # ours; no study was looked at


DONE_ALONE: dict[EvidenceTopic, Modality] = {
    EvidenceTopic.ACUPRESSURE_MAT: Modality.MAT,
    EvidenceTopic.EXERCISE: Modality.EXERCISE,
}
"""What a person does in a programme without any channel having a part in it."""


def modalities(programme: Programme) -> set[Modality]:
    """What a programme is to be screened for: what its channels do, and what the person does."""
    by_channel = {MODALITY[kind] for kind in programme.needs}
    return by_channel | {DONE_ALONE[topic] for topic in programme.evidence if topic in DONE_ALONE}
