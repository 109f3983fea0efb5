"""`chairctl bodyscan` and what `run --person` makes of its map."""

import json
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.frontends.processes import Place as Folders
from tests.support.chair_process import chair_process
from tests.support.pictures import picture, roller_view

from chairctl.care.facts import screening_facts
from chairctl.care.people import OwnLimit, Person
from chairctl.care.screening import Answer
from chairctl.domain.back import BackMap, StiffSpot
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.spine import SpineMap
from chairctl.frontends.cli.bodyscan import Feeling
from chairctl.frontends.cli.bodyscan_drawing import felt_lines, map_lines
from chairctl.frontends.cli.exit_code import ExitCode
from chairctl.frontends.cli.screen import Ending
from chairctl.frontends.cli.sitter import Sitter
from chairctl.profiles.loader import load_device
from chairctl.runtime import clock
from chairctl.runtime.back_maps import back_map, keep_back_map
from chairctl.runtime.care_store import CareStore
from chairctl.session.bodyscan.routine import Course, course_of
from chairctl.session.bodyscan.scanner import Progress, Scanner
from chairctl.texts import Texts
from chairctl_proof.broker.home import wait_for

CHAIR = load_device("chairlink-reference")
BACK = BackMap(
    SpineMap(151, 186, 221, 256, 291, 451, 579),
    (9, 9, 9, 9, 10, 12, 7),
    (StiffSpot(307, 250),),
    (50, 40, 30) * 9,
)
PLACES = """\
schema: chairctl/programme/2
name: places
title: {en: Places, de: Orte}
summary: {en: A test., de: Ein Test.}
feel: {en: A test., de: Ein Test.}
evidence: [massage]
not_with: []
steps:
  - title: {en: Here, de: Hier}
    duration_s: 5
    ramp_s: 0
    targets:
      - {kind: roller, technique: rolling, place: l3, intensity_percent: 50, speed_percent: 50}
"""


@pytest.fixture
def place(tmp_path: Path) -> Folders:
    folders = Folders(tmp_path)
    with store(folders) as kept:
        kept.keep(Person("Ada", limits=(OwnLimit(ChannelKind.ROLLER, 400),)))
        for question in screening_facts().questions:
            kept.answer("Ada", Answer(question.code, yes=False, on=clock.wall().date()))
    return folders


def store(place: Folders) -> CareStore:
    return CareStore(place.folder / "xdg_data_home/chairctl/people/people.sqlite")


class Known(Scanner):
    """A scan whose outcome is known."""

    def __init__(self, course: Course, found: BackMap | Reason) -> None:
        super().__init__(course)
        self._found = found

    def result(self, snapshot: Snapshot) -> BackMap | Reason:
        assert snapshot.session is None
        return self._found


def feeling(found: BackMap | Reason, person: str | None = None) -> Feeling:
    course = course_of(CHAIR)
    assert isinstance(course, Course)
    scanner = Known(course, found)
    sitter = Sitter(Person(person)) if person else None
    return Feeling(scanner, CHAIR, sitter, Texts("en"), as_json=False)


def ending() -> Ending:
    over = replace(picture(roller_view(0)), session=None, state=SafetyState.SAFE, ended=Reason("finished"))
    return Ending(ExitCode.FINISHED, over, at_rest=True)


def test_a_map_is_drawn_and_stored_for_the_person(place: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ | place.env)
    companion = feeling(BACK, "Ada")
    assert companion.limits == (LowerLimit("roller", 250),)
    lines = companion.ended(ending())
    assert lines[-1].startswith("The map of Ada for this kind of chair is stored.")
    assert not companion.failed
    with store(place) as kept:
        found = back_map(kept, "Ada", CHAIR.name)
    assert found
    assert found.back == BACK


def test_a_scan_in_which_somebody_moved_stores_nothing_and_says_why(
    place: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", os.environ | place.env)
    companion = feeling(Reason("scan_moved"), "Ada")
    said = " ".join(companion.ended(ending()))
    assert "the person has moved" in said
    assert said.endswith("Nothing is stored.")
    assert companion.failed
    with store(place) as kept:
        assert back_map(kept, "Ada", CHAIR.name) is None


def test_a_guest_sees_the_map_and_nothing_is_stored() -> None:
    assert feeling(BACK).ended(ending())[-1].startswith("Nothing is stored: with --person NAME")


def test_the_map_names_every_landmark_once_from_the_shoulders_to_the_seat() -> None:
    lines = map_lines(BACK, Texts("de"))
    told = [line for line in lines if "±" in line]
    assert len(told) == 7
    assert "Schulterlinie: 579 mm (±7)" in told[0]
    assert "L5" in told[-1]
    assert len([line for line in lines if "harte Stelle: 307 mm (+25 %)" in line]) == 1


def test_what_is_felt_is_drawn_with_the_rollers_under_it() -> None:
    progress = Progress(1, 100, 400, 360, ((0, 0), (400, 80), (795, 10)))
    _, bar, rollers, ends = felt_lines(progress, (0, 800), 40, Texts("en"))
    assert (bar[20], rollers.index("▲")) == ("█", 20)
    assert ends.split() == ["seat", "shoulders"]
    assert len(felt_lines(Progress(0, 0, None, 0, ()), (0, 800), 200, Texts("en"))) == 3


def test_ctrl_c_stops_a_scan_and_nothing_is_stored(place: Folders, tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        process = place.start("bodyscan", "--person", "Ada", "--device", chair.url)
        wait_for(lambda: any(not moment["outputs_zero"] for moment in chair.truth()), 30)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        assert chair.truth()[-1]["outputs_zero"]
    assert process.returncode == 130
    assert "The scan did not reach its end." in out
    assert "Nothing is stored." in out
    with store(place) as kept:
        assert back_map(kept, "Ada", CHAIR.name) is None


def test_run_works_on_the_persons_own_places_in_their_share(place: Folders, tmp_path: Path) -> None:
    (programme := tmp_path / "places.yaml").write_text(PLACES, encoding="utf-8")
    arguments = ("run", str(programme), "--person", "Ada", "--json", "--no-record")
    with store(place) as kept:
        keep_back_map(kept, "Ada", CHAIR.name, datetime.now(UTC), BACK)
    with chair_process(tmp_path) as chair:
        done = place.chairctl(*arguments, "--device", chair.url)
    assert done.returncode == 0, done.stderr
    assert "has not been felt" not in done.stderr
    wanted = [
        line["snapshot"]["channels"][0]["setpoint"]
        for line in map(json.loads, done.stdout.splitlines())
        if line["type"] == "snapshot"
    ]
    assert {one["level"] for one in wanted} <= {0, 200}  # half of her own 40 %, of a chair that may 80 %
    assert {(one["mode"]["low_mm"], one["mode"]["high_mm"]) for one in wanted if one["level"]} == {(206, 236)}


def test_run_says_once_that_zones_stand_in_for_a_back_that_was_not_felt(
    place: Folders, tmp_path: Path
) -> None:
    (programme := tmp_path / "places.yaml").write_text(PLACES, encoding="utf-8")
    done = place.chairctl("run", str(programme), "--person", "Ada", "--no-record", "--device", "/dev/none")
    assert done.stdout.count("The back of Ada has not been felt on this kind of chair yet") == 1
    assert "`chairctl bodyscan --person Ada`" in done.stdout


def test_a_chair_that_can_not_be_scanned_says_why_before_anything_moves(place: Folders) -> None:
    done = place.chairctl(
        "bodyscan", "--person", "Ada", "--device", "/dev/none", "--profile", "rongtai-rt8600"
    )
    assert done.returncode == 4
    assert "can't be told at which height" in done.stderr
    assert "feels along the back by itself" in done.stderr


def test_calibration_without_a_terminal_says_what_it_needs(place: Folders) -> None:
    done = place.chairctl("people", "calibrate", "Ada", "--device", "/dev/none", "--lang", "de")
    assert done.returncode == 4
    assert "Terminal" in done.stderr


def test_a_preview_for_a_person_is_on_their_back_in_their_share(place: Folders, tmp_path: Path) -> None:
    (programme := tmp_path / "places.yaml").write_text(PLACES, encoding="utf-8")
    with store(place) as kept:
        keep_back_map(kept, "Ada", CHAIR.name, datetime.now(UTC), BACK)
    mine = place.chairctl("programme", "preview", str(programme), "--person", "Ada")
    anybody = place.chairctl("programme", "preview", str(programme))
    assert (mine.returncode, anybody.returncode) == (0, 0), mine.stderr
    assert "206-236 mm" in mine.stdout
    assert "165-195 mm" in anybody.stdout
