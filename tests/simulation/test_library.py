"""Every programme of the library on the chairs that we can simulate (see tests/support/library.py)."""

import pytest
from tests.conformance.candidates import CANDIDATES
from tests.support import family_judges
from tests.support.family_judges import JUDGES
from tests.support.library import MILDEST, STRONGEST, WHOLE, most_that_rises_cost, play, shipped, shortened

from chairctl.care.facts import evidence_facts, finder_facts, screening_facts
from chairctl.care.treatments import treatments
from chairctl.care.words import Modality
from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import Contraindication, EvidenceTopic
from chairctl.domain.safety import Outcome, Reason
from chairctl.domain.sitter import Sitter
from chairctl.domain.spine import Landmark
from chairctl.domain.time import MINUTE
from chairctl.profiles.loader import load_device, load_programme, programme_names
from chairctl.session.plan import fit
from chairctl_simulators.devices.beurer_em70.stimulator import StimulatorTruth
from chairctl_simulators.devices.keeson.bed import BedTruth

ALL = {name: load_programme(name) for name in programme_names()}
GUIDED = {name for name, programme in ALL.items() if programme.is_guided}
REFERENCE = load_device("chairlink-reference")
PLAYABLE = {name for name, programme in ALL.items() if fit(programme, (REFERENCE,)).energises}
TRUNK = {Landmark.UPPER_TRAPEZIUS, Landmark.LEVATOR_SCAPULAE}


def test_the_reference_chair_plays_all_but_what_needs_no_chair_carriers_or_vibration() -> None:
    assert set(ALL) - PLAYABLE - GUIDED == {"interferential", "vibration"}
    assert len(PLAYABLE) >= 20
    assert {"mat-first", "mat-middle", "mat-full", "exercises", "breathing"} == GUIDED
    assert all(fit(ALL[name], (REFERENCE,)).adaptations == () for name in PLAYABLE)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("sitter", [MILDEST, STRONGEST], ids=["mildest", "strongest"])
@pytest.mark.parametrize("name", sorted(PLAYABLE))
def test_a_programme_runs_to_its_end_without_a_trip_and_within_every_limit(name: str, sitter: Sitter) -> None:
    programme = shipped(name)
    session = play(programme, sitter)
    kernel = session.station.kernel
    assert (kernel.trips, kernel.ended) == ((), Reason("finished"))
    assert session.oracle is not None
    assert [str(complaint) for complaint in session.oracle.complaints] == []
    (link,) = session.station.snapshot(session.now).links
    assert (link.refused, link.garbled) == (0, 0)
    lacks = most_that_rises_cost(session, programme)
    for tally in session.station.tally.view():
        assert tally.delivered <= tally.planned
        assert tally.planned - tally.delivered <= lacks[tally.channel]
        if WHOLE:
            assert tally.planned - tally.delivered <= 0.02 * tally.planned + 1 or name == "demo"


def test_the_mildest_person_gets_a_small_part_of_what_the_strongest_gets() -> None:
    programme = shortened(ALL["kneading"])
    peaks = [play(programme, sitter).station.tally.view()[0].peak for sitter in (MILDEST, STRONGEST)]
    assert 0 < peaks[0] <= peaks[1] * 15 // 100 + 1


def test_a_guided_programme_is_not_for_a_chair_and_says_so() -> None:
    session = play(ALL["breathing"], STRONGEST)
    assert session.receipts[-1].outcome is Outcome.REFUSED
    assert session.receipts[-1].reasons == (Reason("guided"),)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("sitter", [MILDEST, STRONGEST], ids=["mildest", "strongest"])
@pytest.mark.parametrize("name", sorted(JUDGES))
def test_on_every_family_a_programme_runs_within_every_limit_or_says_why_not(
    name: str, sitter: Sitter
) -> None:
    candidate = CANDIDATES[name]
    for programme in map(shipped, sorted(ALL)):
        plan = fit(programme, (candidate.profile,), sitter)
        if not plan.energises:
            assert plan.adaptations or programme.is_guided, programme.name
            continue
        played = family_judges.play(candidate, programme, sitter)
        assert played.complaints == (), programme.name
        assert family_judges.explained(candidate, programme, played) == [], programme.name
        print(name, programme.name, played.session.station.tally.view())


def test_every_family_has_a_judge() -> None:
    assert {*JUDGES, REFERENCE.name} == set(CANDIDATES)


def test_a_judge_complains_of_what_is_too_much() -> None:
    truths = {
        "beurer-em70": StimulatorTruth(11, 22.0, 30, 9, is_on=True, outputs_zero=False),
        "ergomotion-bed": BedTruth(
            0,
            0,
            head_moves=True,
            feet_moves=False,
            head_massage=4,
            feet_massage=0,
            preset=False,
            outputs_zero=False,
        ),
    }
    for name, truth in truths.items():
        figures = JUDGES[name](truth).figures
        assert all(actual > limit for _, actual, limit in figures), name


def test_a_bed_vibrates_and_says_that_it_has_no_rollers() -> None:
    bed = load_device("ergomotion-bed")
    assert fit(ALL["vibration"], (bed,)).energises
    assert fit(ALL["kneading"], (bed,)).adaptations == (Reason("no_such_channel", detail="roller"),)


def test_a_stimulator_that_chooses_its_own_pulses_says_so_and_plays_the_rest() -> None:
    plan = fit(ALL["combined"], (load_device("beurer-em70"),))
    assert plan.energises
    assert [reason.code for reason in plan.adaptations] == [
        "no_such_channel",
        "no_such_channel",
        "pulses_by_device",
        "no_such_channel",
    ]


def test_every_programme_says_what_it_feels_like_what_is_known_and_with_what_it_is_not_for_one() -> None:
    for name, programme in ALL.items():
        assert programme.feel, name
        assert programme.evidence, name
        assert programme.not_with or name == "breathing", name


def test_where_there_is_current_its_contraindications_are_named_and_so_are_those_of_heat() -> None:
    for name, programme in ALL.items():
        named = set(programme.not_with)
        if ChannelKind.STIMULATION in programme.needs:
            assert {"pacemaker", "implant", "pregnancy", "epilepsy", "tumour", "thrombosis"} <= named, name
        if ChannelKind.HEAT in programme.needs:
            assert {"numb_skin", "acute_inflammation", "open_wound"} <= named, name


def test_no_heat_and_no_current_go_with_the_muscles_of_the_neck_in_its_point_programme() -> None:
    kinds = {target.kind for step in ALL["point-hold-neck"].steps for target in step.targets}
    assert kinds == {ChannelKind.ROLLER}
    assert {t.place for step in ALL["point-hold-neck"].steps for t in step.targets} >= TRUNK


def test_no_roller_presses_on_the_electrodes() -> None:
    for name, programme in ALL.items():
        for step in programme.steps:
            kinds = {target.kind for target in step.targets}
            if {ChannelKind.STIMULATION, ChannelKind.ROLLER} <= kinds:
                zones = {target.zone for target in step.targets if target.kind is ChannelKind.ROLLER}
                assert zones <= {"thoracic", "shoulders"}, name


def test_a_mat_begins_with_five_to_ten_minutes_and_ends_with_twenty_to_thirty() -> None:
    longest = [
        max(step.duration for step in ALL[name].steps) for name in ("mat-first", "mat-middle", "mat-full")
    ]
    assert longest == sorted(longest)
    assert 5 * MINUTE <= longest[0] <= 10 * MINUTE
    assert 20 * MINUTE <= longest[2] <= 30 * MINUTE


def test_a_day_of_point_pressure_is_gentle_and_about_ten_minutes() -> None:
    for region in ("lower-back", "hip", "shoulders", "neck", "leg"):
        programme = ALL[f"point-hold-{region}"]
        assert 6 * MINUTE <= programme.duration <= 12 * MINUTE
        assert max(t.intensity_permille for step in programme.steps for t in step.targets) <= 400


def test_the_finder_leads_to_a_programme_on_just_the_muscles_that_it_names() -> None:
    for region in finder_facts().regions:
        programme = ALL[region.programme]
        held = {
            target.place
            for step in programme.steps
            for target in step.targets
            if target.technique is Technique.HOLD
        }
        assert held == {Landmark(muscle) for muscle in region.muscles}, region.programme


def test_what_a_programme_says_of_evidence_and_contraindications_is_known() -> None:
    assert set(EvidenceTopic) <= {treatment.code for treatment in evidence_facts().treatments}
    assert set(Contraindication) <= {question.code for question in screening_facts().questions}


def test_a_person_is_screened_for_what_they_do_themselves_as_well() -> None:
    assert treatments(ALL["mat-first"]) == {Modality.MAT}
    assert treatments(ALL["exercises"]) == {Modality.EXERCISE}
    assert treatments(ALL["thai-stretch"]) == {Modality.EXERCISE, Modality.MASSAGE}
    assert treatments(ALL["combined"]) == {Modality.MASSAGE, Modality.HEAT, Modality.STIMULATION}
    assert treatments(ALL["breathing"]) == set()


def test_no_text_promises_a_cure() -> None:
    promises = ("heal", "cure", "heilt", "heilung", "garantiert", "guarantee", "beseitigt")
    for name, programme in ALL.items():
        texts = [programme.title, programme.summary, programme.feel, *(s.prompt for s in programme.steps)]
        said = " ".join(f"{text.en} {text.de}".lower() for text in texts if text)
        assert [word for word in promises if word in said] == [], name
