"""Whose limits hold for a remote, and what the screening forbids it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from chairctl.care.facts import screening_facts
from chairctl.care.people import OwnLimit, Person
from chairctl.care.screening import Answer
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit
from chairctl.frontends.cli.refusal import Refusal
from chairctl.frontends.mqtt.sitting import Sitting, sitting_of
from chairctl.profiles.loader import load_device, load_programme
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.texts import Texts

TEXTS = Texts("en")
CHAIR = load_device("chairlink-reference")
HEAT, TENS = load_programme("heat-only"), load_programme("tens-conventional")


@pytest.fixture
def anna(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    """A person who allows little air, and was not asked anything yet."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Anna", limits=(OwnLimit(ChannelKind.AIR, 200),)))
    return sitting_of("Anna", TEXTS)


def answer(sitting: Sitting, *, yes: str = "", days_ago: int = 0) -> None:
    """Anna answers every question at the chair; the one that she says yes to."""
    today = clock.wall().date()
    assert sitting.person
    with CareStore(care_files.default_path()) as store:
        for question in screening_facts().questions:
            on = today - timedelta(days=days_ago)
            store.answer(sitting.person.name, Answer(question.code, question.code == yes, on))
    sitting.refresh()


def test_a_guest_gets_the_mildest_limits_and_no_stimulation_from_afar() -> None:
    guest = sitting_of(None, TEXTS)
    assert LowerLimit("air", 300) in guest.limits(CHAIR)
    assert guest.objection_to_channel(ChannelKind.STIMULATION) == "guest_stimulation"
    assert guest.objection_to_channel(ChannelKind.AIR) == ""
    assert guest.objection_to(TENS) == "guest_stimulation"
    assert guest.objection_to(HEAT) == ""


def test_a_person_has_limits_of_their_own_and_has_to_be_asked_first(anna: Sitting) -> None:
    assert LowerLimit("air", 200) in anna.limits(CHAIR)
    assert anna.objection_to(TENS) == "screening_due"
    answer(anna)
    assert anna.objection_to(TENS) == ""
    assert anna.objection_to_channel(ChannelKind.STIMULATION) == ""


def test_what_the_screening_forbids_no_remote_starts_or_sets(anna: Sitting) -> None:
    answer(anna, yes="pacemaker")
    assert anna.objection_to(TENS) == "screening"
    assert anna.objection_to_channel(ChannelKind.STIMULATION) == "screening"


def test_answers_that_are_too_old_or_can_not_be_read_allow_nothing(anna: Sitting) -> None:
    answer(anna, days_ago=5_000)
    assert anna.objection_to(TENS) == "screening_due"
    folder = care_files.default_path().parent
    shutil.rmtree(folder)
    folder.touch()  # a file where the folder should be
    anna.refresh()
    assert anna.objection_to(TENS) == "screening_unread"


def test_nobody_of_that_name_is_refused(anna: Sitting) -> None:
    with pytest.raises(Refusal, match="Berta"):
        sitting_of("Berta", TEXTS)
