"""The report: one page that needs nothing else, that any printer prints, and that says what there is."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.support.said import session
from tests.support.ten_weeks import VISITS, Visit, fill

from chairctl.care.history import SessionRecord
from chairctl.care.people import Person
from chairctl.domain.time import MINUTE, SECOND
from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.report.drawing import LETTER
from chairctl.runtime import care_files, clock
from chairctl.runtime.care_store import CareStore
from chairctl.texts import LANGUAGES, Texts

SVG = "{http://www.w3.org/2000/svg}"
WEEKS = (
    Visit(0, "demo", 7, 6),
    Visit(1, "demo", 6, 5, "<b>besser</b> & =1+1"),
    Visit(3, "demo", 6, None, unplug_at=25 * SECOND),
    Visit(4, "demo", 4, 3, stop_at=20 * SECOND),
    Visit(5, "demo", 4, 2),
)
"""Sessions of 38 s instead of those of `VISITS`, which are played by `make report`."""


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a course of six weeks, really played."""
    path = tmp_path_factory.mktemp("weeks") / "people.sqlite"
    with CareStore(path) as store:
        fill(store, clock.wall().astimezone(UTC), WEEKS)
    return path


@pytest.fixture
def filled(played: Path) -> None:
    path = care_files.default_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(played.read_bytes())


def written(tmp_path: Path, language: str, *more: str) -> str:
    out = tmp_path / f"report-{language}.html"
    assert run_app(Texts(language), ["report", "--person", "Kim", "--out", str(out), *more]) == 0
    assert out.stat().st_mode & 0o077 == 0
    return out.read_text(encoding="utf-8")


def pictures(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def words(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_needs_nothing_else_and_runs_nothing(tmp_path: Path, language: str) -> None:
    page = written(tmp_path, language)
    outside = re.findall(r"(?:src|href|url|@import)\s*[=(]\s*[\"']?([^\"')>\s]+)", page)
    assert set(outside) <= {"#hatch"}
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert f'<html lang="{language}">' in page
    assert "size: A4" in page
    assert "&lt;b&gt;besser&lt;/b&gt; &amp; =1+1" in page


@pytest.mark.usefixtures("filled")
def test_its_pictures_are_whole_and_hold_every_session(tmp_path: Path) -> None:
    over_time, pain, course, tripped, last = pictures(written(tmp_path, "de"))
    hatched = [box for box in over_time.iter(f"{SVG}rect") if box.get("fill") == "url(#hatch)"]
    assert len(hatched) == 2 + 1  # the one that tripped, the one that was stopped, and the legend
    assert len(over_time.findall(f"{SVG}path[@class='trip']")) == 1
    assert len(pain.findall(f"{SVG}circle")) == len(WEEKS)
    squares = [box for box in pain.findall(f"{SVG}rect") if box.get("width") == "8"]
    assert len(squares) == len(WEEKS) - 1
    done = [box for box in course.findall(f"{SVG}rect") if box.get("fill", "").startswith("#1")]
    assert len(done) == 3
    assert "15 min" in words(course)
    for picture in (tripped, last):
        assert {"Rolle, %", "Wärme, °C", "Luft, %", "Reizstrom, mA"} <= set(words(picture))
        assert {"gewünscht", "erlaubt", "gegeben", "Grenze"} <= set(words(picture))
    assert len(tripped.findall(f"{SVG}path[@class='trip']")) == 1


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_picture_leaves_it(tmp_path: Path, language: str) -> None:
    for picture in pictures(written(tmp_path, language)):
        width, height = map(float, str(picture.get("viewBox")).split()[2:])
        for text in picture.iter(f"{SVG}text"):
            x, y, wide = float(str(text.get("x"))), float(str(text.get("y"))), LETTER * len(text.text or "")
            share = {"start": 0.0, "middle": 0.5, "end": 1.0}[str(text.get("text-anchor"))]
            assert x - share * wide > -LETTER, text.text
            assert x + (1 - share) * wide < width + LETTER, text.text
            assert 0 <= y <= height, text.text


@pytest.mark.usefixtures("filled")
def test_lines_differ_in_more_than_colour(tmp_path: Path) -> None:
    last = pictures(written(tmp_path, "en"))[-1]
    names = ("limit", "wanted", "allowed", "delivered", "measured (pad, current, pressure)")
    looks = {}
    for sample, text in zip(last, list(last)[1:], strict=False):
        if text.text in names:
            looks[text.text] = (sample.get("stroke-dasharray"), sample.get("stroke-width"))
    assert set(looks) == set(names)
    assert len(set(looks.values())) == len(names)


@pytest.mark.usefixtures("filled")
def test_every_ink_of_a_text_or_a_thin_line_is_dark_enough_on_paper(tmp_path: Path) -> None:
    page = written(tmp_path, "en")
    inks = set(re.findall(r"(?:[ ;{]color|text { fill|small { [^}]*fill): (#[0-9a-f]{6})", page))
    dashed = re.findall(r'stroke="(#[0-9a-f]{6})" stroke-width="[0-9.]+" stroke-dasharray', page)
    assert len(inks) > 2
    for ink in {*inks, *dashed}:
        assert contrast_with_white(ink) > 4.5, ink


def contrast_with_white(ink: str) -> float:
    """As WCAG computes it; a printer that knows only grey prints about this luminance."""
    parts = [int(ink[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.usefixtures("filled")
def test_a_trip_is_told_with_its_time_and_reason_in_the_language_of_the_page(tmp_path: Path) -> None:
    assert "nach 0:25 min: Die Verbindung zum Gerät ist abgerissen" in unescape(written(tmp_path, "de"))
    assert "after 0:25 min: The connection to the device broke" in unescape(written(tmp_path, "en"))


@pytest.mark.usefixtures("filled")
def test_another_session_can_be_drawn(tmp_path: Path) -> None:
    page = written(tmp_path, "en", "--session", "2")
    assert "Session 2, " in page
    assert "Session 5, " not in page
    missing = ["report", "--person", "Kim", "--out", str(tmp_path / "x.html"), "--session", "99"]
    assert run_app(Texts("en"), missing) == 2
    assert not (tmp_path / "x.html").exists()


@pytest.mark.usefixtures("filled")
def test_only_the_days_asked_for_are_in_it(tmp_path: Path) -> None:
    first = (clock.wall() - timedelta(15)).date().isoformat()
    page = written(tmp_path, "en", "--from", first)
    assert page.split("All sessions")[1].count("<tr>") == 1 + 3


def test_without_sessions_the_page_says_so(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim"))
    page = written(tmp_path, "de")
    for sentence in ("Keine Sitzung in dieser Zeit.", "kein Schmerz notiert", "noch keine Kur begonnen"):
        assert sentence in page


def test_a_single_session_without_curves_makes_a_page_too(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim"))
        store.add_session(
            "Kim", SessionRecord(datetime.now(UTC), "gone-since", "chair", 900, 0, "stopped", pain_after=0)
        )
    page = written(tmp_path, "en")
    assert "No channel did anything" in page
    assert "gone-since" in page


def test_sessions_of_one_day_stand_side_by_side(tmp_path: Path) -> None:
    with CareStore(care_files.default_path()) as store:
        store.keep(Person("Kim"))
        for _ in range(3):
            store.add_session("Kim", session(datetime.now(UTC), pain_before=5))
    over_time, pain = pictures(written(tmp_path, "en"))[:2]
    bars = {box.get("x") for box in over_time.findall(f"{SVG}rect")}
    dots = {dot.get("cx") for dot in pain.findall(f"{SVG}circle")}
    assert (len(bars), len(dots)) == (3, 3)


def test_the_course_of_ten_weeks_misses_a_week_and_has_a_trip() -> None:
    """What `make report` plays."""
    assert len(VISITS) == 10
    assert 4 not in {visit.week for visit in VISITS}
    assert [visit.unplug_at for visit in VISITS if visit.unplug_at] == [11 * MINUTE]


def test_a_report_to_nowhere_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(Texts("de"), ["report", "--person", "Kim"]) == 2
    assert "--out fehlt" in capsys.readouterr().err
