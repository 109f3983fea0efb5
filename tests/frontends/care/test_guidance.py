"""Finder, evidence and aftercare."""

import json

import pytest
from tests.support.said import Said, store

from chairctl.care.facts import evidence_facts, exercise_facts
from chairctl.care.screening import Answer
from chairctl.care.words import Region
from chairctl.frontends.cli.app_care import complete_course, complete_region, complete_treatment
from chairctl.runtime import clock
from chairctl.texts import Texts


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("region", Region)
def test_the_finder_says_warning_signs_first_and_that_it_is_no_diagnosis(
    chairctl: Said, region: Region, language: str
) -> None:
    found = chairctl("finder", region, language=language)
    texts = Texts(language)
    assert found.code == 0
    assert found.out.startswith(texts.say("finder.warning"))
    assert found.out.rstrip().endswith(texts.say("finder.diagnosis"))
    assert f"point-hold-{region}" in found.out


def test_the_finder_gives_no_programme_to_whom_screening_blocks(chairctl: Said, ada: str) -> None:
    with store() as kept:
        kept.answer(ada, Answer("leg_numb_weak", yes=True, on=clock.wall().date()))
    blocked = chairctl("finder", "hip", "--person", ada)
    assert blocked.code == 4
    assert "A numb or weak leg can come from a nerve." in blocked.out
    assert "point-hold" not in blocked.out
    assert json.loads(chairctl("finder", "hip", "--person", ada, "--json").out)["against"]


def test_a_region_or_treatment_that_is_not_known_is_answered_with_the_nearest(chairctl: Said) -> None:
    assert "did you mean `lower-back`?" in chairctl("finder", "lowerback").err
    assert "war `tens` gemeint?" in chairctl("evidence", "tns", language="de").err
    asked = chairctl("finder").out
    assert all(f"{region} (" in asked for region in Region)


@pytest.mark.parametrize("language", ["en", "de"])
def test_evidence_names_source_date_and_interest_of_everything(chairctl: Said, language: str) -> None:
    out = chairctl("evidence", language=language).out
    texts = Texts(language)
    for fact in evidence_facts().treatments:
        assert texts.say(f"treatment.{fact.code}") in out
    assert texts.say("interest.seller") in out
    assert texts.say("certainty.unverified") in out
    assert out.count(texts.say("evidence.refused")) == 2
    found = [json.loads(line) for line in chairctl("evidence", "--json", language=language).out.splitlines()]
    assert {one["code"] for one in found if one["refused"]} == {"pens", "acupuncture"}


def test_exercises_that_were_done_give_way_to_others(chairctl: Said, ada: str) -> None:
    first = json.loads(chairctl("aftercare", "lower-back", "--person", ada, "--json").out)["exercises"]
    done = [word for one in first for word in ("--done", one["code"])]
    assert chairctl("aftercare", "lower-back", "--person", ada, *done).code == 0
    second = json.loads(chairctl("aftercare", "lower-back", "--person", ada, "--json").out)["exercises"]
    assert {one["code"] for one in first} & {one["code"] for one in second} <= {"belly_breathing"}
    assert len(exercise_facts().exercises) >= len(first) + len(second) - 1
    assert chairctl("aftercare", "hip", "--done", "handstand").code == 2


def test_the_shell_completes_regions_courses_and_treatments() -> None:
    assert complete_region("l") == ["lower-back", "leg"]
    assert complete_course("ma") == ["massage", "mat"]
    assert complete_treatment("p") == ["pens"]


def test_the_finder_names_regions_in_words_and_says_when_screening_is_due(chairctl: Said, ada: str) -> None:
    assert "neck (Nacken)" in chairctl("finder", language="de").out
    said = chairctl("finder", "neck", "--person", ada)
    assert "`chairctl screening --person Ada` asks them." in said.out
    assert "screening" not in chairctl("finder", "neck").out
