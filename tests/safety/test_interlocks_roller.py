"""Rollers that stall, leave their stretch or overheat; each trips exactly at its limit."""

from dataclasses import replace

import pytest
from tests.support.bench import TURN, Bench, assert_tripped
from tests.support.profiles import ROLLER_BOUNDS, chair

from chairctl.domain.channels import Output, RollerMode, Technique
from chairctl.domain.safety import Priority
from chairctl.domain.telemetry import RollerMeasured
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.watches.roller import RollerWatch


def rolling(
    technique: Technique = Technique.ROLLING, low: int = 100, high: int = 300, speed: int = 500
) -> Bench:
    """A roller that has moved well for three seconds, at 200 mm."""
    bench = Bench().arm()
    bench.want({"roller": Output(400, RollerMode(technique, low, high, speed))})
    return bench.bend(3 * SECOND, measured={"roller": RollerMeasured(200, 10, 400)})


def report(bench: Bench, position: int, speed: int = 0, turns: int = 1) -> list[str]:
    bench.bend(turns * TURN, measured={"roller": RollerMeasured(position, speed, 400)})
    return bench.trips


def test_h48_a_driven_roller_that_stands_for_200_ms_trips() -> None:
    bench = rolling()
    assert report(bench, 200, turns=4) == []
    report(bench, 200)
    reason = assert_tripped(bench, "roller_stalled", "H48")
    assert (reason.channel, reason.actual, reason.limit) == ("roller", 200, 200)


def test_h48_a_report_that_comes_late_is_no_stall() -> None:
    bench = rolling()
    report(bench, 200)
    bench.now += 240 * MILLISECOND
    bench.decide()
    assert report(bench, 205, 10) == []


def test_h48_motion_or_another_place_starts_the_time_anew() -> None:
    bench = rolling()
    for position in range(200, 210):
        assert report(bench, position, turns=4) == []
    report(bench, 210, -10)
    assert report(bench, 210, turns=4) == []


@pytest.mark.parametrize(
    ("technique", "low", "high", "speed"),
    [(Technique.HOLD, 100, 300, 500), (Technique.SHIATSU, 200, 200, 500), (Technique.ROLLING, 100, 300, 0)],
    ids=["hold", "one point", "speed 0"],
)
def test_h48_a_roller_that_shall_stand_may_stand(
    technique: Technique, low: int, high: int, speed: int
) -> None:
    assert report(rolling(technique, low, high, speed), 200, turns=200) == []


def test_h48_a_slow_roller_has_five_seconds_for_a_millimetre() -> None:
    assert report(rolling(speed=100), 200, turns=5) == ["roller_stalled"]
    bench = rolling(speed=99)
    assert report(bench, 200, turns=100) == []
    assert report(bench, 200) == ["roller_stalled"]


def test_h48_a_roller_at_rest_is_not_judged() -> None:
    bench = rolling()
    bench.want({})
    bench.bend(5 * SECOND, measured={"roller": RollerMeasured(200, 0, 0)})
    assert bench.trips == []


@pytest.mark.parametrize(("inside", "outside"), [(0, -1), (800, 801)])
def test_h49_a_roller_outside_its_travel_trips_at_the_first_report(inside: int, outside: int) -> None:
    bench = rolling(low=0, high=800)
    assert report(bench, inside, 10) == []
    report(bench, outside, 10)
    assert assert_tripped(bench, "roller_outside", "H49").actual == outside


@pytest.mark.parametrize(("end", "speed"), [(0, -60), (800, 60)])
def test_h49_a_roller_that_goes_on_at_an_end_its_sensor_can_not_pass_trips(end: int, speed: int) -> None:
    bench = rolling(low=0, high=800)
    assert report(bench, end, speed) == []
    report(bench, end, speed)
    assert assert_tripped(bench, "roller_outside", "H49").actual == end


@pytest.mark.parametrize(("end", "speed"), [(0, -60), (800, 60)])
def test_h49_a_roller_that_turns_round_at_an_end_of_its_travel_does_not(end: int, speed: int) -> None:
    bench = rolling(low=0, high=800)
    for _ in range(10):
        assert report(bench, end, speed) == []
        assert report(bench, abs(end - 3), -speed) == []


def test_h49_a_roller_that_leaves_its_stretch_trips_beyond_a_centimetre_at_the_second_report() -> None:
    bench = rolling()
    for position in (300, 305, 310):
        assert report(bench, position, 10) == []
    assert report(bench, 311, 10) == []
    report(bench, 312, 10)
    assert assert_tripped(bench, "roller_leaves", "H49").actual == 312


def test_h49_it_may_overrun_and_turn_round() -> None:
    bench = rolling()
    for position in (311, 311, 310, 312, 311, 300, 95, 89, 90, 88, 89):
        assert report(bench, position, 10) == []


def test_h49_a_new_stretch_gives_half_a_second_to_turn_and_any_time_to_come() -> None:
    bench = rolling()
    bench.want({"roller": Output(400, RollerMode(Technique.ROLLING, 500, 600, 500))})
    bench.decide()
    for position in range(200, 191, -1):  # still on its old way down, 0.45 s
        assert report(bench, position, -10) == []
    for position in range(192, 700, 4):
        report(bench, position, 10)
        assert bench.trips[:1] == ([] if position <= 612 else ["roller_leaves"])


@pytest.mark.parametrize(("after_ms", "leaving"), [(499, 0), (500, 1)])
def test_h49_the_half_second_to_turn_is_half_a_second(after_ms: int, leaving: int) -> None:
    roller = watch(None)
    mode = RollerMode(Technique.ROLLING, 500, 600, 500)
    roller.take(RollerMeasured(400, -10, 400), 400, mode, SECOND)
    roller.take(RollerMeasured(390, -10, 400), 400, mode, SECOND + after_ms * MILLISECOND)
    assert roller.leaving_samples == leaving


def watch(rated: int | None) -> RollerWatch:
    return RollerWatch(0, "roller", replace(ROLLER_BOUNDS, motor_rated_ma=rated))


def test_h50_twice_the_rated_current_for_20_s_uses_the_motor_up_and_less_cools_it() -> None:
    roller = watch(1_000)
    for turn in range(401):
        roller.take(RollerMeasured(200, 10, 2_000), 400, None, turn * TURN)
    assert roller.overload == roller.overload_limit
    roller.take(RollerMeasured(200, 10, 1_000), 400, None, 402 * TURN)
    assert roller.overload == roller.overload_limit
    roller.take(RollerMeasured(200, 10, 900), 400, None, 403 * TURN)
    assert roller.overload < roller.overload_limit
    roller.forget()
    assert roller.overload > 0
    for turn in range(1, 9_000):
        roller.take(RollerMeasured(200, 0, 0), 0, None, (403 + turn) * TURN)
    assert roller.overload == 0


def test_h50_an_overloaded_motor_trips_at_its_limit_and_an_unknown_rating_never() -> None:
    profile = chair()
    rated = replace(profile.channels[0], bounds=replace(ROLLER_BOUNDS, motor_rated_ma=1_000))
    bench = Bench(replace(profile, channels=(rated, *profile.channels[1:]))).arm()
    roller = bench.kernel.seen["chair"].plant.rollers[0]
    roller.overload = roller.overload_limit - 1
    bench.bend(TURN)
    assert bench.trips == []
    roller.overload += 1
    bench.bend(TURN)
    assert assert_tripped(bench, "motor_overloaded", "H50", Priority.MEDIUM).limit == 1_000
    unknown = rolling()
    unknown.bend(SECOND, measured={"roller": RollerMeasured(200, 10, 60_000)})
    assert unknown.trips == []
    assert watch(None).overload_limit == 0
