from importlib.metadata import EntryPoint

from chairctl.control.families import FAMILIES
from chairctl.protocols.beurer_em70 import evidence as em70
from chairctl.runtime.evidence import GROUP, evidence_for, families

OFFERED = [
    EntryPoint("toaster", "chairctl.protocols.beurer_em70.evidence", GROUP),
    EntryPoint("keeson", "chairctl.protocols.beurer_em70.evidence", GROUP),
]


def test_every_family_of_ours_has_its_evidence_and_nobody_replaces_it() -> None:
    for family in FAMILIES:
        found = evidence_for(family, OFFERED)
        assert found
        assert found.MESSAGES
    assert set(families()) >= set(FAMILIES)


def test_other_packages_may_offer_theirs() -> None:
    assert evidence_for("toaster", OFFERED) is em70
    assert evidence_for("kettle", OFFERED) is None
    assert evidence_for("kettle") is None
