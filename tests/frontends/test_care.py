"""The commands about people: in one language, for scripts, and private."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chairctl.care.courses import Done, Outcome
from chairctl.care.facts import evidence_facts, exercise_facts, screening_facts
from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.care.people import Calibration, Person, with_calibration
from chairctl.care.screening import Answer
from chairctl.care.words import Region
from chairctl.domain.channels import ChannelKind
from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.app_care import complete_course, complete_region, complete_treatment
from chairctl.frontends.cli.screening import screening
from chairctl.runtime import care_files, clock, ledger_open
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import default_paths
from chairctl.texts import Texts


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("CHAIRCTL_PIN", raising=False)


class Said:
    """Runs a command line and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *arguments: str, language: str = "en") -> "Said":
        self.code = run_app(Texts(language), list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return self


@pytest.fixture
def chairctl(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.fixture
def ada(chairctl: Said) -> Iterator[str]:
    assert chairctl("people", "add", "Ada").code == 0
    yield "Ada"
    assert care_files.asides(care_files.default_path()) == []


def store() -> CareStore:
    return CareStore(care_files.default_path())


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


# --- screening ----------------------------------------------------------------------------------


def asked(name: str | None, answers: dict[str, list[str]], language: str = "en") -> int:
    """Screening with these answers by question; everything else is no."""
    texts = Texts(language)
    begun: list[str] = []
    waiting: list[str] = []

    def ask(prompt: str) -> str:
        for question in screening_facts().questions:
            if question.code not in begun and texts.say(f"question.{question.code}") in prompt:
                begun.append(question.code)
                waiting[:] = list(answers.get(question.code, ["n"]))
        return waiting.pop(0)

    return screening(texts, name, everything=False, as_json=False, ask=ask)


def test_screening_asks_everything_once_and_stores_the_answers(
    chairctl: Said, ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(ada, {}) == 0
    out = capsys.readouterr().out
    assert "Nothing of what was asked speaks against a session today." in out
    assert json.loads(chairctl("screening", "--person", ada, "--json").out)["due"] == []
    assert asked(ada, {"pacemaker": ["y"]}) == 0  # nothing is due, so nothing is asked


def test_a_wound_is_asked_for_its_place_in_the_language_of_the_person(
    ada: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"open_wound": ["j", "Knie", "Bein, Fuß"], "pacemaker": ["vielleicht", "j", "n"]}
    assert asked(ada, answers, "de") == 4
    out = capsys.readouterr().out
    assert "Bitte die Namen aus der Liste nehmen." in out
    assert "(Bein, Fuß): Strom, Wärme und Druck gehören nicht auf verletzte Haut." in out
    assert "Reizstrom (TENS) (überall): Strom kann Herzschrittmacher" in out
    with store() as kept:
        assert kept.answers(ada)["open_wound"].places == ("leg", "foot")


def test_who_breaks_off_keeps_what_was_answered(ada: str, capsys: pytest.CaptureFixture[str]) -> None:
    count = 0

    def ask(_: str) -> str:
        nonlocal count
        count += 1
        if count > 3:
            raise KeyboardInterrupt
        return "n"

    assert screening(Texts("en"), ada, everything=False, as_json=False, ask=ask) == 7
    assert "Stopped." in capsys.readouterr().out
    with store() as kept:
        assert len(kept.answers(ada)) == 3


def test_of_a_guest_nothing_is_stored(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(None, {"epilepsy": ["", "y"]}) == 4
    out = capsys.readouterr().out
    assert out.startswith("Please answer with y for yes or n for no.")  # Enter alone is no answer
    assert "a guest is asked each time" in out
    assert not care_files.default_path().exists()


def test_without_a_person_at_a_terminal_nothing_is_asked(
    chairctl: Said, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open(os.devnull) as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        refused = chairctl("screening", "--person", ada)
    assert (refused.code, "at the chair" in refused.err) == (4, True)


# --- finder, evidence, aftercare ----------------------------------------------------------------


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
    assert "lower-back, hip, shoulders, neck, leg" in chairctl("finder").out


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


# --- courses and history ------------------------------------------------------------------------


def session(started: datetime, **more: object) -> SessionRecord:
    channels = (ChannelRecord("air", ChannelKind.AIR, 9_000, 8_000, 400),)
    return SessionRecord(started, "relax", "chair", 900, 890, "finished", channels=channels, **more)  # type: ignore[arg-type]


def test_a_course_counts_what_chairs_reported_and_what_was_noted(chairctl: Said, ada: str) -> None:
    today = clock.wall().date()
    assert chairctl("course", "today", "--person", ada).code == 4
    begin = (today - timedelta(7)).isoformat()
    for code in ("massage", "mat"):
        assert chairctl("course", "start", code, "--person", ada, "--on", begin).code == 0
    with store() as kept:
        kept.add_session(ada, session(clock.wall() - timedelta(7), course="massage"))
        kept.note_done(ada, "mat", Done(today - timedelta(1), Outcome.FINISHED))
    assert chairctl("course", "done", "mat", "--person", ada).code == 0
    found = {
        (one := json.loads(line))["course"]: one
        for line in chairctl("course", "today", "--person", ada, "--json").out.splitlines()
    }
    assert (found["massage"]["state"], found["massage"]["session"]) == ("due", 2)
    assert (found["mat"]["state"], found["mat"]["counted"]) == ("wait", 2)


def test_the_ledger_wins_over_a_course(chairctl: Said, ada: str) -> None:
    ledger_open.create(default_paths())
    assert chairctl("course", "start", "massage", "--person", ada).code == 0
    assert "is due today" in chairctl("course", "today", "--person", ada).out
    default_paths().ledger.unlink()  # lost, so a whole rest is due
    resting = chairctl("course", "today", "--person", ada, language="de").out
    assert resting.startswith("Massagekur: jetzt nicht.")


def test_the_plan_ahead_is_written_as_a_calendar(chairctl: Said, ada: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    code = chairctl("course", "start", "massage", "--person", ada, "--ics", str(path), language="de").code
    text = path.read_bytes().decode()
    assert code == 0
    assert text.count("BEGIN:VEVENT") == 14
    assert "SUMMARY:Massagekur\\, Sitzung 2\r\n" in text
    assert f"DTSTART;VALUE=DATE:{clock.wall().date():%Y%m%d}" in text


def test_sessions_are_listed_between_two_days_and_noted_afterwards(chairctl: Said, ada: str) -> None:
    with store() as kept:
        kept.add_session(ada, session(datetime(2026, 1, 5, 12, tzinfo=UTC)))
        kept.add_session(ada, session(datetime(2026, 2, 5, 12, tzinfo=UTC)))
    listed = chairctl("history", "--person", ada, "--from", "2026-02-01", "--json").out.splitlines()
    assert [json.loads(line)["number"] for line in listed] == [2]
    noted = chairctl("note", "2", "--person", ada, "--before", "6", "--after", "3", "--text", "besser")
    assert noted.code == 0
    row = chairctl("history", "--person", ada, language="de").out.splitlines()[2]
    assert "6 → 3" in row
    assert "besser" in row
    assert "No session" in chairctl("history", "--person", ada, "--to", "2020-01-01").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["history", "--person", "Ada", "--from", "gestern"], "`gestern` ist kein Datum"),
        (["note", "1", "--person", "Ada", "--before", "11"], "Schmerz ist eine ganze Zahl von 0"),
        (["note", "7", "--person", "Ada"], "Ada hat keine Sitzung 7"),
        (["course", "start", "yoga", "--person", "Ada"], "eine Kur `yoga` gibt es nicht"),
        (
            ["course", "done", "mat", "--person", "Ada", "--outcome", "so"],
            "der Wert von --outcome passt nicht",
        ),
    ],
)
def test_what_can_not_be_meant_is_refused_in_german(
    chairctl: Said, ada: str, arguments: list[str], said: str
) -> None:
    assert ada
    refused = chairctl(*arguments, language="de")
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


def test_a_date_is_a_day_of_the_wall_clock_here() -> None:
    assert isinstance(clock.wall().date(), date)
    assert clock.wall().tzinfo is not None


def test_what_a_course_and_aftercare_say_is_in_the_language(chairctl: Said, ada: str) -> None:
    begin = (clock.wall().date() - timedelta(200)).isoformat()
    assert chairctl("course", "start", "massage", "--person", ada, "--on", begin).code == 0
    now = clock.wall()
    with store() as kept:
        for week in range(10, 0, -1):
            kept.add_session(ada, session(now - timedelta(7 * week), course="massage"))
        kept.add_session(ada, session(now - timedelta(6), course="massage"))
        kept.add_session(ada, session(now - timedelta(180), course="massage"))
    out = chairctl("course", "show", "--person", ada, language="de").out
    assert "10 von 10 Sitzungen geschafft." in out
    assert "alle 42 bis 56 Tage" in out
    assert "beginnt die Kur sanft von vorn" in out
    assert "1 Sitzungen lagen zu dicht" in out
    after = chairctl("aftercare", "neck", "--person", ada, language="de").out
    assert "Ein Glas Wasser trinken." in after
    assert "Langsame Bauchatmung (180 s)" in after
    assert "erst ärztlich fragen" in after
    shown = json.loads(chairctl("course", "show", "--person", ada, "--json").out)
    assert (shown["maintenance"], shown["restarts"], shown["extra"]) == (True, 1, 1)


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


def test_the_shell_completes_regions_courses_and_treatments() -> None:
    assert complete_region("l") == ["lower-back", "leg"]
    assert complete_course("ma") == ["massage", "mat"]
    assert complete_treatment("p") == ["pens"]
