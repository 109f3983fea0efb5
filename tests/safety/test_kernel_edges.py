"""The kernel where it is decided to the nanosecond, and what it must not forget."""

from dataclasses import replace

import pytest
from tests.support.bench import ALL_ON, TURN, Bench, energised
from tests.support.profiles import AIR_ON, HEAT_ON, air, chair, chair_and_unit, device, posture
from tests.support.reports import telemetry

from chairctl.domain.channels import OFF, Output
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.kernel import Kernel

STOPPED = Reason("stopped")


def test_five_minutes_of_nothing_end_to_the_nanosecond_counted_from_the_last_output() -> None:
    bench = Bench().arm()
    armed_at = bench.now
    bench.run(5 * MINUTE - TURN)
    bench.turn(armed_at + 5 * MINUTE - 1 - bench.now)
    assert bench.kernel.state is SafetyState.READY
    bench.turn(1)
    assert (bench.kernel.state, bench.kernel.ended) == (SafetyState.SAFE, Reason("idle", limit=300))
    assert not any(permit.armed for permit in bench.decision.permits)


def test_a_session_ends_with_what_its_strictest_profile_allows() -> None:
    strict = replace(chair_and_unit()[1], session_max_s=60)
    bench = Bench(chair_and_unit()[0], strict).arm()
    bench.want({"air": AIR_ON, "heat": HEAT_ON, "tens": OFF})
    bench.run(2 * SECOND)
    assert bench.kernel.session_limit == 60 * SECOND
    bench.kernel.exposure.energised = 60 * SECOND - TURN - 1
    bench.turn()
    assert bench.kernel.state is SafetyState.ENERGISED
    bench.turn(1)
    assert bench.kernel.ended == Reason("session_limit", limit=60)
    assert bench.ask_to_arm() == (Reason("rest_needed", limit=60),)
    bench.kernel.exposure.energised = 60 * SECOND - 1
    assert Reason("rest_needed", limit=60) not in bench.ask_to_arm()


def test_arming_what_is_armed_already_changes_nothing() -> None:
    bench = energised()
    assert bench.kernel.arm(bench.now) == ()
    assert bench.kernel.state is SafetyState.ENERGISED


def test_a_wish_counts_until_its_end_and_one_without_an_end_not_at_all() -> None:
    bench = energised()
    for until, counts in ((bench.now + 1, True), (bench.now, False)):
        image = bench.kernel.decide(bench.wanted, until, bench.now).image
        assert any(output.level for output in image) is counts
    assert not any(output.level for output in energised().kernel.decide(bench.wanted, None, bench.now).image)


def test_a_clock_that_runs_backwards_adds_no_time() -> None:
    bench = energised()
    before = bench.kernel.exposure.energised
    bench.kernel.decide(bench.wanted, bench.now + SECOND, bench.now - TURN)
    assert bench.kernel.exposure.energised == before


def test_only_sixteen_trips_are_kept_whatever_trips() -> None:
    profiles = tuple(device(f"d{number}", air(f"d{number}", f"air{number}")) for number in range(20))
    bench = Bench(*profiles).arm()
    for profile in profiles:
        bench.kernel.line_down(profile.name, "hangup")
    bench.decide()
    assert len(bench.kernel.trips) == 16
    assert bench.kernel.state is SafetyState.TRIPPED


def test_a_trip_is_kept_once_for_its_channel_with_all_that_is_known_of_it() -> None:
    bench = energised()
    bench.bend(TURN, pad=450)
    first = bench.kernel.trips
    assert [(trip.reason.channel, trip.at, trip.cuts_power) for trip in first] == [("heat", bench.now, False)]
    bench.bend(3 * TURN, pad=460)
    assert bench.kernel.trips[: len(first)] == first
    assert len({(trip.reason.code, trip.reason.channel) for trip in bench.kernel.trips}) == len(
        bench.kernel.trips
    )


def test_what_is_still_wrong_is_told_and_nothing_is_acknowledged() -> None:
    bench = energised()
    bench.kernel.line_down("chair", "hangup")
    bench.decide()
    assert bench.kernel.acknowledge(bench.now) == (Reason("line_lost", detail="hangup"),)
    assert (bench.kernel.state, bench.trips) == (SafetyState.TRIPPED, ["line_lost"])
    bench.armed, bench.applied = False, [0] * 4
    bench.connect()
    bench.decide()
    assert bench.kernel.acknowledge(bench.now) == ()
    assert (bench.kernel.state, bench.trips) == (SafetyState.SAFE, [])


def test_only_the_first_device_stands_for_a_station_that_was_silent() -> None:
    bench = energised(*chair_and_unit())
    first, second = bench.kernel.seen.values()
    bench.turn(200 * MILLISECOND)
    assert (first.silent_turn, second.silent_turn) == (200 * MILLISECOND, 0)
    bench.kernel.stop(STOPPED)
    bench.turn()
    assert first.silent_turn == 0


def test_the_next_deadline_is_when_the_oldest_telemetry_turns_stale_while_armed() -> None:
    bench = energised(*chair_and_unit())
    heard = bench.now
    bench.now += 20 * MILLISECOND
    unit = bench.profiles[1]
    bench.kernel.observe(telemetry(unit, bench.now, armed=True), bench.now)
    assert bench.kernel.next_deadline() == heard + 250 * MILLISECOND


def test_at_rest_there_is_no_deadline_and_of_an_unsure_device_one_that_lies_ahead() -> None:
    bench = Bench()
    assert bench.kernel.next_deadline() is None
    bench.connect()
    bench.decide()
    assert bench.kernel.next_deadline() is None
    heard = bench.now
    bench.report(armed=True)
    assert bench.kernel.next_deadline() == heard + 500 * MILLISECOND
    bench.now = heard + 500 * MILLISECOND - 1
    bench.decide()
    assert bench.kernel.next_deadline() == heard + 500 * MILLISECOND
    bench.now = heard + 500 * MILLISECOND
    bench.decide()
    assert bench.kernel.next_deadline() is None


def test_a_new_kernel_has_decided_nothing_and_ended_nothing() -> None:
    kernel = Kernel((chair(),))
    assert (kernel.state, kernel.trips, kernel.ended, kernel.stops) == (SafetyState.SAFE, (), None, 0)
    assert kernel.next_deadline() is None
    permits = kernel.decide((OFF,) * 4, None, 7).permits
    assert [(one.number, one.armed, one.stops, one.issued_at, one.expires_at) for one in permits] == [
        (1, False, 0, 7, 7 + 250 * MILLISECOND)
    ]


def test_a_permit_carries_how_often_a_person_has_stopped() -> None:
    bench = energised()
    bench.kernel.stops = 3
    assert [permit.stops for permit in bench.decide().permits] == [3]


@pytest.mark.parametrize("wanted", [ALL_ON, {"air": AIR_ON}])
def test_energised_and_ready_follow_what_is_put_out(wanted: dict[str, Output]) -> None:
    bench, states = energised(), []
    for each in ({}, wanted):
        bench.want(each)
        bench.turn()
        states.append(bench.kernel.state)
    assert states == [SafetyState.READY, SafetyState.ENERGISED]


def test_a_back_is_let_up_only_once_its_own_device_is_armed_and_only_there() -> None:
    back, other = device("bed", posture("bed")), device("pad", air("pad"))
    bench = Bench(back, other).connect()
    assert bench.kernel.let_up(bench.now) == ()
    decision = bench.decide()
    assert ([permit.armed for permit in decision.permits], bench.levels) == ([True, False], [0, 0])
    bench.kernel.observe(telemetry(back, bench.now, armed=True), bench.now)
    bench.now += TURN
    decision = bench.decide()
    assert ([permit.armed for permit in decision.permits], bench.levels) == ([True, False], [25, 0])
    assert bench.kernel.next_deadline() == bench.now - TURN + 500 * MILLISECOND


def test_a_report_may_come_before_anything_was_decided() -> None:
    kernel = Kernel((chair(),))
    kernel.line_up("chair")
    kernel.observe(telemetry(chair(), 7), 7)
    assert kernel.seen["chair"].telemetry_age(8) == 1


def test_a_second_look_at_the_same_instant_adds_no_time() -> None:
    bench = energised()
    before = bench.kernel.exposure.energised
    bench.decide()
    assert bench.kernel.exposure.energised == before


def test_a_report_that_comes_late_but_before_anybody_looked_is_in_time() -> None:
    bench = energised()
    bench.turn(260 * MILLISECOND)
    assert (bench.kernel.state, bench.trips) == (SafetyState.ENERGISED, [])


def beds() -> Bench:
    return Bench(device("bed", posture("bed")), device("pad", air("pad"))).connect()


def test_arming_ends_let_me_up_even_while_some_device_has_not_confirmed() -> None:
    bench = beds()
    assert bench.kernel.let_up(bench.now) == ()
    bench.decide()
    assert bench.ask_to_arm() == ()
    bench.decide()
    bench.now += TURN
    bench.kernel.observe(telemetry(bench.profiles[0], bench.now, armed=True), bench.now)
    bench.kernel.observe(telemetry(bench.profiles[1], bench.now), bench.now)
    bench.decide()
    assert (bench.kernel.state, bench.levels) == (SafetyState.READY, [0, 0])


def test_a_key_that_is_held_too_long_says_for_how_long_it_counts() -> None:
    bench = beds()
    for _ in range(200):
        assert bench.kernel.let_up(bench.now) == ()
        bench.turn()
    assert bench.kernel.let_up(bench.now) == (Reason("let_up_over", limit=10),)


def test_idle_time_that_has_ended_with_a_stop_does_not_end_let_me_up() -> None:
    bench = beds()
    assert bench.ask_to_arm() == ()
    bench.decide()
    bench.armed = True
    bench.run(5 * MINUTE - TURN)
    assert bench.kernel.state is SafetyState.READY
    bench.kernel.stop(STOPPED)
    bench.now += 2 * TURN
    assert bench.kernel.let_up(bench.now) == ()
    bench.decide()
    assert [permit.armed for permit in bench.decision.permits] == [True, False]


def test_the_dose_of_a_warm_pad_is_spent_while_armed_and_at_rest_it_is_only_counted() -> None:
    armed, resting = Bench().arm(), Bench().connect()
    for bench in (armed, resting):
        bench.pad = 425
        bench.run(SECOND)
        assert bench.kernel.exposure.cem43_micro_minutes > 0
    assert armed.kernel.allowance._dose_nano > 0
    assert resting.kernel.allowance._dose_nano == 0


def test_of_two_devices_with_a_back_none_moves_before_both_are_armed() -> None:
    bench = Bench(device("one", posture("one")), device("two", posture("two", "other"))).connect()
    assert bench.kernel.let_up(bench.now) == ()
    bench.decide()
    for number, levels in ((0, [0, 0]), (1, [25, 25])):
        bench.now += TURN
        bench.kernel.observe(telemetry(bench.profiles[number], bench.now, armed=True), bench.now)
        bench.decide()
        assert bench.levels == levels


def test_the_first_of_several_deadlines_is_the_next() -> None:
    bench = Bench(*chair_and_unit()).connect()
    for number in range(2):
        bench.kernel.observe(
            telemetry(bench.profiles[number], bench.now + number, armed=True), bench.now + number
        )
    assert bench.kernel.next_deadline() == bench.now + 500 * MILLISECOND


def test_each_of_three_devices_gets_its_own_part() -> None:
    bench = Bench(*(device(name, air(name, f"{name} air")) for name in "abc")).arm()
    bench.want({"b air": AIR_ON})
    bench.run(SECOND)
    parts = [[output.level for output in permit.image] for permit in bench.decision.permits]
    assert parts[0] == parts[2] == [0]
    assert parts[1][0] > 0


def test_a_permit_to_rest_does_not_depend_on_when_the_device_was_heard() -> None:
    bench = Bench().connect()
    bench.now += 100 * MILLISECOND
    (permit,) = bench.decide().permits
    assert (permit.armed, permit.expires_at) == (False, bench.now + 250 * MILLISECOND)


def test_after_a_stop_no_device_counts_as_armed_by_this_host() -> None:
    bench = energised()
    bench.kernel.stop(STOPPED)
    (seen,) = bench.kernel.seen.values()
    assert (seen.armed_since, seen.armed_epoch, seen.confirmed) == (None, None, False)
