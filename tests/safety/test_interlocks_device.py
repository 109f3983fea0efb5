"""Each interlock on the device trips exactly at its limit; the ids are those of the hazard table."""

import pytest
from tests.support.bench import Bench, assert_tripped, energised
from tests.support.profiles import AIR_ON
from tests.support.reports import EPOCH, identity

from chairctl.domain.channels import Output
from chairctl.domain.safety import Priority, SafetyState
from chairctl.domain.time import MILLISECOND, SECOND


def test_h38_h55_a_new_epoch_trips_at_the_first_sample() -> None:
    bench = energised()
    bench.report(epoch=EPOCH + 1)
    bench.decide()
    assert_tripped(bench, "rebooted", "H38")


def test_h38_a_device_that_names_itself_anew_trips_before_it_reports() -> None:
    bench = energised()
    bench.kernel.observe(identity(bench.profile, epoch=EPOCH + 1), bench.now)
    bench.decide()
    assert_tripped(bench, "rebooted", "H38")


def test_h38_a_device_that_reboots_while_it_is_being_armed_is_never_confirmed() -> None:
    bench = Bench().connect()
    assert bench.ask_to_arm() == ()
    bench.want({"air": AIR_ON})
    bench.report(epoch=EPOCH + 1, armed=True)
    assert not bench.kernel.seen["chair"].confirmed
    bench.decide()
    assert_tripped(bench, "rebooted", "H38")


@pytest.mark.parametrize("faults", [("over_current",), ("lease", "over_current")])
def test_h48_h51_a_fault_of_the_device_trips_and_is_named(faults: tuple[str, ...]) -> None:
    bench = energised()
    bench.report(faults=faults)
    bench.decide()
    assert assert_tripped(bench, "device_fault", "H48").detail == " ".join(faults)


def test_an_old_fault_does_not_trip_until_the_device_has_confirmed_that_it_is_armed() -> None:
    bench = Bench().connect()
    bench.report(faults=("lease",))
    assert bench.ask_to_arm() == ()
    bench.decide()
    assert bench.trips == []
    bench.report(faults=("lease",), armed=True)
    bench.decide()
    assert_tripped(bench, "device_fault", "H48")


def test_h07_h23_a_device_that_drops_out_trips() -> None:
    bench = energised()
    bench.report(armed=False)
    bench.decide()
    assert_tripped(bench, "dropped_out", "H07")


def test_h13_h35_a_command_that_we_never_sent_trips_one_above_ours_and_not_at_ours() -> None:
    bench = energised()
    bench.report(echo=11, sent=11)
    bench.decide()
    assert bench.trips == []
    bench.report(echo=12, sent=11)
    bench.decide()
    reason = assert_tripped(bench, "second_master", "H13")
    assert (reason.actual, reason.limit) == (12, 11)


@pytest.mark.parametrize(("echo", "sent"), [(12, None), (None, 11), (None, None)])
def test_a_family_that_cannot_count_commands_shows_no_second_master(
    echo: int | None, sent: int | None
) -> None:
    bench = energised()
    bench.report(echo=echo, sent=sent)
    bench.decide()
    assert bench.trips == []


@pytest.mark.parametrize("index", range(4))
def test_h35_h56_a_readback_one_above_what_was_permitted_trips(index: int) -> None:
    bench = energised()
    applied = list(bench.applied)
    bench.report(applied=tuple(applied))
    bench.decide()
    assert bench.trips == []
    applied[index] = bench.kernel.seen["chair"].permitted.highest[index] + 1
    bench.report(applied=tuple(applied))
    bench.decide()
    reason = assert_tripped(bench, "over_applied", "H35")
    assert (reason.channel, reason.actual) == (bench.profile.channels[index].channel.name, applied[index])


def test_h35_a_readback_may_lag_behind_a_fall_for_the_settling_time_and_not_longer() -> None:
    bench = energised()
    bench.run(SECOND)
    high = tuple(bench.applied)
    bench.want({})
    fell_at = bench.now
    bench.decide()
    while bench.now < fell_at + 300 * MILLISECOND:
        bench.now += 50 * MILLISECOND
        bench.report(applied=high)
        bench.decide()
    assert bench.trips == []
    bench.now += 1
    bench.decide()
    bench.report(applied=high)
    bench.decide()
    assert bench.kernel.trips[0].reason.code == "over_applied"


def test_h35_output_while_nothing_is_armed_trips_too() -> None:
    bench = Bench().connect()
    bench.report(applied=(1,))
    bench.decide()
    assert (bench.trips, bench.kernel.state) == (["over_applied"], SafetyState.TRIPPED)
    assert bench.kernel.ended is None


def test_h33_h56_a_readback_that_stays_below_what_was_permitted_trips_after_two_seconds() -> None:
    bench = energised()
    bench.want({"air": Output(300)})
    bench.run(SECOND)
    since = bench.now
    for offset in range(0, 2_001, 50):
        bench.now = since + offset * MILLISECOND
        bench.report(applied=(0, 0, 299, 0))
        bench.decide()
    assert bench.trips == []
    bench.now += 1
    bench.decide()
    reason = assert_tripped(bench, "under_applied", "H33", Priority.MEDIUM)
    assert (reason.channel, reason.actual, reason.limit) == ("air", 299, 300)


def test_a_readback_that_catches_up_starts_the_two_seconds_anew() -> None:
    bench = energised()
    bench.want({"air": Output(300)})
    bench.run(SECOND)
    for turn in range(100):
        bench.now += 50 * MILLISECOND
        bench.report(applied=(0, 0, 300 if turn % 39 == 0 else 299, 0))
        bench.decide()
    assert bench.trips == []


@pytest.mark.parametrize("faults", [(), ("lease", "pad")])
def test_h29_a_device_that_does_not_let_itself_be_armed_trips_after_two_seconds(
    faults: tuple[str, ...],
) -> None:
    bench = Bench().connect()
    bench.ask_to_arm()
    since = bench.now
    for offset in (*range(50, 2_000, 50), 1_999):
        bench.now = since + offset * MILLISECOND
        bench.report(faults=faults)
        bench.decide()
    assert (bench.trips, bench.kernel.state) == ([], SafetyState.READY)
    bench.now = since + 2 * SECOND
    bench.decide()
    assert assert_tripped(bench, "arm_unanswered", "H29", Priority.MEDIUM).detail == " ".join(faults)
