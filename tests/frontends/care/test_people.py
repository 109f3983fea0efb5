"""Profiles on the command line: added, limited, locked, exported, erased."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support.said import Said, session, store

from chairctl.care.people import Calibration, Person, with_calibration
from chairctl.runtime import care_files


def test_people_are_added_changed_shown_and_listed(chairctl: Said, ada: str) -> None:
    again = chairctl("people", "add", ada)
    assert (again.code, "stored already" in again.err) == (4, True)
    changed = ("people", "add", ada, "--change", "--limit", "heat=38,5", "--language", "de")
    assert chairctl(*changed, "--favourite", "relax").code == 0
    shown = chairctl("people", "show", ada, language="de").out
    assert "Eigene Grenzen: Wärme: höchstens 38,5 °C" in shown
    assert "Lieblingsprogramme: relax" in shown
    listed = json.loads(chairctl("people", "list", "--json").out)
    assert listed == {"name": "Ada", "language": "de", "sessions": 0, "last": "", "locked": False}


@pytest.mark.parametrize("limit", ["heat=45", "heat", "warmth=38", "roller=-1", "roller=nan", "roller=101"])
def test_a_limit_that_could_raise_or_can_not_be_read_is_refused(chairctl: Said, limit: str) -> None:
    refused = chairctl("people", "add", "Bo", "--limit", limit)
    assert (refused.code, limit in refused.err) == (2, True)
    assert (
        chairctl("people", "list").out
        == "Nobody is stored yet. Who is not stored is a guest, with the mildest limits.\n"
    )


def test_guest_is_nobodys_name(chairctl: Said) -> None:
    refused = chairctl("people", "add", "guest", language="de")
    assert (refused.code, refused.err) == (2, "chairctl: `guest` sind alle ohne Namen.\n")


def test_who_is_not_stored_is_said_with_the_nearest_name(chairctl: Said, ada: str) -> None:
    refused = chairctl("people", "show", f"{ada}m")
    assert (refused.code, "did you mean `Ada`?" in refused.err) == (2, True)


def test_a_locked_profile_opens_with_its_pin_only(
    chairctl: Said, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHAIRCTL_NEW_PIN", "12")
    assert chairctl("people", "pin", ada).code == 2
    monkeypatch.setenv("CHAIRCTL_NEW_PIN", "2468")
    assert chairctl("people", "pin", ada).code == 0
    for command in (("people", "show", ada), ("history", "--person", ada), ("people", "erase", ada, "--yes")):
        refused = chairctl(*command)
        assert (refused.code, "not the PIN of Ada" in refused.err) == (4, True)
    monkeypatch.setenv("CHAIRCTL_PIN", "2468")
    assert "Locked with a PIN." in chairctl("people", "show", ada).out
    monkeypatch.setenv("CHAIRCTL_NEW_PIN", "")
    assert "no PIN any more" in chairctl("people", "pin", ada).out
    monkeypatch.setenv("CHAIRCTL_PIN", "")
    assert chairctl("people", "show", ada).code == 0


def test_everything_is_exported_to_a_private_file_and_erased_only_when_that_is_sure(
    chairctl: Said, ada: str, tmp_path: Path
) -> None:
    out = tmp_path / "ada.json"
    assert chairctl("people", "export", ada, "--out", str(out)).code == 0
    assert json.loads(out.read_text())["person"]["name"] == "Ada"
    assert out.stat().st_mode & 0o077 == 0
    kept = chairctl("people", "erase", ada)
    assert (kept.code, kept.out) == (4, "Nothing was erased.\n")
    assert "Everything about Ada is erased" in chairctl("people", "erase", ada, "--yes").out
    assert chairctl("people", "show", ada).code == 2


def test_a_damaged_store_is_said_and_set_aside(chairctl: Said) -> None:
    path = care_files.default_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    said = chairctl("people", "list", language="de")
    assert (said.code, "beschädigt" in said.err, "people.sqlite.aside-1" in said.err) == (0, True, True)


def test_everything_about_a_person_is_shown(chairctl: Said, ada: str) -> None:
    with store() as kept:
        person = with_calibration(Person(ada), Calibration("chairlink-reference", "tens", 40, 125))
        assert isinstance(person, Person)
        kept.keep(person)
        kept.add_session(ada, session(datetime(2026, 1, 5, 12, tzinfo=UTC)))
    out = chairctl("people", "show", ada, language="de").out
    assert "chairlink-reference, tens: gerade gespürt 4,0, kräftig aber angenehm 12,5" in out
    assert "Sitzungen: 1; die letzte 2026-01-05." in out
    assert json.loads(chairctl("people", "show", ada, "--json").out)["sessions"][0]["number"] == 1
    assert "Ada" in chairctl("people", "list", language="de").out


def test_a_store_that_is_busy_or_newer_refuses_every_command(
    chairctl: Said, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care_files, "LOCK_WAIT_S", 0.05)
    with store():
        refused = chairctl("people", "show", ada, language="de")
    assert (refused.code, "schreibt gerade" in refused.err) == (4, True)


def test_a_file_that_can_not_be_written_is_said(chairctl: Said, ada: str, tmp_path: Path) -> None:
    refused = chairctl("people", "export", ada, "--out", str(tmp_path / "none" / "ada.json"))
    assert (refused.code, "none/ada.json" in refused.err) == (1, True)
