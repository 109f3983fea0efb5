"""The clock of a device against ours, to the millisecond."""

from chairctl.domain.channels import RollerMode, Technique
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import HeatBounds
from chairctl.safety.watches.clock import ClockWatch

BOUNDS = HeatBounds(420, 430, 450)
NOW = 100 * SECOND
ROLLING = RollerMode(Technique.ROLLING, 100, 300, 500)


def drift(step: int, seconds: int = 12, late: int = 0) -> int:
    """The drift after so many seconds, if the device counts `step` ms in each; each other report is late."""
    watch = ClockWatch()
    for second in range(seconds):
        watch.take(1_000 + second * step, 5 * SECOND + second * SECOND)
        watch.take(1_000 + second * step + 500, 5 * SECOND + second * SECOND + SECOND // 2 + late)
    return watch.drift


def test_a_clock_is_judged_over_ten_seconds_and_late_reports_do_not_count() -> None:
    assert ClockWatch().drift == 0
    assert drift(1_000) == drift(1_000, late=400 * MILLISECOND) == 0
    assert drift(980, seconds=11) == 0
    assert drift(980) == drift(980, late=400 * MILLISECOND) == 200 * MILLISECOND
    assert drift(1_020) == -200 * MILLISECOND


def test_of_a_second_only_the_least_delayed_report_counts() -> None:
    watch = ClockWatch()
    for second in range(12):
        watch.take(second * 1_000, second * SECOND + 300 * MILLISECOND)
        if second in (0, 10):
            watch.take(
                second * 1_000 + 1, second * SECOND + (100 if second else 200) * MILLISECOND + MILLISECOND
            )
    assert watch.drift == -100 * MILLISECOND


def test_a_counter_that_wraps_or_jumps_by_more_than_a_minute_begins_anew() -> None:
    for jump_ms, drifts in ((60_000, True), (60_001, False), (-60_001, False)):
        watch = ClockWatch()
        for second in range(12):
            watch.take(second * 1_000 + (jump_ms if second == 11 else 0) + 10**6, second * SECOND)
        for second in range(12, 14):
            watch.take(second * 1_000 + jump_ms + 10**6, second * SECOND)
        assert (watch.drift != 0) is drifts
