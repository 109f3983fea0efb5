"""Maps of backs in the store of people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chairctl.care.people import Person
from chairctl.domain.back import BackMap, StiffSpot
from chairctl.domain.spine import SpineMap
from chairctl.runtime.back_maps import KeptMap, back_map, back_maps, keep_back_map
from chairctl.runtime.care_store import CareStore

TAKEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SPINE = SpineMap(140, 175, 210, 245, 280, 440, 570)
BACK = BackMap(SPINE, (9, 9, 9, 9, 10, 12, 7), (StiffSpot(300, 250),), (50, 40, 30))


@pytest.fixture
def store(tmp_path: Path) -> CareStore:
    kept = CareStore(tmp_path / "people.sqlite")
    kept.keep(Person("Ada"))
    return kept


def test_a_map_comes_back_as_it_was_felt_for_that_device_only(store: CareStore) -> None:
    with store:
        keep_back_map(store, "Ada", "chair", TAKEN, BACK)
        assert back_map(store, "Ada", "chair") == KeptMap(TAKEN, BACK)
        assert back_map(store, "Ada", "another") is None
        assert back_maps(store, "Ada") == {"chair": KeptMap(TAKEN, BACK)}


def test_a_map_is_exported_readably_and_erased_with_the_person(store: CareStore) -> None:
    with store:
        keep_back_map(store, "Ada", "chair", TAKEN, BACK)
        exported = store.export("Ada")["spine_maps"]["chair"]["map"]
        assert exported["spine"]["shoulder_line_mm"] == 570
        assert exported["stiff_spots"] == [{"height_mm": 300, "excess_permille": 250}]
        store.erase("Ada")
        assert back_map(store, "Ada", "chair") is None


@pytest.mark.parametrize("data", ["{}", "[1, 2]", '{"spine": {"l5_mm": 5}}'])
def test_a_map_that_another_version_wrote_is_as_good_as_none(store: CareStore, data: str) -> None:
    with store:
        store.keep_spine("Ada", "chair", TAKEN, data)
        assert back_map(store, "Ada", "chair") is None
        assert back_maps(store, "Ada") == {}


def test_a_map_that_no_back_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="more than a back"):
        BackMap(SPINE, (9,) * 7, (StiffSpot(300, 1),) * 13)
    assert [(place.name, place.height_mm, place.within_mm) for place in BACK.places][0::6] == [
        ("l5", 140, 9),
        ("shoulder_line", 570, 7),
    ]
