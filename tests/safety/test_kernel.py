from dataclasses import replace

import pytest
from tests.support.bench import ALL_ON, Bench, energised
from tests.support.profiles import AIR_ON, HEAT_ON, PULSES, TENS_ON, chair, chair_and_unit

from chairctl.domain.channels import OFF, Output
from chairctl.domain.safety import Cut, Reason, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND

STOPPED = Reason("stopped")


def test_a_new_kernel_is_safe_and_permits_nothing() -> None:
    bench = Bench()
    assert bench.kernel.state is SafetyState.SAFE
    assert bench.levels == [0, 0, 0, 0]
    assert [permit.armed for permit in bench.decision.permits] == [False]
    assert bench.kernel.next_deadline() is None


def test_nothing_is_put_out_before_the_device_confirms_that_it_is_armed() -> None:
    bench = Bench().connect()
    bench.ask_to_arm()
    bench.want(ALL_ON)
    for _ in range(30):
        bench.turn()
        assert bench.levels == [0, 0, 0, 0]
        assert bench.decision.permits[0].armed
    bench.armed = True
    bench.turn()
    assert bench.kernel.state is SafetyState.ENERGISED
    assert any(bench.levels)


def test_of_several_devices_all_must_confirm_first() -> None:
    bench = Bench(*chair_and_unit()).connect()
    bench.ask_to_arm()
    bench.want(ALL_ON)
    bench.now += 50 * MILLISECOND
    bench.report(armed=True)
    bench.decide()
    assert not any(bench.levels)
    bench.armed = True
    bench.turn()
    assert any(bench.levels)


def test_arming_again_while_armed_changes_nothing() -> None:
    bench = energised()
    before = bench.levels
    assert bench.ask_to_arm() == ()
    assert bench.decide().image == tuple(bench.decision.image)
    assert (bench.levels, bench.kernel.state) == (before, SafetyState.ENERGISED)


def test_ready_and_energised_follow_the_outputs() -> None:
    bench = energised()
    bench.want({})
    bench.turn()
    states = [bench.kernel.state]
    bench.want({"air": AIR_ON})
    bench.turn()
    states.append(bench.kernel.state)
    assert states == [SafetyState.READY, SafetyState.ENERGISED]


def test_a_permit_expires_a_lease_after_the_telemetry_it_rests_on() -> None:
    bench = energised()
    heard_at = bench.now
    for later in (0, 100, 200):
        bench.now = heard_at + later * MILLISECOND
        (permit,) = bench.decide().permits
        assert permit.issued_at == bench.now
        assert permit.expires_at == heard_at + 250 * MILLISECOND


def test_what_is_applied_is_told_of_all_devices_in_the_order_of_the_station() -> None:
    bench = energised(*chair_and_unit())
    first, second = bench.kernel.seen.values()
    first.applied, second.applied = [1, 2], [3]
    assert bench.kernel.applied() == [1, 2, 3]
    assert (first.applied, second.applied) == ([1, 2], [3])


def test_each_device_has_a_lease_of_its_own() -> None:
    bench = energised(*chair_and_unit())
    heard_at = bench.now
    bench.now += 40 * MILLISECOND
    first, second = bench.profiles
    known = bench.kernel.seen[second.name].telemetry
    assert known
    bench.kernel.observe(replace(known, received_at=bench.now), bench.now)
    expiries = [permit.expires_at for permit in bench.decide().permits]
    assert expiries == [heard_at + 250 * MILLISECOND, bench.now + 250 * MILLISECOND]
    assert bench.kernel.next_deadline() == heard_at + first.telemetry_age_ms * MILLISECOND


def test_each_device_gets_its_own_part_of_the_image() -> None:
    bench = energised(*chair_and_unit())
    chair_part, unit_part = (permit.image for permit in bench.decision.permits)
    assert (len(chair_part), len(unit_part)) == (2, 1)
    assert chair_part + unit_part == bench.decision.image


@pytest.mark.parametrize("wanted", [ALL_ON, {}])
def test_a_stop_is_zero_in_the_same_turn_and_needs_arming(wanted: dict[str, Output]) -> None:
    bench = energised()
    bench.want(wanted)
    bench.kernel.stop(STOPPED)
    bench.decide()
    assert (bench.levels, bench.kernel.state, bench.kernel.ended) == ([0] * 4, SafetyState.SAFE, STOPPED)
    bench.want(ALL_ON)
    bench.armed = False
    bench.run(SECOND)
    assert (bench.levels, bench.kernel.state) == ([0] * 4, SafetyState.SAFE)


def test_a_stop_ends_only_what_runs_and_does_not_hide_a_trip() -> None:
    bench = Bench().connect()
    bench.kernel.stop(STOPPED)
    assert (bench.kernel.state, bench.kernel.ended) == (SafetyState.SAFE, None)
    bench = energised()
    bench.kernel.line_down("chair", "")
    bench.decide()
    bench.kernel.stop(STOPPED)
    assert bench.kernel.state is SafetyState.TRIPPED
    assert bench.kernel.ended == Reason("line_lost")


def test_a_trip_refuses_arming_with_its_reasons_until_it_is_acknowledged() -> None:
    bench = energised()
    bench.kernel.line_down("chair", "unplugged")
    bench.decide()
    assert bench.ask_to_arm() == (Reason("line_lost", detail="unplugged"),)
    assert bench.kernel.acknowledge(bench.now) == (Reason("line_lost", detail="unplugged"),)
    bench.armed, bench.applied = False, [0] * 4
    bench.connect()
    bench.turn()
    assert bench.kernel.state is SafetyState.TRIPPED
    assert bench.kernel.acknowledge(bench.now) == ()
    bench.turn()
    assert (bench.kernel.state, bench.levels) == (SafetyState.SAFE, [0] * 4)


def test_after_everything_that_ends_a_session_the_rise_starts_from_zero() -> None:
    bench = energised()
    bench.kernel.stop(STOPPED)
    bench.decide()
    bench.armed, bench.applied = False, [0] * 4
    bench.turn()
    bench.arm()
    assert bench.kernel.ended is None
    bench.want(ALL_ON)
    bench.turn()
    assert bench.levels == [10, 0, 10, 0]


def test_a_step_that_is_over_or_has_no_end_permits_nothing_and_says_so() -> None:
    bench = energised()
    at = bench.now
    assert any(output.level for output in bench.kernel.decide(bench.wanted, at + 1, at).image)
    for valid_until in (at, at - 1, None):
        decision = bench.kernel.decide(bench.wanted, valid_until, at)
        assert not any(output.level for output in decision.image)
        assert [(cut.rule, cut.permitted) for cut in decision.cuts] == [("step_time", 0)] * 4


def test_cuts_name_the_channel_the_rule_what_was_wanted_and_what_is_permitted() -> None:
    bench = energised()
    bench.run(10 * SECOND)
    bench.want({"air": Output(900), "tens": Output(100, PULSES), "heat": Output(150)})
    bench.decide()
    assert bench.decision.cuts[0] == Cut("too_cool", "heat", 150, 0)
    assert bench.decision.cuts[1].rule == "max_level"
    bench.run(2 * SECOND)
    assert Cut("max_level", "air", 900, 800) in bench.decision.cuts


@pytest.mark.parametrize("nonsense", [None, 5, "air", Output(float("nan")), Output(True)], ids=repr)  # type: ignore[arg-type]  # noqa: FBT003
def test_a_malformed_wish_turns_its_channel_off_and_leaves_the_others(nonsense: Output) -> None:
    bench = energised()
    before = bench.levels
    bench.wanted = (bench.wanted[0], bench.wanted[1], nonsense, bench.wanted[3])
    bench.decide()
    assert bench.levels == [before[0], before[1], 0, before[3]]
    assert [(cut.rule, cut.channel) for cut in bench.decision.cuts if cut.rule != "rise"] == [
        ("malformed", "air")
    ]


@pytest.mark.parametrize("count", [0, 2, 6])
def test_an_image_with_too_few_wishes_turns_the_rest_off_and_too_many_are_ignored(count: int) -> None:
    bench = energised()
    before = bench.levels
    bench.wanted = (*bench.wanted, TENS_ON, HEAT_ON)[:count]
    bench.decide()
    assert bench.levels == [level if index < count else 0 for index, level in enumerate(before)]


def test_a_stall_and_a_clock_that_runs_backwards_end_in_no_jump() -> None:
    bench = energised(chair())
    before = bench.levels
    bench.turn(10 * MINUTE)
    assert all(after <= level + 20 for after, level in zip(bench.levels, before, strict=True))
    energy = bench.kernel.exposure.energised
    bench.turn(-MINUTE)
    assert bench.kernel.exposure.energised == energy
    assert OFF.level == 0 <= min(bench.levels)
