"""The report: one page that needs nothing else, and a table."""

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.care.people import Person
from chairctl.domain.channels import ChannelKind
from chairctl.frontends.cli.app import run_app
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.texts import LANGUAGES, Texts

WEEKS = 10


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def ten_weeks(store: CareStore) -> None:
    """A course of ten weekly sessions with falling pain, one of them tripped."""
    begin = clock.wall().astimezone(UTC) - timedelta(7 * WEEKS)
    store.keep(Person("Ada"))
    store.start_course("Ada", "massage", begin.astimezone().date())
    for week in range(WEEKS):
        tripped = ("overcurrent",) if week == 4 else ()
        store.add_session(
            "Ada",
            SessionRecord(
                begin + timedelta(7 * week),
                "lumbar-care",
                "chairlink-reference",
                900 + 60 * week,
                300 if tripped else 890 + 60 * week,
                "tripped" if tripped else "finished",
                tripped,
                (
                    ChannelRecord("roller", ChannelKind.ROLLER, 300_000, 280_000, 480),
                    ChannelRecord("heat", ChannelKind.HEAT, 340_000, 330_000, 384),
                    ChannelRecord("air", ChannelKind.AIR, 90_000, 45_000, 200),
                    ChannelRecord("tens", ChannelKind.STIMULATION, 96_000, 90_000, 110),
                ),
                cem43_micro_minutes=1_500,
                course="massage",
                pain_before=7 - week // 2,
                pain_after=None if tripped else 5 - week // 2,
                note="<b>besser</b> & =1+1" if week == 9 else "",
            ),
        )


def written(tmp_path: Path, language: str, *more: str) -> str:
    out = tmp_path / f"report-{language}.html"
    arguments = ["report", "--person", "Ada", "--out", str(out), *more]
    assert run_app(Texts(language), arguments) == 0
    assert out.stat().st_mode & 0o077 == 0
    return out.read_text(encoding="utf-8")


@pytest.fixture
def filled() -> None:
    with CareStore(care_files.default_path()) as store:
        ten_weeks(store)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_ten_weeks_needs_nothing_else_and_runs_nothing(tmp_path: Path, language: str) -> None:
    page = written(tmp_path, language)
    outside = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?([^\"')>\s]+)", page)
    assert set(outside) <= {"#hatch"}
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page
    assert "size: A4" in page
    assert "&lt;b&gt;besser&lt;/b&gt; &amp; =1+1" in page


@pytest.mark.usefixtures("filled")
def test_its_pictures_are_whole_and_hold_every_value(tmp_path: Path) -> None:
    page = written(tmp_path, "de")
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    pain, course, channels = pictures
    name = "{http://www.w3.org/2000/svg}"
    assert len(pain.findall(f"{name}circle")) == WEEKS + 1  # and one in the legend
    squares = [box for box in pain.findall(f"{name}rect") if box.get("width") == "8"]
    assert len(squares) == WEEKS - 1 + 1
    filled = [box for box in course.findall(f"{name}rect") if box.get("fill") == "url(#hatch)"]
    assert len(filled) == 9  # the one that tripped does not count
    said = "".join(text.text or "" for text in channels.iter(f"{name}text"))
    assert "50 % des Plans" in said
    for picture in pictures:
        width, height = map(float, str(picture.get("viewBox")).split()[2:])
        for text in picture.iter(f"{name}text"):
            assert 0 <= float(str(text.get("x"))) <= width
            assert 0 <= float(str(text.get("y"))) <= height


@pytest.mark.usefixtures("filled")
def test_pictures_use_only_greys(tmp_path: Path) -> None:
    page = written(tmp_path, "en")
    for colour in re.findall(r"#([0-9a-f]{3,6})\b", page):
        parts = colour if len(colour) == 3 else [colour[0:2], colour[2:4], colour[4:6]]
        assert len(set(parts)) == 1, colour


@pytest.mark.usefixtures("filled")
def test_only_the_days_asked_for_are_in_it(tmp_path: Path) -> None:
    first = (clock.wall() - timedelta(21)).date().isoformat()
    page = written(tmp_path, "en", "--from", first)
    assert page.count("<tr>") == 1 + 3


def test_without_sessions_the_page_says_so(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Ada"))
    page = written(tmp_path, "de")
    for sentence in ("Keine Sitzung in dieser Zeit.", "kein Schmerz notiert", "Keine Kur in dieser Zeit."):
        assert sentence in page


def test_a_single_session_makes_a_picture_too(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Ada"))
        store.add_session(
            "Ada", SessionRecord(datetime.now(UTC), "relax", "chair", 900, 0, "stopped", pain_after=0)
        )
    assert "<svg" in written(tmp_path, "en")


@pytest.mark.usefixtures("filled")
def test_the_table_has_a_line_for_each_session_and_no_formula(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        ((number, record), *_) = store.sessions("Ada")
        from dataclasses import replace

        store.amend("Ada", number, replace(record, note="=HYPERLINK(1)"))
    out = tmp_path / "report.csv"
    assert run_app(Texts("en"), ["report", "--person", "Ada", "--csv", str(out)]) == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == WEEKS
    assert rows[0]["note"] == "'=HYPERLINK(1)"
    assert rows[4]["trips"] == "overcurrent"
    assert "roller 300000/280000" in rows[0]["channels"]


def test_a_report_to_nowhere_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(Texts("de"), ["report", "--person", "Ada"]) == 2
    assert "--out fehlt" in capsys.readouterr().err
