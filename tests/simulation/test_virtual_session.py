"""Half an hour in virtual time: kernel, session, codec on both sides and physics in the loop."""

import os
import subprocess
import sys
import time

import pytest
from tests.support.half_hour import HalfHour

from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND

REAL_TIME_S = 30 * 60
TIMES_FASTER = 100
"""Than real time, at least, on a slow and busy computer."""


@pytest.fixture(scope="module")
def played() -> HalfHour:
    return HalfHour().attend()


def test_half_an_hour_runs_to_its_end(played: HalfHour) -> None:
    assert played.station.kernel.ended == Reason("finished")
    assert played.station.kernel.trips == ()
    assert REAL_TIME_S * SECOND <= played.now <= (REAL_TIME_S + 5) * SECOND
    assert played.frames_out >= 36_000
    assert played.chair.truth(played.now).outputs_zero


def test_no_frame_is_refused_or_garbled(played: HalfHour) -> None:
    (link,) = played.station.snapshot(played.now).links
    assert (link.refused, link.garbled) == (0, 0)
    assert played.chair.truth(played.now).refused == 0


def test_what_was_planned_is_delivered_within_two_percent(played: HalfHour) -> None:
    tally = played.station.snapshot(played.now).tally
    assert [each.channel for each in tally] == ["roller", "seat_heat", "air", "tens"]
    for each in tally:
        assert each.planned > 0
        assert abs(each.planned - each.delivered) <= 0.02 * each.planned, each


def test_the_skin_stays_below_what_harms_it(played: HalfHour) -> None:
    assert 35 < played.hottest_skin_c < 41
    assert played.chair.truth(played.now).pads[0].skin_cem43_min < 2
    assert played.station.kernel.exposure.cem43_micro_minutes < 2_000_000


def test_every_run_gives_the_same_bytes_whatever_the_hash_seed(played: HalfHour) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.half_hour"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    assert {run.communicate()[0].strip() for run in runs} == {played.digest}


def test_half_an_hour_takes_seconds() -> None:
    best_s = float(REAL_TIME_S)
    for _ in range(3):
        session = HalfHour()
        began = time.perf_counter()
        session.attend()
        best_s = min(best_s, time.perf_counter() - began)
        print(f"\n30 min in {best_s:.2f} s, {best_s / session.frames_out * 1e6:.0f} µs a frame")
        if best_s * TIMES_FASTER <= REAL_TIME_S:
            return
    pytest.fail(f"half an hour took {best_s:.1f} s at best")
