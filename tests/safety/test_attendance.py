"""A session that a screen attends ends when the screen falls silent (H18)."""

from tests.support.bench import TURN, Bench
from tests.support.profiles import AIR_ON, HEAT_ON

from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.time import MINUTE, SECOND
from chairctl.safety.attendance import LEASE, Attendance


def test_the_lease_ends_two_seconds_after_the_last_word_and_not_before() -> None:
    attendance = Attendance()
    assert not attendance.is_over(10 * MINUTE)
    attendance.renew(SECOND)
    assert not attendance.is_over(3 * SECOND - 1)
    assert attendance.is_over(3 * SECOND)
    attendance.renew(3 * SECOND)
    assert not attendance.is_over(5 * SECOND - 1)
    attendance.end()
    assert not attendance.is_over(MINUTE)


def test_h18_a_session_whose_screen_falls_silent_ends_after_two_seconds() -> None:
    bench = Bench().energise({"air": AIR_ON, "heat": HEAT_ON})
    bench.kernel.attendance.renew(bench.now)
    bench.run(LEASE - TURN)
    assert bench.kernel.state is SafetyState.ENERGISED
    assert any(bench.levels)
    bench.turn()
    assert (bench.kernel.state, bench.trips) == (SafetyState.SAFE, [])
    assert not any(bench.levels)
    assert bench.kernel.ended == Reason("nobody_watches", limit=2)


def test_h18_a_screen_that_goes_on_attending_keeps_the_session() -> None:
    bench = Bench().energise({"air": AIR_ON})
    for _ in range(20):
        bench.kernel.attendance.renew(bench.now)
        bench.run(LEASE - TURN)
    assert bench.kernel.state is SafetyState.ENERGISED


def test_a_session_that_no_screen_attends_goes_on_without_one() -> None:
    bench = Bench().energise({"air": AIR_ON})
    bench.run(10 * SECOND)
    assert bench.kernel.state is SafetyState.ENERGISED


def test_the_lease_of_one_session_is_not_asked_of_the_next() -> None:
    bench = Bench().energise({"air": AIR_ON})
    bench.kernel.attendance.renew(bench.now)
    bench.kernel.stop(Reason("stopped"))
    bench.armed = False
    bench.run(SECOND)
    assert not bench.kernel.attendance.is_over(bench.now + MINUTE)
