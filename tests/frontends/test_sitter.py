"""`chairctl run --person`: screening admits, own limits hold, the session is remembered."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.frontends.processes import Place as Folders
from tests.support.chair_process import chair_process

from chairctl.care.courses import Done, Outcome
from chairctl.care.facts import screening_facts
from chairctl.care.people import OwnLimit, Person
from chairctl.care.screening import Answer
from chairctl.domain.channels import ChannelKind
from chairctl.domain.trace import Quantity
from chairctl.runtime import clock
from chairctl.runtime.care_store import CareStore


@pytest.fixture
def place(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def store(place: Folders) -> CareStore:
    return CareStore(place.folder / "xdg_data_home/chairctl/people/people.sqlite")


def clear(place: Folders, on: date) -> None:
    """Ada, with a limit of her own, who answered everything with no on a day."""
    with store(place) as kept:
        kept.keep(Person("Ada", limits=(OwnLimit(ChannelKind.AIR, 200),)))
        for question in screening_facts().questions:
            kept.answer("Ada", Answer(question.code, yes=False, on=on))


def test_who_was_not_screened_or_not_lately_is_refused_before_anything_moves(place: Folders) -> None:
    with store(place) as kept:
        kept.keep(Person("Ada"))
    programme = place.programme(5)
    refused = place.chairctl("run", programme, "--person", "Ada", "--device", "/dev/none")
    assert refused.returncode == 4
    assert "`chairctl screening --person Ada` asks them" in refused.stderr
    clear(place, clock.wall().date() - timedelta(90))
    late = place.chairctl("run", programme, "--person", "Ada", "--device", "/dev/none", "--lang", "de")
    assert (late.returncode, "Fragen sind fällig" in late.stderr) == (4, True)


def test_what_screening_forbids_is_refused_with_reason_and_remedy(place: Folders) -> None:
    today = clock.wall().date()
    clear(place, today)
    with store(place) as kept:
        kept.answer("Ada", Answer("pacemaker", yes=True, on=today))
    refused = place.chairctl("run", place.programme(5), "--person", "Ada", "--device", "/dev/none")
    assert refused.returncode == 4
    assert "Current can disturb a pacemaker" in refused.stderr
    assert "Ask a doctor" in refused.stderr
    unknown = place.chairctl("run", "demo", "--person", "Adam")
    assert (unknown.returncode, "did you mean `Ada`?" in unknown.stderr) == (2, True)


def test_a_session_stays_within_the_persons_limits_and_is_remembered(place: Folders, tmp_path: Path) -> None:
    today = clock.wall().date()
    clear(place, today)
    with store(place) as kept:
        kept.start_course("Ada", "massage", today)
    with chair_process(tmp_path) as chair:
        arguments = ("--person", "Ada", "--course", "massage", "--pain", "6", "--device", chair.url)
        ran = place.chairctl("run", place.programme(5), *arguments)
    assert ran.returncode == 0, ran.stderr
    assert "Session 1 of Ada is stored." in ran.stdout
    with store(place) as kept:
        ((number, record),) = kept.sessions("Ada")
        trace = kept.trace("Ada", number)
    assert trace is not None
    air = next(one for one in trace.channels if one.channel.kind is ChannelKind.AIR)
    assert {span.high for span in air.line(Quantity.LIMIT)} == {80}
    assert (number, record.ended, record.course, record.pain_before) == (1, "finished", "massage", 6)
    peaks = {one.kind: one.peak for one in record.channels}
    assert 0 < peaks[ChannelKind.AIR] <= 80  # 200 of her own, 40 % of that on the first day of a course
    assert 0 < peaks[ChannelKind.ROLLER] <= 400
    assert record.device == "chairlink-reference"
    due = json.loads(place.chairctl("course", "today", "--person", "Ada", "--json").stdout)
    assert (due["state"], due["counted"]) == ("wait", 1)
    left = json.loads(place.chairctl("ledger", "--json").stdout)
    assert left["refusal"] == "ledger_rest"  # the session was Ada's: anybody else waits for the chair to rest


def test_a_guest_gets_the_mildest_limits_and_is_not_remembered(place: Folders, tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        ran = place.chairctl("run", place.programme(5), "--person", "guest", "--device", chair.url)
    assert ran.returncode == 0, ran.stderr
    assert "air 30.0 %" in ran.stdout.splitlines()[0]
    assert "roller 30.0 %" in ran.stdout.splitlines()[0]
    assert not (place.folder / "xdg_data_home/chairctl/people").exists()


GUIDED = """\
schema: chairctl/programme/2
name: short-mat
title: {en: Short mat, de: Kurze Matte}
summary: {en: A test., de: Ein Test.}
feel: {en: Prickling., de: Pieksend.}
evidence: [acupressure_mat]
not_with: [blood_thinners]
steps:
  - title: {en: Lie still, de: Ruhig liegen}
    prompt: {en: Lie still., de: Ruhig liegen.}
    duration_s: 5
"""


def test_a_guided_session_counts_for_its_course_and_is_not_for_everybody(place: Folders) -> None:
    today = clock.wall().date()
    clear(place, today)
    path = place.folder / "short-mat.yaml"
    path.write_text(GUIDED, encoding="utf-8")
    with store(place) as kept:
        kept.start_course("Ada", "mat", today)
    ran = place.chairctl("run", str(path), "--person", "Ada", "--course", "mat")
    assert ran.returncode == 0, ran.stderr
    assert "noted as finished" in ran.stdout
    with store(place) as kept:
        assert kept.done("Ada", "mat") == [Done(today, Outcome.FINISHED)]
        kept.answer("Ada", Answer("blood_thinners", yes=True, on=today))
    refused = place.chairctl("run", str(path), "--person", "Ada", "--lang", "de")
    assert (refused.returncode, "Druck kann Blutergüsse" in refused.stderr) == (4, True)


def test_what_a_programme_is_not_for_counts_even_where_the_treatment_alone_would_be_right(
    place: Folders,
) -> None:
    today = clock.wall().date()
    clear(place, today)
    path = place.folder / "short-mat.yaml"
    path.write_text(GUIDED.replace("blood_thinners", "epilepsy"), encoding="utf-8")
    with store(place) as kept:
        kept.answer("Ada", Answer("epilepsy", yes=True, on=today))
    refused = place.chairctl("run", str(path), "--person", "Ada")
    assert (refused.returncode, "seizure" in refused.stderr) == (4, True)
