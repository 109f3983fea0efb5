"""Clocks, supply and floods; each trips exactly at its limit."""

from dataclasses import replace

import pytest
from tests.support.bench import TURN, Bench, assert_tripped, energised
from tests.support.profiles import AIR_ON, chair, chair_and_unit
from tests.support.reports import EPOCH, telemetry

from chairctl.domain.safety import SafetyState
from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.safety.interlocks.line import FLOOD_BYTES
from chairctl.safety.watches.clock import ClockWatch


@pytest.mark.parametrize("sign", [1, -1])
def test_h60_a_clock_that_is_off_by_more_than_2_percent_over_ten_seconds_trips(sign: int) -> None:
    """The device's milliseconds are off by 2 % exactly, then by a hair more."""
    assert tripped_after(sign * 1_000) is None
    after = tripped_after(sign * 1_200)
    assert after is not None
    assert 10 * SECOND <= after <= 12 * SECOND


def tripped_after(off_us: int) -> Duration | None:
    """When a clock trips that loses so many µs in 50 ms; None: not within 20 s."""
    bench = Bench().energise({"air": AIR_ON})
    for turn in range(1, 400):
        bench.bend(TURN, uptime_ms=turn * (50_000 - off_us) // 1_000 + 10_000)
        if bench.trips:
            assert_tripped(bench, "clock_wrong", "H60")
            return turn * TURN
    return None


def feed(clock: ClockWatch, seconds: int, ratio_percent: int = 100, delays_ms: tuple[int, ...] = (0,)) -> int:
    """Reports every 50 ms, each delayed by the next of `delays_ms`; the greatest drift seen."""
    worst: Duration = 0
    for turn in range(seconds * 20):
        uptime_ms = turn * 50 * ratio_percent // 100
        clock.take(uptime_ms, turn * TURN + delays_ms[turn % len(delays_ms)] * MILLISECOND)
        worst = max(worst, abs(clock.drift))
    return worst


def test_h60_delays_of_the_line_are_no_drift() -> None:
    assert feed(ClockWatch(), 60, delays_ms=(240, 200, 3, 180, 249, 90, 210)) <= 10 * MILLISECOND


@pytest.mark.parametrize("ratio_percent", [50, 97, 103, 200])
def test_h60_half_and_double_speed_are_seen(ratio_percent: int) -> None:
    drift = abs(100 - ratio_percent) * 10 * SECOND // 100
    assert feed(ClockWatch(), 30, ratio_percent) == pytest.approx(drift, rel=0.1)


def test_h60_a_counter_that_wraps_or_a_new_boot_begins_anew() -> None:
    clock = ClockWatch()
    feed(clock, 30)
    clock.take(4_294_967_000, 30 * SECOND)
    assert (clock.drift, len(clock._least)) == (0, 1)
    bench = Bench().energise({"air": AIR_ON})
    watch = bench.kernel.seen["chair"].plant.clock
    bench.bend(5 * SECOND, uptime_ms=5)
    assert len(watch._least) == 5
    bench.report(epoch=EPOCH + 1, uptime_ms=5)
    assert len(watch._least) == 1


def weak(lowest_mv: int | None = 11_000) -> Bench:
    return Bench(replace(chair(), supply_min_mv=lowest_mv))


def test_h59_half_a_second_is_half_a_second() -> None:
    bench = weak().energise({"air": AIR_ON})
    bench.bend(TURN, supply_mv=10_999)
    bench.now += 200 * MILLISECOND
    bench.bend(TURN, supply_mv=10_999)
    bench.now += 200 * MILLISECOND - 1
    bench.bend(TURN, supply_mv=10_999)
    assert bench.trips == []
    bench.now += 1
    bench.report(supply_mv=10_999)
    bench.decide()
    assert bench.trips == ["supply_low"]


def test_h59_a_supply_below_its_least_for_half_a_second_trips() -> None:
    bench = weak().energise({"air": AIR_ON})
    bench.bend(SECOND, supply_mv=11_000)
    bench.bend(10 * TURN, supply_mv=10_999)
    assert bench.trips == []
    bench.bend(TURN, supply_mv=11_000)
    bench.bend(10 * TURN, supply_mv=10_999)
    assert bench.trips == []
    bench.bend(TURN, supply_mv=10_900)
    reason = assert_tripped(bench, "supply_low", "H59")
    assert (reason.actual, reason.limit) == (109, 110)


@pytest.mark.parametrize(("lowest", "supply"), [(None, 1), (11_000, None)])
def test_h59_without_a_bound_or_a_measure_there_is_nothing_to_judge(
    lowest: int | None, supply: int | None
) -> None:
    bench = weak(lowest).connect()
    bench.report(supply_mv=supply)
    assert bench.ask_to_arm() == ()
    bench.armed = True
    bench.bend(2 * SECOND, supply_mv=supply)
    assert bench.trips == []


def test_h59_nothing_is_armed_on_a_low_supply() -> None:
    bench = weak().connect()
    bench.report(supply_mv=10_999)
    (reason,) = bench.ask_to_arm()
    assert (reason.code, reason.actual, reason.limit) == ("supply_low", 109, 110)
    bench.report(supply_mv=11_000)
    assert bench.ask_to_arm() == ()


def test_h34_a_flood_trips_above_16_kib_in_a_second_whatever_the_bytes_say() -> None:
    bench = energised()
    hear = bench.kernel.hear
    hear("chair", 0, bench.now)
    hear("chair", FLOOD_BYTES, bench.now)
    bench.decide()
    assert bench.trips == []
    hear("chair", 1, bench.now)
    bench.decide()
    reason = assert_tripped(bench, "flooded", "H34")
    assert (reason.actual, reason.limit) == (FLOOD_BYTES + 1, FLOOD_BYTES)


def test_h34_every_second_counts_for_itself() -> None:
    bench = energised()
    for _ in range(5):
        bench.kernel.hear("chair", FLOOD_BYTES, bench.now)
        bench.bend(SECOND)
    assert bench.trips == []


def test_h10_more_than_a_second_without_a_turn_trips_with_its_own_reason() -> None:
    bench = energised()
    bench.now += SECOND
    bench.report()
    bench.decide()
    assert bench.trips == []
    bench.now += SECOND + 1
    bench.report()
    bench.decide()
    reason = assert_tripped(bench, "clock_gap", "H10")
    assert (reason.actual, reason.limit) == (1_000, 1_000)


def test_h10_of_several_devices_the_gap_is_named_once() -> None:
    bench = energised(*chair_and_unit())
    bench.now += 2 * SECOND
    bench.decide()
    assert bench.trips.count("clock_gap") == 1
    assert bench.trips[0] == "clock_gap"


def test_h10_after_a_sleep_the_gap_is_named_before_what_waited_in_the_line() -> None:
    bench = energised()
    bench.now += 3_600 * SECOND
    bench.report(armed=False, faults=("lease_expired",), applied=(0, 0, 0, 0))
    bench.report(armed=False, faults=("lease_expired",), applied=(0, 0, 0, 0))
    bench.decide()
    assert bench.trips[0] == "clock_gap"
    assert bench.kernel.ended == bench.kernel.trips[0].reason
    assert bench.kernel.state is SafetyState.TRIPPED


def test_h10_a_computer_that_sleeps_while_nothing_is_armed_is_no_trip() -> None:
    bench = Bench().connect()
    bench.now += 3_600 * SECOND
    bench.decide()
    bench.now += 3_600 * SECOND
    bench.kernel.observe(telemetry(bench.profile, bench.now), bench.now)
    bench.kernel.observe(telemetry(bench.profile, bench.now), bench.now)
    bench.decide()
    assert bench.trips == []
