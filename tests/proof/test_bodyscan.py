"""The body scan in virtual time on simulated bodies: a sample of `make bodyscan`."""

import pytest

from chairctl.domain.back import BackMap
from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.session.bodyscan import motion
from chairctl_proof.bodyscan.campaign import OTHER_FIRST, judge, judge_moving, match_spots
from chairctl_proof.bodyscan.trial import Move, Scan, scan, some_move

BODIES = 6
SLID = (Move(30 * SECOND, 0, 30), Move(31 * SECOND, 40, 0))
"""Leans forward for a second, and sits 4 cm higher from then on."""


@pytest.fixture(scope="module")
def scans() -> list[Scan]:
    return [scan(seed) for seed in range(BODIES)]


def test_the_landmarks_of_every_body_are_found_within_the_stated_error(scans: list[Scan]) -> None:
    report = judge(scans)
    assert (report.mapped, report.flaws) == (BODIES, ())
    assert all(error.most <= 25 for error in report.errors.values())
    assert all(error.p50 <= 12 for error in report.errors.values())


def test_stiff_spots_are_found_where_they_are(scans: list[Scan]) -> None:
    found = [match_spots(one) for one in scans]
    there = sum(len(one.body.stiff_spots) for one in scans)
    assert there >= 3
    assert sum(hits for hits, _ in found) >= there - 1
    assert sum(wrong for _, wrong in found) == 0


def test_no_scan_presses_harder_than_it_says_and_every_one_ends_at_zero(scans: list[Scan]) -> None:
    assert all(0 < one.greatest_n <= 22.5 for one in scans)
    assert {one.ended for one in scans} == {"finished"}
    assert all(one.took < 180 * SECOND for one in scans)


def test_where_the_rollers_stood_before_does_not_matter() -> None:
    high = scan(1, starts_mm=700.0)
    assert isinstance(high.outcome, BackMap)
    assert max(map(abs, high.errors_mm().values())) <= 25


def test_whoever_moves_ends_the_scan_and_nothing_comes_of_it() -> None:
    seeds = range(OTHER_FIRST, OTHER_FIRST + 4)
    scans = [scan(seed, some_move(seed)) for seed in seeds]
    moved = judge_moving(scans, [some_move(seed) for seed in seeds])
    assert moved.noticed == len(seeds)
    assert {one.outcome for one in scans} == {Reason("scan_moved")}
    assert all(one.ended == "stopped" and not one.flaws for one in scans)


def test_red_twin_without_the_watch_a_move_goes_unnoticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scan(2, SLID).outcome == Reason("scan_moved")
    monkeypatch.setattr(motion.Watch, "moved", lambda *_arguments, **_named: False)
    blind = scan(2, SLID)
    assert blind.ended == "finished"
    assert blind.outcome != Reason("scan_moved")


def test_a_trip_ends_the_scan_and_nothing_comes_of_it() -> None:
    tripped = scan(3, (Move(40 * SECOND, faults=(("roller_stalled", True),)),))
    assert tripped.ended == "device_fault"
    assert tripped.outcome == Reason("scan_incomplete")
    assert tripped.flaws == ()
