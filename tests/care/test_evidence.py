"""What is known is said with its source, date and interest; needles are refused."""

from chairctl.care.evidence import evidence, refused
from chairctl.care.facts import evidence_facts
from chairctl.care.words import Certainty, Interest
from chairctl.profiles.loader import programme_names

FACTS = evidence_facts()


def test_what_goes_through_the_skin_is_refused_and_still_listed() -> None:
    assert refused(FACTS) == ("pens", "acupuncture")
    assert not {name for name in programme_names() if name.startswith(("pens", "acupuncture"))} - {
        "acupuncture-like"
    }


def test_what_a_seller_says_is_named_as_that() -> None:
    massage = evidence(FACTS, "massage")
    assert massage is not None
    assert {claim.interest for claim in massage.claims} == {Interest.INDEPENDENT, Interest.SELLER}
    exercise = evidence(FACTS, "exercise")
    assert exercise is not None
    assert Interest.SELLER not in {claim.interest for claim in exercise.claims}


def test_a_figure_without_named_studies_is_unverified() -> None:
    found = evidence(FACTS, "trigger_point")
    assert found is not None
    assert [claim.certainty for claim in found.claims] == [Certainty.UNVERIFIED]


def test_acupuncture_shows_both_sides() -> None:
    found = evidence(FACTS, "acupuncture")
    assert found is not None
    assert len(found.claims) == 2


def test_a_treatment_that_is_not_in_the_table_is_none() -> None:
    assert evidence(FACTS, "leeches") is None
