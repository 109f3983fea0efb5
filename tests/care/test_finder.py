"""From each region to the muscles that may send the pain, and what speaks against pressing them."""

from datetime import date

import pytest

from chairctl.care.facts import finder_facts, screening_facts
from chairctl.care.finder import find
from chairctl.care.screening import Answer, verdict
from chairctl.care.words import Place, Region, Until

DAY = date(2026, 3, 1)
FACTS = finder_facts()

FIRST = {
    Region.LOWER_BACK: ("quadratus_lumborum", "gluteus_medius", "latissimus_dorsi"),
    Region.HIP: ("gluteus_medius", "tensor_fasciae_latae", "quadratus_lumborum"),
    Region.SHOULDERS: ("latissimus_dorsi", "upper_trapezius"),
    Region.NECK: ("upper_trapezius", "levator_scapulae"),
    Region.LEG: ("tensor_fasciae_latae", "gluteus_medius"),
}


@pytest.mark.parametrize("region", Region)
def test_each_of_the_five_regions_has_its_muscles_in_order_and_its_programme(region: Region) -> None:
    found = find(FACTS, region, None)
    assert tuple(muscle.code for muscle in found.muscles) == FIRST[region]
    assert found.programme == f"point-hold-{region}"
    assert found.pain is region
    assert found.against == ()


@pytest.mark.parametrize("region", Region)
def test_every_muscle_of_a_region_lies_there_or_sends_pain_there(region: Region) -> None:
    for muscle in find(FACTS, region, None).muscles:
        assert region.place in {muscle.place, *muscle.sends}


@pytest.mark.parametrize("region", Region)
def test_at_least_one_point_lies_elsewhere_than_the_pain(region: Region) -> None:
    assert any(muscle.place is not region.place for muscle in find(FACTS, region, None).muscles)


def asked(*yes: Answer) -> dict[str, Answer]:
    no = {q.code: Answer(q.code, yes=False, on=DAY) for q in screening_facts().questions}
    return no | {answer.code: answer for answer in yes}


def test_a_warning_sign_speaks_against_every_programme_of_the_finder() -> None:
    sick = verdict(screening_facts(), asked(Answer("leg_numb_weak", yes=True, on=DAY)), DAY)
    for region in Region:
        assert [block.until for block in find(FACTS, region, sick).against] == [Until.DOCTOR]


def test_a_wound_where_the_muscle_lies_speaks_against_it_even_if_the_pain_is_elsewhere() -> None:
    wound = Answer("open_wound", yes=True, on=DAY, places=(Place.HIP,))
    hurt = verdict(screening_facts(), asked(wound), DAY)
    assert [block.question for block in find(FACTS, Region.LEG, hurt).against] == ["open_wound"]
    assert find(FACTS, Region.NECK, hurt).against == ()
