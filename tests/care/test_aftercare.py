"""After a session: notes by what was done, exercises by region and by what was done longest ago."""

from datetime import date

import pytest

from chairctl.care.aftercare import _NOTES, EXERCISES_A_DAY, exercises, notes
from chairctl.care.facts import exercise_facts
from chairctl.care.words import Effort, Modality, Region
from chairctl.texts import CARE, catalogue

FACTS = exercise_facts()


@pytest.mark.parametrize("region", Region)
def test_every_region_gets_three_to_five_exercises_that_fit_and_active_ones_first(region: Region) -> None:
    chosen = exercises(FACTS, region, {})
    assert 3 <= len(chosen) <= 5
    assert all(region in one.regions for one in chosen)
    assert chosen[0].effort is Effort.STRENGTH
    assert Effort.CALM in {one.effort for one in chosen}
    assert len({one.code for one in chosen}) == len(chosen)


def test_what_was_done_longest_ago_comes_next_until_all_had_their_turn() -> None:
    last: dict[str, date] = {}
    for number in range(1, 9):
        for one in exercises(FACTS, Region.LOWER_BACK, last):
            last[one.code] = date(2026, 3, number)
    fitting = {one.code for one in FACTS.exercises if Region.LOWER_BACK in one.regions}
    assert last.keys() == fitting


def test_two_days_running_do_not_bring_the_same_strength() -> None:
    first = exercises(FACTS, Region.LOWER_BACK, {})
    second = exercises(FACTS, Region.LOWER_BACK, {one.code: date(2026, 3, 1) for one in first})
    assert first[0] != second[0]


def test_where_a_region_has_fewer_there_are_fewer() -> None:
    assert len(exercises(FACTS, Region.NECK, {}, most=100)) == 4
    for region in Region:  # where strength is used up, something else takes its turn
        assert len(exercises(FACTS, region, {})) == EXERCISES_A_DAY


def test_notes_fit_what_was_done() -> None:
    assert "skin_heat" in notes([Modality.HEAT])
    assert "skin_heat" not in notes([Modality.MASSAGE])
    assert "soreness" in notes([Modality.MASSAGE])
    assert "skin_electrodes" in notes([Modality.STIMULATION])
    assert {"walk", "stand_up", "worse"} <= set(notes([]))


def test_every_note_has_its_text() -> None:
    assert {f"after.{code}" for code, _ in _NOTES} == {
        code for code in catalogue("de", CARE) if code.startswith("after.")
    }
