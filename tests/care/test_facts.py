"""The shipped facts fit together, have all their texts, and a broken file is refused with its line."""

from enum import StrEnum
from pathlib import Path

import pytest

from chairctl.care.facts import (
    EvidenceFacts,
    course_facts,
    evidence_facts,
    exercise_facts,
    finder_facts,
    reader,
    screening_facts,
)
from chairctl.care.words import MODALITY, Certainty, Effort, Interest, Modality, Place, Region, Until
from chairctl.domain.channels import ChannelKind
from chairctl.domain.programme import Contraindication, EvidenceTopic
from chairctl.profiles.loader import programme_names
from chairctl.profiles.problems import ProfileErrors
from chairctl.profiles.yaml_source import parse
from chairctl.texts import CARE, LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]


def codes() -> set[str]:
    named: dict[str, list[StrEnum]] = {
        "place": list(Place),
        "modality": list(Modality),
        "region": list(Region),
        "until": list(Until),
        "interest": list(Interest),
        "certainty": list(Certainty),
    }
    wanted = {f"{table}.{word}" for table, words in named.items() for word in words}
    for question in screening_facts().questions:
        wanted |= {f"question.{question.code}", f"why.{question.code}"}
    for muscle in finder_facts().muscles:
        wanted |= {f"{table}.{muscle.code}" for table in ("muscle", "point", "referral")}
    for exercise in exercise_facts().exercises:
        wanted |= {f"exercise.{exercise.code}.{part}" for part in ("title", "how")}
    wanted |= {f"course.{plan.code}" for plan in course_facts().courses}
    for treatment in evidence_facts().treatments:
        wanted.add(f"treatment.{treatment.code}")
        wanted |= {f"claim.{claim.code}" for claim in treatment.claims}
    return wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_its_text(language: str) -> None:
    assert codes() - catalogue(language, CARE).keys() == set()


@pytest.mark.parametrize("table", ["question", "why", "muscle", "point", "referral", "treatment", "claim"])
def test_no_text_speaks_of_a_fact_that_is_not_there(table: str) -> None:
    said = {code for code in catalogue("en", CARE) if code.startswith(f"{table}.")}
    assert said - codes() <= {"why.never"}


def test_no_code_is_there_twice() -> None:
    for found in (
        [one.code for one in screening_facts().questions],
        [one.code for one in finder_facts().muscles],
        [one.code for one in course_facts().courses],
        [one.code for one in exercise_facts().exercises],
        [one.code for one in evidence_facts().treatments],
    ):
        assert len(found) == len(set(found))


def test_every_evidence_topic_of_a_programme_is_in_the_table() -> None:
    assert set(EvidenceTopic) <= {one.code for one in evidence_facts().treatments}


def test_everything_with_which_a_programme_is_not_for_a_person_is_asked_for() -> None:
    assert set(Contraindication) <= {one.code for one in screening_facts().questions if not one.warning}


def test_the_programmes_of_the_finder_are_there() -> None:
    assert {row.programme for row in finder_facts().regions} <= set(programme_names())


def test_every_region_has_muscles_a_programme_and_exercises_of_every_effort() -> None:
    rows = {row.region: row for row in finder_facts().regions}
    assert set(rows) == set(Region)
    known = {muscle.code for muscle in finder_facts().muscles}
    for region in Region:
        assert set(rows[region].muscles) <= known
        assert rows[region].programme == f"point-hold-{region}"
        fitting = [one for one in exercise_facts().exercises if region in one.regions]
        assert {one.effort for one in fitting} == set(Effort)


def test_every_channel_kind_is_a_treatment_that_is_asked_about() -> None:
    assert set(MODALITY) == set(ChannelKind)
    asked = {block.modality for question in screening_facts().questions for block in question.blocks}
    assert asked == set(Modality)


def test_a_course_rises_from_step_to_step_and_never_beyond_half_an_hour() -> None:
    for plan in course_facts().courses:
        steps = plan.steps
        assert steps[0].from_session == 1
        assert [s.from_session for s in steps] == sorted({s.from_session for s in steps})
        assert [s.minutes_s for s in steps] == sorted(s.minutes_s for s in steps)
        assert [s.intensity_permille for s in steps] == sorted(s.intensity_permille for s in steps)
        assert 0 < plan.least_days <= plan.most_days < plan.lapse_days
        assert plan.least_days <= plan.maintenance_least_days <= plan.maintenance_most_days <= plan.lapse_days


def test_the_massage_course_is_the_one_of_the_sources() -> None:
    plan = next(plan for plan in course_facts().courses if plan.code == "massage")
    assert 8 <= plan.sessions <= 12
    assert (plan.least_days, plan.most_days) == (7, 14)
    assert (plan.maintenance_least_days, plan.maintenance_most_days) == (42, 56)


def test_a_broken_file_of_facts_is_refused_with_line_and_remedy() -> None:
    path = ROOT / "profiles/care/evidence.yaml"
    text = path.read_text(encoding="utf-8").replace("interest: seller", "interest: seler", 1)
    with pytest.raises(
        ProfileErrors, match=r"evidence.yaml:\d+:.*claims\[1\].interest.*did you mean `seller`"
    ):
        reader(EvidenceFacts)(parse(text, "evidence.yaml"))
