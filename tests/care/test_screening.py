"""Every answer that forbids something does, as long as it has to; a doctor's word lifts what it may."""

from datetime import date, timedelta

import pytest

from chairctl.care.facts import screening_facts
from chairctl.care.screening import Answer, Verdict, answered, verdict
from chairctl.care.treatments import treatments
from chairctl.care.words import TRUNK, Modality, Place, Reach, Until
from chairctl.domain.commands import Origin
from chairctl.profiles.loader import load_programme, programme_names

FACTS = screening_facts()
DAY = date(2026, 3, 1)
ALL = [(modality, None) for modality in Modality]
QUESTIONS = {question.code: question for question in FACTS.questions}
WARNINGS = [question.code for question in FACTS.questions if question.warning]

BLOCKED = {
    "pacemaker": {Modality.STIMULATION, Modality.MASSAGE, Modality.HEAT},
    "implant": {Modality.STIMULATION, Modality.MASSAGE, Modality.HEAT},
    "pregnancy": {Modality.STIMULATION, Modality.MASSAGE, Modality.HEAT, Modality.MAT},
    "thrombosis": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MAT},
    "heart_disease": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION},
    "blood_thinners": {Modality.MASSAGE, Modality.MAT},
    "osteoporosis": {Modality.MASSAGE, Modality.MAT, Modality.EXERCISE},
    "fracture": {Modality.MASSAGE, Modality.MOTION, Modality.MAT, Modality.EXERCISE},
    "tumour": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MAT},
    "epilepsy": {Modality.STIMULATION},
    "undiagnosed_pain": {Modality.STIMULATION, Modality.MASSAGE},
    "acute_inflammation": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MAT},
    "numb_skin": {Modality.HEAT, Modality.STIMULATION, Modality.MASSAGE, Modality.MAT},
    "open_wound": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MAT},
    "skin_disease": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MAT},
    "alcohol": set(Modality) - {Modality.EXERCISE},
    "cannot_stop": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MOTION},
    "child": {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION, Modality.MOTION},
    **dict.fromkeys(WARNINGS, set(Modality) - {Modality.MOTION}),
}
NEVER_STIMULATION = [
    "pacemaker",
    "implant",
    "pregnancy",
    "thrombosis",
    "tumour",
    "epilepsy",
    "numb_skin",
    "child",
]


def asked(**yes: Answer) -> dict[str, Answer]:
    """Everything answered with no on the day, but for these."""
    return {code: Answer(code, yes=False, on=DAY) for code in QUESTIONS} | yes


def said(code: str, *places: Place, doctor: bool = False, on: date = DAY) -> Verdict:
    answer = Answer(code, yes=True, on=on, places=places, doctor_agrees=doctor)
    return verdict(FACTS, asked(**{code: answer}), DAY)


def test_who_says_no_to_everything_may_have_everything() -> None:
    clear = verdict(FACTS, asked(), DAY)
    assert clear.refusals(ALL) == ()
    assert clear.due == ()
    assert clear.warnings == ()


@pytest.mark.parametrize("code", QUESTIONS)
def test_a_yes_forbids_what_it_must_and_nothing_else(code: str) -> None:
    refused = {block.modality for block in said(code).refusals(ALL)}
    assert refused == BLOCKED[code]


def test_every_question_is_covered() -> None:
    assert BLOCKED.keys() == QUESTIONS.keys()


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_sign_sends_to_a_doctor_first(code: str) -> None:
    found = said(code)
    assert {block.question for block in found.warnings} == {code}
    assert {block.until for block in found.warnings} <= {Until.DOCTOR, Until.URGENT}


def test_lost_control_of_the_bladder_is_urgent_and_comes_first() -> None:
    answers = asked(
        **{code: Answer(code, yes=True, on=DAY) for code in ("fever", "bladder_bowel", "pacemaker")}
    )
    first, *others = verdict(FACTS, answers, DAY).refusals([(Modality.MASSAGE, None)])
    assert (first.question, first.until) == ("bladder_bowel", Until.URGENT)
    assert [block.question for block in others] == ["fever", "pacemaker"]


def test_a_warning_sign_comes_before_what_is_forbidden_to_everybody() -> None:
    first, second = said("fever").refusals([(Modality.HEAT, Place.NECK_FRONT)])
    assert (first.question, second.question) == ("fever", "")


@pytest.mark.parametrize("code", QUESTIONS)
def test_the_word_of_a_doctor_lifts_only_what_waits_for_it(code: str) -> None:
    left = said(code, doctor=True).refusals(ALL)
    assert all(block.until is not Until.DOCTOR for block in left)
    staying = {b.modality for b in QUESTIONS[code].blocks if b.until is not Until.DOCTOR}
    assert {block.modality for block in left} == staying


@pytest.mark.parametrize("code", NEVER_STIMULATION)
def test_no_doctor_makes_current_right_where_it_never_is(code: str) -> None:
    left = said(code, doctor=True).refusals([(Modality.STIMULATION, None)])
    assert [(block.question, block.until) for block in left] == [(code, Until.NEVER)]


@pytest.mark.parametrize("code", [question.code for question in FACTS.questions if question.has_places])
def test_a_named_place_forbids_that_place_and_no_name_forbids_all(code: str) -> None:
    named = [block.modality for block in QUESTIONS[code].blocks if block.reach is Reach.NAMED]
    for modality in named:
        at_leg = said(code, Place.LEG)
        assert at_leg.refusals([(modality, Place.LEG)])
        assert at_leg.refusals([(modality, None)])
        assert not at_leg.refusals([(modality, Place.BACK)])
        assert said(code).refusals([(modality, Place.BACK)])


def test_in_pregnancy_no_current_on_the_trunk() -> None:
    found = said("pregnancy", doctor=True)
    assert all(found.refusals([(Modality.STIMULATION, place)]) for place in TRUNK)
    assert not found.refusals([(Modality.STIMULATION, Place.LEG)])


@pytest.mark.parametrize("place", [Place.HEAD, Place.EYES, Place.MOUTH, Place.NECK_FRONT, Place.CHEST])
def test_nobody_gets_current_across_head_throat_or_chest(place: Place) -> None:
    (block,) = verdict(FACTS, asked(), DAY).refusals([(Modality.STIMULATION, place)])
    assert (block.question, block.until) == ("", Until.NEVER)


def test_nobody_gets_heat_on_the_front_of_the_neck() -> None:
    assert verdict(FACTS, asked(), DAY).refusals([(Modality.HEAT, Place.NECK_FRONT)])
    assert not verdict(FACTS, asked(), DAY).refusals([(Modality.HEAT, Place.NECK)])


@pytest.mark.parametrize("name", programme_names())
def test_a_programme_is_not_for_whom_it_says_unless_a_doctor_agrees(name: str) -> None:
    programme = load_programme(name)
    for code in programme.not_with:
        assert said(code).not_for(programme) == (code,)
        assert said(code, doctor=True).not_for(programme) == ()
    assert verdict(FACTS, asked(), DAY).not_for(programme) == ()


def test_what_a_programme_gives_is_told_by_its_channels_or_by_what_it_leads_through() -> None:
    assert treatments(load_programme("mat-first")) == {Modality.MAT}
    assert treatments(load_programme("exercises")) == {Modality.EXERCISE}
    assert treatments(load_programme("breathing")) == set()
    assert treatments(load_programme("tens-burst")) == {Modality.STIMULATION}
    assert treatments(load_programme("combined")) >= {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION}


def test_without_answers_every_question_is_due() -> None:
    empty = verdict(FACTS, {}, DAY)
    assert empty.due == tuple(FACTS.questions)
    assert empty.unasked([Modality.STIMULATION])
    assert {q.code for q in empty.unasked([Modality.MOTION])} == {
        "fracture", "alcohol", "cannot_stop", "child",
    }  # fmt: skip


def test_an_answer_is_good_for_ninety_days() -> None:
    for days, due in ((0, False), (89, False), (90, True), (400, True)):
        codes = {question.code for question in verdict(FACTS, asked(), DAY + timedelta(days)).due}
        assert ("pacemaker" in codes) is due


def test_whether_somebody_drank_is_asked_every_day() -> None:
    tomorrow = verdict(FACTS, asked(), DAY + timedelta(1))
    assert [question.code for question in tomorrow.due] == ["alcohol"]


def test_an_answer_of_tomorrow_counts_for_nothing() -> None:
    yesterday = verdict(FACTS, asked(), DAY - timedelta(1))
    assert yesterday.due == tuple(FACTS.questions)


def test_a_yes_goes_on_forbidding_until_it_is_answered_anew() -> None:
    old = said("pacemaker", on=DAY - timedelta(1000))
    assert old.refusals([(Modality.STIMULATION, Place.LEG)])
    assert [question.code for question in old.due] == ["pacemaker"]


def test_only_a_person_at_the_chair_answers() -> None:
    answer = Answer("pacemaker", yes=False, on=DAY)
    assert answered(FACTS, answer, Origin.CHAIR) is None
    for origin in (Origin.REMOTE, Origin.RIG):
        refusal = answered(FACTS, answer, origin)
        assert refusal is not None
        assert refusal.code == "screening_remote"


def test_an_answer_to_no_question_is_refused() -> None:
    refusal = answered(FACTS, Answer("shoe_size", yes=True, on=DAY), Origin.CHAIR)
    assert refusal is not None
    assert refusal.code == "screening_unknown"
