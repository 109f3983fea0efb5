"""What is known of a treatment, and from whom; what this program refuses to drive, and why."""

from chairctl.care.facts import EvidenceFact, EvidenceFacts


def evidence(facts: EvidenceFacts, code: str) -> EvidenceFact | None:
    """What is known of a treatment; None: the table does not have it."""
    return next((one for one in facts.treatments if one.code == code), None)


def refused(facts: EvidenceFacts) -> tuple[str, ...]:
    """Treatments that this program never drives: they go through the skin."""
    return tuple(one.code for one in facts.treatments if one.refused)
