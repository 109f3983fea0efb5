"""What a programme does to a person."""

from chairctl.care.words import MODALITY, Modality
from chairctl.domain.programme import EvidenceTopic, Programme

_GUIDED = {EvidenceTopic.ACUPRESSURE_MAT: Modality.MAT, EvidenceTopic.EXERCISE: Modality.EXERCISE}


def treatments(programme: Programme) -> frozenset[Modality]:
    """The kinds of treatment that a programme gives; one without channels says it by its evidence."""
    by_channel = {MODALITY[kind] for kind in programme.needs}
    return frozenset(by_channel | {_GUIDED[topic] for topic in programme.evidence if topic in _GUIDED})
