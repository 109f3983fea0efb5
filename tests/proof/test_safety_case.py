"""SAFETY.md can't drift: its hazards, interlocks, tests and tables are held against the code."""

from pathlib import Path

import pytest

from chairctl.safety.classes import RESIDUALS
from chairctl.safety.interlocks.table import INTERLOCKS
from chairctl_proof.prove.row import ALL
from chairctl_proof.safety_case import chain, document
from chairctl_proof.safety_case.__main__ import names_of_tests
from chairctl_proof.safety_case.hazards import STATUSES, load
from chairctl_proof.safety_case.written_tests import written_tests

ROOT = Path(__file__).parents[2]
HAZARDS = load(ROOT)


def test_there_are_80_hazards_and_each_is_listed_once_in_order() -> None:
    assert [hazard.id for hazard in HAZARDS] == [f"H{number:02}" for number in range(1, 81)]


def test_every_interlock_is_named_by_its_hazards_and_by_no_other() -> None:
    in_code = {(hazard, one.check.__name__) for one in INTERLOCKS for hazard in one.hazards}
    in_list = {(hazard.id, name) for hazard in HAZARDS for name in hazard.interlocks}
    assert in_code - in_list == set()
    assert in_list - in_code == set()


def test_every_test_that_a_hazard_names_exists() -> None:
    known = written_tests(ROOT)
    assert [(one.id, test) for one in HAZARDS for test in one.tests if test not in known] == []
    assert sum(len(hazard.tests) for hazard in HAZARDS) > 80


def test_what_counts_as_proven_names_a_test_and_everything_else_says_what_stays() -> None:
    for hazard in HAZARDS:
        assert hazard.status in STATUSES, hazard.id
        assert hazard.tests or hazard.status != "proven", hazard.id
        assert hazard.residual or hazard.status == "proven", hazard.id
        assert hazard.issue or hazard.status != "later", hazard.id


def test_every_hazard_is_said_in_two_languages_with_its_harm() -> None:
    for hazard in HAZARDS:
        assert hazard.en, hazard.id
        assert hazard.de not in {"", hazard.en}, hazard.id
        assert set(hazard.harm) <= set("BSPXI-"), hazard.id
        assert 1 <= hazard.severity <= 4, hazard.id


def test_hazards_of_classes_are_listed() -> None:
    known = {hazard.id for hazard in HAZARDS}
    assert {hazard for hazards in RESIDUALS.values() for hazard in hazards} <= known


def test_safety_md_is_what_the_code_says_and_make_safety_case_writes() -> None:
    assert (ROOT / document.FILE).read_text(encoding="utf-8") == document.written(ROOT)


def test_the_chain_of_every_hazard_is_what_the_code_says() -> None:
    assert (ROOT / chain.FILE).read_text(encoding="utf-8") == chain.written(ROOT)


def test_every_figure_that_a_hazard_names_is_one_that_is_measured_anew() -> None:
    named = {figure for hazard in HAZARDS for figure in hazard.figures}
    assert named <= ALL
    assert {"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9"} <= named


def test_a_page_that_lacks_a_block_is_refused(tmp_path: Path) -> None:
    text = (ROOT / document.FILE).read_text(encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/hazards.toml").write_bytes((ROOT / "docs/hazards.toml").read_bytes())
    (tmp_path / document.FILE).write_text(text.replace("begin hazards", "begin nothing"), encoding="utf-8")
    with pytest.raises(ValueError, match="hazards"):
        document.written(tmp_path)


def test_no_claim_is_made_that_nobody_has_checked() -> None:
    text = (ROOT / document.FILE).read_text(encoding="utf-8").lower()
    assert "not a medical device" in text
    assert "nobody has checked" in text
    assert [word for word in ("certified", "complies with", "sil 2", "class ii") if word in text] == []


def test_the_names_of_tests_hazards_can_be_named_for_pytest_and_never_none_which_would_be_all() -> None:
    (first, second) = (next(one for one in HAZARDS if one.id == id_) for id_ in ("H44", "H45"))
    assert names_of_tests(["H44", "H45"], ROOT) == [*first.tests, *second.tests]
    with pytest.raises(SystemExit, match="H99"):
        names_of_tests(["H44", "H99"], ROOT)
    without = next(one.id for one in HAZARDS if not one.tests)
    with pytest.raises(SystemExit, match=without):
        names_of_tests([without], ROOT)
