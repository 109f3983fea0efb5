from dataclasses import replace

import pytest
from tests.support.bench import ALL_ON, TURN, Bench, energised
from tests.support.profiles import AIR_ON, HEAT_ON, ROLLER_ON, chair, chair_and_unit, device, heat
from tests.support.reports import telemetry

from chairctl.domain.safety import Cut, Reason, SafetyState
from chairctl.domain.telemetry import HeatMeasured, Readback
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.kernel import IDLE_LIMIT


def rested(bench: Bench, minutes: int) -> Bench:
    """Time passes with everything off and the line up."""
    bench.armed, bench.applied = False, [0] * len(bench.applied)
    bench.want({})
    for _ in range(minutes):
        bench.turn(MINUTE)
    return bench


def test_the_session_limit_ends_all_output_at_its_second() -> None:
    bench = Bench(chair(session_max_s=60)).arm()
    bench.want({"air": AIR_ON})
    bench.turn()
    began = bench.now
    while bench.now < began + MINUTE - TURN:
        bench.turn()
    assert bench.kernel.state is SafetyState.ENERGISED
    bench.turn()
    assert bench.kernel.exposure.energised == MINUTE
    assert (bench.levels, bench.kernel.state) == ([0] * 4, SafetyState.SAFE)
    assert bench.kernel.ended == Reason("session_limit", limit=60)


def test_of_several_devices_the_shortest_session_limit_counts() -> None:
    assert Bench(*chair_and_unit()).kernel.session_limit == 1_200 * SECOND


def test_after_a_whole_session_a_rest_is_needed_and_after_the_rest_no_more() -> None:
    bench = Bench(chair(session_max_s=60)).energise(ALL_ON)
    bench.run(MINUTE)
    assert bench.kernel.state is SafetyState.SAFE
    rested(bench, 1)
    assert bench.ask_to_arm() == (Reason("rest_needed", limit=60),)
    rested(bench, 28)
    assert bench.ask_to_arm() == (Reason("rest_needed", limit=60),)
    rested(bench, 2)
    assert bench.ask_to_arm() == ()


def test_a_stop_and_a_new_arming_do_not_buy_more_minutes() -> None:
    bench = Bench(chair(session_max_s=60)).energise({"air": AIR_ON})
    bench.run(40 * SECOND)
    bench.kernel.stop(Reason("stopped"))
    bench.decide()
    bench.armed, bench.applied = False, [0] * 4
    bench.turn()
    bench.energise({"air": AIR_ON}).run(20 * SECOND)
    assert bench.kernel.ended == Reason("session_limit", limit=60)


def test_an_armed_station_that_puts_nothing_out_is_disarmed_after_five_minutes() -> None:
    assert IDLE_LIMIT == 5 * MINUTE
    bench = Bench().connect()
    bench.ask_to_arm()
    armed_at = bench.now
    bench.armed = True
    bench.turn()
    while bench.now < armed_at + IDLE_LIMIT - TURN:
        bench.turn()
    assert bench.kernel.state is SafetyState.READY
    bench.turn()
    assert (bench.kernel.state, bench.kernel.ended) == (SafetyState.SAFE, Reason("idle", limit=300))


def test_output_in_between_starts_the_idle_time_anew() -> None:
    bench = Bench().arm()
    bench.run(4 * MINUTE)
    bench.want({"air": AIR_ON})
    bench.run(SECOND)
    bench.want({})
    states = [bench.run(duration).kernel.state for duration in (5 * MINUTE - SECOND, 2 * SECOND)]
    assert states == [SafetyState.READY, SafetyState.SAFE]


def test_an_idle_time_does_not_go_on_over_a_disarming() -> None:
    bench = Bench().arm()
    bench.run(4 * MINUTE)
    bench.kernel.stop(Reason("stopped"))
    bench.decide()
    bench.armed = False
    bench.run(2 * MINUTE)
    bench.arm().run(2 * MINUTE)
    assert bench.kernel.state is SafetyState.READY


def test_the_heat_dose_ends_heat_only_and_for_the_rest_of_the_session() -> None:
    bench = Bench().arm()
    bench.want({"heat": HEAT_ON, "air": AIR_ON, "roller": ROLLER_ON})
    bench.pad = 425  # 2 CEM43 minutes in 4 min
    bench.run(4 * MINUTE - 2 * SECOND)
    assert bench.levels[1] == 400
    bench.run(6 * SECOND)
    assert bench.kernel.state is SafetyState.ENERGISED
    assert (bench.levels[0], bench.levels[1], bench.levels[2]) == (400, 0, 500)
    assert bench.decision.cuts == (Cut("heat_dose", "heat", 400, 0),)
    bench.pad = 300
    bench.run(MINUTE)
    assert bench.levels[1] == 0


def test_the_dose_counts_the_hottest_pad_of_all_devices_even_while_nothing_is_on() -> None:
    bench = Bench(*chair_and_unit()).connect()
    bench.decide()
    bench.pad = 420
    bench.report()
    bench.decide()
    for _ in range(60):
        bench.turn(SECOND)
    assert bench.kernel.exposure.hottest_pad_tenth_c == 420
    assert abs(bench.kernel.exposure.cem43_micro_minutes - 250_000) <= 1


@pytest.mark.parametrize("pads", [(420, 350), (350, 420)])
def test_of_two_pads_the_hotter_one_counts(pads: tuple[int, int]) -> None:
    bench = Bench(device("chair", heat(name="seat"), heat(name="legs"))).connect()
    report = telemetry(bench.profile, bench.now)
    readbacks = tuple(Readback(0, HeatMeasured(pad, 0)) for pad in pads)
    bench.kernel.observe(replace(report, readbacks=readbacks), bench.now)
    bench.decide()
    assert bench.kernel.exposure.hottest_pad_tenth_c == 420


def test_the_next_deadline_is_when_the_oldest_telemetry_turns_stale() -> None:
    bench = energised()
    heard_at = bench.now
    bench.now += 100 * MILLISECOND
    bench.decide()
    deadline = bench.kernel.next_deadline()
    assert deadline == heard_at + 250 * MILLISECOND
    bench.now = deadline
    bench.decide()
    assert bench.trips == ["stale_telemetry"]
    assert bench.kernel.next_deadline() == heard_at + 500 * MILLISECOND
    bench.now = heard_at + 500 * MILLISECOND
    bench.decide()
    assert bench.trips == ["stale_telemetry", "zero_unconfirmed"]
    assert bench.kernel.next_deadline() is None


def test_with_a_line_just_opened_the_next_deadline_has_long_passed() -> None:
    bench = energised()
    bench.kernel.line_up("chair")
    deadline = bench.kernel.next_deadline()
    assert deadline is not None
    assert deadline < bench.now
