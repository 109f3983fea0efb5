from importlib.metadata import EntryPoint

import pytest

from chairctl.control.families import FAMILIES
from chairctl.protocols.beurer_em70 import evidence as em70
from chairctl.runtime.evidence import GROUP, BrokenEvidenceError, evidence_for, families

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


@pytest.mark.parametrize("value", ["nowhere", "sys:nothing", "sys", "chairctl.protocols.keeson.frames"])
def test_a_broken_package_is_named(value: str) -> None:
    with pytest.raises(BrokenEvidenceError, match=rf"^toy \({value}\): "):
        evidence_for("toy", [EntryPoint("toy", value, GROUP)])
