"""The document of a run: its page, its class from evidence, and what differs between two."""

from pathlib import Path

import pytest

from chairctl_hil.report.document import Run, Twin, class_of
from chairctl_hil.report.files import load, save
from chairctl_hil.report.page import page
from chairctl_hil.report.side_by_side import changes, markdown
from chairctl_hil.result import Curve, Figure, Result
from chairctl_hil.rig.file import load_rig
from chairctl_hil.rig.master import Identity


def run_of(latency: float = 12.0, outcome: str = "passed") -> Run:
    run = Run.of(load_rig("firmware-pty"), "A. Person", full=False)
    run.identity = Identity("1.2.3", 300, 50, "REFERENCE", "BOARD-000001")
    values = [latency * share for share in (0.2, 0.5, 0.6, 0.9, 1.0)]
    run.results = [
        Result(
            "stop reaches the outputs <b>",
            "test_stop.py",
            ["H19"],
            outcome,
            seconds=1.0,
            figures=[Figure("stop_to_output", latency, 50.0, "ms", 5, values)],
            curves=[Curve("pad", "°C", 41.0, [(0.0, 29.0), (1.0, 30.5)])],
            evidence={"lease_expiry": True, "both_stopped": True},
            states=[{"t": 1, "of": "off", "to": "idle", "ok": True}],
        )
    ]
    run.twins = [
        Twin("no_lease", "The lease never ends.", "outputs end", caught=True, why="inf ms, limit 300")
    ]
    return run


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_stands_alone_and_holds_figures_pictures_twins_and_a_place_to_sign(language: str) -> None:
    said = page(run_of(), language)
    assert said.count("<svg") == 2
    for word in ("A. Person", "BOARD-000001", "1.2.3", "no_lease", "H19", "p99", "&lt;b&gt;"):
        assert word in said
    assert ("Signature" if language == "en" else "Unterschrift") in said
    for outside in ("http:", "https:", "<script", "src=", "url("):
        assert outside not in said


def test_a_run_is_read_again_as_it_was_written_even_with_what_never_ended(tmp_path: Path) -> None:
    run = run_of(float("inf"), "failed")
    save(run, tmp_path, "en")
    again = load(tmp_path)
    assert again.results[0].figures[0].value == float("inf")
    assert (again.identity, again.twins, again.evidence) == (run.identity, run.twins, run.evidence)
    assert "∞" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ({}, ""),
        ({"host_killed": True}, ""),
        ({"lease_expiry": True}, "S2"),
        ({"lease_expiry": True, "both_stopped": False}, "S0"),
        ({"lease_expiry": True, "both_stopped": True, "second_cut": True}, "S3"),
        ({"lease_expiry": False, "second_cut": True}, "S0"),
    ],
)
def test_the_class_of_a_device_follows_from_what_was_seen(evidence: dict[str, bool], found: str) -> None:
    assert class_of(evidence) == found


def test_what_is_broken_worse_or_gone_between_two_versions_is_named_and_noise_is_not() -> None:
    assert changes(run_of(12.0), run_of(13.0)) == []
    assert changes(run_of(12.0), run_of(40.0))[0][0] == "worse"
    assert changes(run_of(40.0), run_of(12.0))[0][0] == "better"
    words = [word for word, *_ in changes(run_of(12.0), run_of(80.0, "failed"))]
    assert words == ["broken", "worse"]
    empty = run_of()
    empty.results = []
    assert changes(run_of(), empty)[0][0] == "gone"
    assert changes(empty, run_of())[0][0] == "new"


def test_several_rigs_stand_side_by_side() -> None:
    table = markdown([run_of(), run_of(30.0)])
    assert "| stop reaches the outputs <b> | passed 12/50 ms | passed 30/50 ms |" in table
    assert "| **class from evidence** | S2 | S2 |" in table
