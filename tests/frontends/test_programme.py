"""`programme new`, `programme preview`, `programmes --profile`, and guided sessions."""

import json
import signal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chairctl.domain.programme import Programme, Step, Text
from chairctl.domain.time import SECOND
from chairctl.frontends.cli.app import run_app
from chairctl.frontends.cli.guide import guide
from chairctl.frontends.cli.preview import Span, step_marks, tracks
from chairctl.frontends.cli.preview_text import BLOCKS, PLAIN, preview_lines
from chairctl.frontends.cli.run import run
from chairctl.profiles.loader import load_device, load_programme, load_programme_text, programme_names
from chairctl.session.plan import Plan, fit
from chairctl.texts import LANGUAGES, Texts

EN, DE = (Texts(language) for language in LANGUAGES)
REFERENCE = load_device("chairlink-reference")


@pytest.fixture(autouse=True)
def nothing_of_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def plan(name: str, profile: str = "chairlink-reference") -> Plan:
    return fit(load_programme(name), (load_device(profile),))


def out(capsys: pytest.CaptureFixture[str], language: str, *arguments: str, code: int = 0) -> str:
    assert run_app(Texts(language), list(arguments)) == code
    said = capsys.readouterr()
    assert bool(said.err) == bool(code)
    return said.out + said.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_programme_is_written_is_without_a_problem_and_can_be_run_by_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    path = tmp_path / "config" / "chairctl" / "profiles" / "programmes" / "evening.yaml"
    assert str(path) in out(capsys, language, "programme", "new", "evening")
    assert "evening" in programme_names()
    assert load_programme("evening").title == Text("My programme", "Mein Programm")
    out(capsys, language, "programme", "check", str(path))
    assert str(path) in out(capsys, language, "programme", "check", "evening")
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "# mine\n", encoding="utf-8")
    assert str(path) in out(capsys, language, "programme", "new", "evening", code=2)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


@pytest.mark.parametrize("name", ["../evil", "Evening", "a: b", ""])
def test_a_name_that_can_be_none_is_refused_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    out(capsys, "en", "programme", "new", name, code=2)
    assert list(tmp_path.rglob("*.yaml")) == []


def test_a_folder_that_can_not_be_written_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file in the way", encoding="utf-8")
    assert "lässt sich nicht schreiben" in out(capsys, "de", "programme", "new", "evening", code=2)
    svg = str(tmp_path / "none" / "x.svg")
    assert "can't be written" in out(capsys, "en", "programme", "preview", "demo", "--svg", svg, code=2)


def test_a_preview_names_what_a_person_should_know_in_one_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    german = out(capsys, "de", "programme", "preview", "tens-burst")
    for part in ("So fühlt es sich an", "(tens)", "Herzschrittmacher", "Frequenz", "2,0-100,0 Hz"):
        assert part in german
    assert "Feels" not in german
    assert "Current" not in german
    assert "rate" in out(capsys, "en", "programme", "preview", "tens-burst")


def test_a_preview_says_what_a_device_can_not_do(capsys: pytest.CaptureFixture[str]) -> None:
    said = out(capsys, "en", "programme", "preview", "combined", "--profile", "beurer-em70")
    assert "What this device can't do of it:" in said
    assert "roller" in said
    assert "chosen on the device" in " ".join(said.split())


def test_an_unknown_programme_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "`shiatsu`" in out(capsys, "en", "programme", "preview", "shiazu", code=2)


def test_the_picture_shows_every_channel_that_is_used_and_only_those() -> None:
    labels = [track.label for track in tracks(plan("combined"), REFERENCE, 40, EN)]
    assert labels == ["roller", "  height", "heat", "air", "stimulation", "  rate", "  pulse width"]
    assert [track.label for track in tracks(plan("heat-only"), REFERENCE, 40, DE)] == ["Wärme"]
    own = load_device("beurer-em70")
    labels = [track.label for track in tracks(plan("tens-burst", "beurer-em70"), own, 40, EN)]
    assert labels == ["stimulation"]


def test_a_column_has_the_least_and_the_most_of_a_wave_that_is_faster_than_it() -> None:
    _, rate, _ = tracks(plan("tens-burst"), REFERENCE, 40, EN)
    assert rate.columns[20] == Span(20, 1000)
    assert rate.reach == "2.0-100.0 Hz"


def test_a_channel_that_is_off_leaves_a_gap_and_heat_is_drawn_from_the_warmth_of_a_body() -> None:
    found = {track.label: track for track in tracks(plan("neck-and-shoulder"), REFERENCE, 60, EN)}
    assert found["air"].columns[0] is None
    heat = found["heat"]
    assert [heat.height(value, 100) for value in (200, 340, 375, 410, 500)] == [0, 0, 50, 100, 100]


def test_steps_of_a_loop_are_told_once_with_how_often() -> None:
    marks = step_marks(plan("breathing"))
    assert [(mark.title.en, mark.times) for mark in marks] == [
        ("Arrive", 1),
        ("Breathe in", 22),
        ("Breathe out", 22),
        ("Finish", 1),
    ]
    assert marks[1].begins == 40 * SECOND


def test_a_terminal_without_blocks_gets_plain_letters() -> None:
    for blocks, letters in ((True, BLOCKS), (False, PLAIN)):
        lines = preview_lines(plan("heat-only"), REFERENCE, EN, 30, blocks=blocks)
        row = next(line for line in lines if line.startswith("heat"))
        assert set(row.split()[1]) <= set(letters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", programme_names())
def test_every_programme_is_drawn_as_one_file_that_needs_nothing_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, language: str
) -> None:
    path = tmp_path / "picture.svg"
    out(capsys, language, "programme", "preview", name, "--svg", str(path))
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.attrib["lang"] == language
    assert text.count("http") == 1  # the name space, which nobody fetches
    assert not {element.tag.rpartition("}")[2] for element in root.iter()} & {"script", "image", "use", "a"}
    assert "prefers-color-scheme: dark" in text
    title = load_programme(name).title
    assert (title.de if language == "de" else title.en) in root.findtext("{*}title", "")
    rows = sum(element.attrib.get("class") == "frame" for element in root.iter())
    assert rows == len(tracks(plan(name), REFERENCE, 10, EN))


def test_what_stands_in_a_file_can_not_break_the_picture(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = Path("profiles/programmes/heat-only.yaml").read_text(encoding="utf-8")
    mine = tmp_path / "heat-only.yaml"
    mine.write_text(text.replace("title: {en: Heat only,", "title: {en: '<script>&',"), encoding="utf-8")
    path = tmp_path / "picture.svg"
    out(capsys, "en", "programme", "preview", str(mine), "--svg", str(path))
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.findtext("{*}title", "").startswith("<script>&")


def test_the_list_says_what_the_device_at_hand_can_do_and_why_not_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = out(capsys, "de", "programmes", "--profile", "ergomotion-bed")
    words = {line.split()[0]: line for line in said.splitlines() if line and not line.startswith(" ")}
    assert words["vibration"].endswith("ja")
    assert words["kneading"].endswith("nein")
    assert words["mat-first"].endswith("ohne Sessel")
    assert said.count("Dieses Gerät hat dafür keinen Kanal: Rolle.") == 1
    assert "daily-gentle, deep-tissue" in said
    assert "Das Gerät" not in said  # a guided programme may be longer than a session of a device
    partly = out(capsys, "en", "programmes", "--profile", "beurer-em70")
    assert next(line for line in partly.splitlines() if line.startswith("combined")).endswith("partly")
    assert "Interferential current needs a device" in partly
    assert "toaster" in out(capsys, "en", "programmes", "--profile", "toaster", code=2)


def test_the_list_for_scripts_has_evidence_contraindications_and_what_is_possible_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = out(capsys, "en", "programmes", "--json").splitlines()
    found = {document["name"]: document for document in map(json.loads, lines)}
    assert found["interferential"]["here"] == "nothing"
    assert found["interferential"]["adaptations"][0]["code"] == "no_carriers"
    assert (found["relax"]["here"], found["breathing"]["here"]) == ("whole", "guided")
    assert "pacemaker" in found["combined"]["not_with"]
    assert found["breathing"]["evidence"] == ["breathing"]


class Clock:
    """Time that passes only while somebody waits; `breaks_at` is when Ctrl-C comes."""

    def __init__(self, breaks_at: int | None = None) -> None:
        self.now = 7 * SECOND
        self._breaks_at = breaks_at

    def read(self) -> int:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += round(seconds * SECOND)
        if self._breaks_at is not None and self.now >= self._breaks_at:
            raise KeyboardInterrupt


def test_a_guided_session_says_each_step_when_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    mat = load_programme("mat-first")
    assert guide(DE, mat, as_json=False, now=clock.read, wait_s=clock.wait) == 0
    assert clock.now == 7 * SECOND + mat.duration
    said = capsys.readouterr().out
    assert "1:00 / 9:00  2/4 Hinlegen (60 s)" in said
    assert "Setzen Sie sich vor die Matte" in said
    assert said.endswith("Fertig.\n")
    assert "\a" not in said


def test_a_guided_session_for_scripts_is_one_object_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    assert guide(EN, load_programme("mat-first"), as_json=True, now=clock.read, wait_s=clock.wait) == 0
    steps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [step["session"]["step"] for step in steps] == [1, 2, 3, 4]
    assert steps[2]["session"]["prompt"]["en"].startswith("Breathe calmly")


def test_a_clock_that_wakes_too_early_says_no_step_twice(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    early = guide(
        EN,
        load_programme("mat-first"),
        as_json=True,
        now=clock.read,
        wait_s=lambda seconds: clock.wait(seconds / 2 if seconds > 1 else seconds),
    )
    assert early == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_ctrl_c_ends_a_guided_session() -> None:
    clock = Clock(breaks_at=60 * SECOND)
    code = guide(EN, load_programme("mat-first"), as_json=False, now=clock.read, wait_s=clock.wait)
    assert code == 128 + signal.SIGINT


def test_run_leads_through_a_guided_programme_without_looking_for_a_device(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    short = tmp_path / "short.yaml"
    text = Path("profiles/programmes/breathing.yaml").read_text(encoding="utf-8")
    head = text[: text.index("  - loop")].replace("name: breathing", "name: short")
    short.write_text(head.replace("duration_s: 40", "duration_s: 5"), encoding="utf-8")
    assert load_programme_text(short.read_text(encoding="utf-8"), "short").is_guided
    assert run(EN, str(short), None, "chairlink-reference", as_json=False, record=False) == 0
    assert "1/1 Arrive (5 s)" in capsys.readouterr().out


def test_a_programme_that_says_nothing_about_itself_is_previewed_without_it() -> None:
    bare = Programme("x", Text("X", "X"), Text("Y", "Y"), (Step(Text("Z", "Z"), SECOND, 0, ()),))
    lines = preview_lines(fit(bare, (REFERENCE,)), REFERENCE, EN, 20, blocks=True)
    assert [line for line in lines if line] == [
        "X, 0:01 min, Chairlink reference chair",
        "Y",
        "  0:00  Z",
    ]
