"""The finder: from where it hurts to the muscles that may send the pain, and a programme. No diagnosis."""

from typing import NamedTuple

from chairctl.care.facts import FinderFacts, Muscle
from chairctl.care.screening import Block, Verdict
from chairctl.care.words import Modality, Region


class Finding(NamedTuple):
    """What to look at for a region."""

    pain: Region
    """Where the person feels it."""
    muscles: tuple[Muscle, ...]
    """Where it may come from, likeliest first; each says where else it is felt."""
    programme: str
    against: tuple[Block, ...]
    """What speaks against the programme; warning signs first. Empty: nothing that is known."""


def find(facts: FinderFacts, region: Region, verdict: Verdict | None) -> Finding:
    """What the table says of a region; without a verdict nothing is known against it."""
    row = next(row for row in facts.regions if row.region is region)
    known = {muscle.code: muscle for muscle in facts.muscles}
    muscles = tuple(known[code] for code in row.muscles)
    places = [(Modality.MASSAGE, muscle.place) for muscle in muscles]
    return Finding(region, muscles, row.programme, verdict.refusals(places) if verdict else ())
