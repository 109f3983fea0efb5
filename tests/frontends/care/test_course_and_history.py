"""Courses and the history of sessions."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.said import Said, session, store

from chairctl.care.courses import Done, Outcome, due
from chairctl.care.facts import course_facts
from chairctl.frontends.cli.course import remarks
from chairctl.runtime import clock, ledger_open
from chairctl.runtime.ledger_files import default_paths
from chairctl.texts import Texts


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
        (["note", "7", "--person", "Ada", "--after", "2"], "Ada hat keine Sitzung 7"),
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


def test_a_note_of_nothing_is_refused(chairctl: Said, ada: str) -> None:
    with store() as kept:
        kept.add_session(ada, session(datetime.now(UTC)))
    refused = chairctl("note", "1", "--person", ada)
    assert (refused.code, "--after" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("days", "minutes", "said"),
    [
        (3, 15, ["zählt nicht mit"]),
        (7, 20, ["dauert 20 min; die Kur sieht für heute 15 min vor"]),
        (7, 15, []),
    ],
)
def test_what_speaks_against_a_session_for_a_course_is_remarked(
    days: int, minutes: int, said: list[str]
) -> None:
    plan = next(plan for plan in course_facts().courses if plan.code == "massage")
    begun = date(2026, 1, 5)
    now = due(plan, begun, [Done(begun, Outcome.FINISHED)], begun + timedelta(days))
    remarked = remarks("massage", now, minutes, Texts("de"))
    assert len(remarked) == len(said)
    assert all(part in remark for part, remark in zip(said, remarked, strict=True))
