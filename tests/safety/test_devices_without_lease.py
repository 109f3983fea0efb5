"""What the kernel allows, and does not allow, to a device that has no lease and is set key by key."""

from dataclasses import replace

import pytest
from tests.support.bench import Bench
from tests.support.profiles import chair
from tests.support.reports import telemetry
from tests.support.scripted import Stage

from chairctl.domain.channels import Output
from chairctl.domain.commands import Arm, Origin, Stop
from chairctl.domain.telemetry import BUSY, Activity
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import Failsafe, HostLoss

SLOW = replace(
    chair(), failsafe=Failsafe(HostLoss.GOES_ON, 0, "document"), telemetry_age_ms=1_000, settle_ms=5_000
)


def energised() -> Bench:
    bench = Bench(SLOW).arm()
    bench.want({"air": Output(300)})
    return bench.run(SECOND)


def below(bench: Bench, seconds: int, activity: Activity | None) -> list[str]:
    """It stays below what is permitted, and says what it does by itself."""
    for _ in range(seconds * 20):
        bench.now += 50 * MILLISECOND
        report = replace(telemetry(bench.profile, bench.now, armed=True), activity=activity)
        bench.kernel.observe(report, bench.now)
        bench.decide()
    return bench.trips


@pytest.mark.parametrize("activity", sorted(BUSY))
def test_a_device_that_is_busy_with_itself_may_stay_below_what_is_permitted(activity: Activity) -> None:
    bench = energised()
    assert below(bench, 60, activity) == []
    assert below(bench, 3, None) == ["under_applied"]


@pytest.mark.parametrize("activity", [None, *sorted(set(Activity) - BUSY)])
def test_no_other_activity_is_an_excuse(activity: Activity | None) -> None:
    assert below(energised(), 9, activity) == ["under_applied"]


def test_h39_a_device_that_reports_seldom_is_missed_when_its_telemetry_is_stale_and_not_before() -> None:
    bench = energised()
    heard = bench.now
    bench.now = heard + 1_000 * MILLISECOND - 1
    bench.decide()
    assert bench.trips == []
    bench.now += 1
    bench.decide()
    assert bench.trips == ["stale_telemetry", "zero_unconfirmed"]


def test_h39_a_link_that_breaks_is_no_rest_for_a_device_without_a_lease() -> None:
    bench = energised()
    bench.kernel.line_down("chair", "unplugged")
    bench.decide()
    assert bench.trips == ["line_lost"]
    bench.now += SECOND
    bench.decide()
    assert bench.trips == ["line_lost", "zero_unconfirmed"]
    assert bench.kernel.trips[1].cuts_power


@pytest.mark.parametrize("origin", Origin)
def test_every_stop_of_a_person_or_a_program_is_counted_in_the_permits_armed_or_not(origin: Origin) -> None:
    stage = Stage().arm()
    device = stage.devices["chair"]
    assert device.permits[-1].stops == 0
    stage.ask(Stop(), origin)
    stage.ask(Stop(), origin)
    assert (device.permits[-1].stops, device.permits[-1].armed) == (2, False)


def test_an_arming_or_a_trip_is_no_stop_of_a_person() -> None:
    stage = Stage().arm()
    stage.ask(Arm())
    stage.now += 10 * SECOND
    stage.report(stage.profiles[0])
    assert stage.station.kernel.trips
    assert stage.devices["chair"].permits[-1].stops == 0
