"""Each interlock on the line trips exactly at its limit; the ids are those of the hazard table."""

import pytest
from tests.support.bench import Bench, assert_tripped, energised
from tests.support.reports import telemetry

from chairctl.domain.safety import SafetyState
from chairctl.domain.telemetry import Garbled, Refusal
from chairctl.domain.time import MILLISECOND


def test_h21_h31_a_lost_line_trips_in_the_same_turn() -> None:
    bench = energised()
    bench.kernel.line_down("chair", "unplugged")
    bench.decide()
    assert assert_tripped(bench, "line_lost", "H21").detail == "unplugged"


def test_h22_h32_telemetry_trips_at_its_age_limit_and_not_a_nanosecond_before() -> None:
    bench = energised()
    bench.now += 250 * MILLISECOND - 1
    bench.decide()
    assert bench.trips == []
    bench.now += 1
    bench.decide()
    reason = assert_tripped(bench, "stale_telemetry", "H22")
    assert (reason.actual, reason.limit) == (250, 250)


def test_h22_a_line_that_was_opened_again_unseen_trips_because_nothing_has_been_heard() -> None:
    bench = energised()
    bench.kernel.line_up("chair")
    bench.decide()
    assert bench.trips == ["stale_telemetry", "rebooted", "warden_gone"]
    assert bench.kernel.trips[0].reason.actual == -1


def test_h23_a_device_that_does_not_hear_us_trips_after_a_quarter_of_a_second() -> None:
    bench = energised()
    since = bench.now
    for offset in (0, 50, 100, 150, 200, 250):
        bench.now = since + offset * MILLISECOND
        bench.report(echo=10, sent=11)
        bench.decide()
    assert bench.trips == []
    bench.now += 1
    bench.decide()
    assert assert_tripped(bench, "deaf_device", "H23").limit == 250


def test_h23_an_echo_that_lags_but_moves_is_no_deafness() -> None:
    bench = energised()
    for sequence in range(20):
        bench.now += 50 * MILLISECOND
        bench.report(echo=sequence, sent=sequence + 1)
        bench.decide()
    assert bench.trips == []


def test_h23_an_echo_that_has_caught_up_starts_the_time_anew() -> None:
    bench = energised()
    for turn in range(20):
        bench.now += 50 * MILLISECOND
        bench.report(echo=10, sent=10 if turn % 4 == 0 else 11)
        bench.decide()
    assert bench.trips == []


@pytest.mark.parametrize("bad", [Garbled("chair", 9, "crc"), Refusal("chair", 3, "epoch")])
def test_h24_h34_three_bad_frames_within_a_second_trip(bad: Garbled | Refusal) -> None:
    bench = energised()
    first = bench.now
    for offset in (0, 500, 999):
        assert bench.trips == []
        while bench.now < first + offset * MILLISECOND:
            bench.now = min(bench.now + 50 * MILLISECOND, first + offset * MILLISECOND)
            bench.report()
            bench.decide()
        bench.kernel.observe(bad, bench.now)
        bench.decide()
    reason = assert_tripped(bench, "noisy_line", "H24")
    assert (reason.actual, reason.limit) == (3, 3)


def test_h24_frames_that_only_the_device_saw_bent_count_as_well() -> None:
    bench = energised()
    for refused in (1, 2, 3):
        assert bench.trips == []
        bench.now += 50 * MILLISECOND
        bench.report(refused=refused)
        bench.decide()
    assert_tripped(bench, "noisy_line", "H24")
    assert bench.kernel.seen["chair"].refused_frames == 3


def test_h24_a_refusal_that_was_told_is_not_counted_a_second_time_with_the_device_s_own_count() -> None:
    bench = energised()
    for refused in (1, 2):
        bench.kernel.observe(Refusal("chair", refused, "epoch"), bench.now)
        bench.now += 50 * MILLISECOND
        bench.report(refused=refused)
        bench.decide()
    assert bench.trips == []
    assert bench.kernel.seen["chair"].refused_frames == 2


def test_h24_three_bad_frames_in_a_whole_second_do_not_trip() -> None:
    bench = energised()
    first = bench.now
    for offset in (0, 500, 1_000):
        while bench.now < first + offset * MILLISECOND:
            bench.now += 50 * MILLISECOND
            bench.report()
            bench.decide()
        bench.kernel.observe(Garbled("chair", 9, "crc"), bench.now)
        bench.decide()
    assert bench.trips == []


def test_bad_frames_and_refusals_are_counted_for_people_to_see() -> None:
    bench = energised()
    seen = bench.kernel.seen["chair"]
    bench.kernel.observe(Garbled("chair", 9, "crc"), bench.now)
    bench.kernel.observe(Refusal("chair", 3, "epoch"), bench.now)
    assert (seen.garbled_frames, seen.refused_frames) == (1, 1)


def test_interlocks_on_the_line_are_silent_while_nothing_is_armed() -> None:
    bench = Bench().connect()
    for _ in range(5):
        bench.kernel.observe(Garbled("chair", 9, "crc"), bench.now)
    bench.kernel.observe(telemetry(bench.profile, bench.now, echo=1, sent=9), bench.now)
    bench.kernel.line_down("chair", "unplugged")
    bench.now += 3_600_000 * MILLISECOND
    bench.decide()
    assert (bench.trips, bench.kernel.state) == ([], SafetyState.SAFE)
