"""Contact of electrodes, and current that is not what was applied; each trips exactly at its limit."""

import pytest
from tests.support.bench import TURN, Bench, assert_tripped
from tests.support.profiles import PULSES

from chairctl.domain.ceilings import STIMULATION_PEAK, STIMULATION_PULSE_ENERGY, STIMULATION_WIDTH
from chairctl.domain.channels import Output
from chairctl.domain.safety import SafetyState
from chairctl.domain.telemetry import ContactSeen, StimulationMeasured
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.safety.watches.stimulation import StimulationWatch

LEVEL = 80


def flowing(level: int = LEVEL, ohm: int | None = 1_000) -> Bench:
    """A stimulation that has flowed for ten seconds as it should."""
    bench = Bench().arm()
    bench.want({"tens": Output(level, PULSES)})
    for _ in range(200):
        flow(bench, ohm)
    assert (bench.levels[3], bench.trips) == (level, [])
    return bench


def flow(bench: Bench, ohm: int | None = 1_000, off_by: int = 0, net: int = 0, turns: int = 1) -> list[str]:
    for _ in range(turns):
        level = bench.levels[3]
        bench.bend(
            TURN,
            applied=(0, 0, 0, level),
            measured={"tens": StimulationMeasured(max(0, level + off_by), ohm, net)},
        )
    return bench.trips


def test_h51_open_electrodes_trip_at_the_second_report() -> None:
    bench = flowing()
    assert flow(bench, None) == []
    assert flow(bench) == []
    assert flow(bench, None) == []
    flow(bench, None)
    assert assert_tripped(bench, "electrode_open", "H51").channel == "tens"


def test_h51_without_current_or_from_a_device_that_never_measures_it_open_means_nothing() -> None:
    assert flow(flowing(ohm=None), None, turns=20) == []
    bench = flowing()
    bench.want({})
    assert flow(bench, None, turns=40) == []


def test_h51_a_device_that_finds_an_electrode_open_and_stops_trips_at_the_first_report() -> None:
    bench = flowing(ohm=None)
    bench.bend(TURN, applied=(0, 0, 0, LEVEL), measured={"tens": ContactSeen(is_open=False)})
    assert bench.trips == []
    bench.bend(TURN, measured={"tens": ContactSeen(is_open=True)})
    assert assert_tripped(bench, "electrode_open", "H51").channel == "tens"


def test_h51_a_line_that_is_opened_anew_forgets_an_open_electrode() -> None:
    watch = StimulationWatch(0, "tens")
    watch.take(ContactSeen(is_open=True), 0, 0)
    assert watch.found_open
    watch.forget()
    assert not watch.found_open


def test_h52_contact_that_is_lost_by_more_than_30_percent_trips_at_the_second_report() -> None:
    bench = flowing()
    assert flow(bench, 1_300, turns=20) == []
    assert flow(bench, 1_301) == []
    assert flow(bench, 1_300) == []
    assert flow(bench, 1_301) == []
    flow(bench, 1_301)
    reason = assert_tripped(bench, "contact_partly_lost", "H52")
    assert (reason.actual, reason.limit) == (1_301, 1_300)


def test_h52_the_lowest_impedance_counts_once_current_has_settled_for_a_second() -> None:
    bench = Bench().arm()
    bench.want({"tens": Output(LEVEL, PULSES)})
    while not bench.levels[3]:
        flow(bench)
    flow(bench, 500)
    assert flow(bench, 5_000, turns=18) == []
    assert flow(bench, 3_000, turns=5) == []
    assert flow(bench, 2_000, turns=5) == []
    assert flow(bench, 2_601, turns=2) == ["contact_partly_lost"]


@pytest.mark.parametrize(("after_ms", "lowest"), [(999, None), (1_000, 900)])
def test_h52_current_has_settled_after_one_second(after_ms: int, lowest: int | None) -> None:
    watch = StimulationWatch(0, "tens")
    watch.take(StimulationMeasured(80, 900, 0), 80, SECOND)
    watch.take(StimulationMeasured(80, 900, 0), 80, SECOND + after_ms * MILLISECOND)
    assert watch.lowest_ohm == lowest


@pytest.mark.parametrize(("level", "lowest"), [(90, 900), (89, None)])
def test_h52_a_level_below_nine_tenths_of_the_highest_begins_anew(level: int, lowest: int | None) -> None:
    watch = StimulationWatch(0, "tens")
    for second in range(3):
        watch.take(StimulationMeasured(100, 900, 0), 100, second * SECOND)
    watch.take(StimulationMeasured(level, 900, 0), level, 3 * SECOND)
    assert watch.lowest_ohm == lowest


@pytest.mark.parametrize(("level", "trips"), [(72, ["contact_partly_lost"]), (71, [])])
def test_h52_less_current_means_more_impedance_and_begins_anew(level: int, trips: list[str]) -> None:
    bench = flowing()
    bench.want({"tens": Output(level, PULSES)})
    flow(bench)
    assert flow(bench, 1_400, turns=40) == trips


@pytest.mark.parametrize(("level", "limit"), [(30, 20), (100, 20), (150, 30)])
@pytest.mark.parametrize("sign", [1, -1])
def test_h56_a_current_off_by_more_than_a_fifth_and_2_ma_trips_at_the_second_report(
    level: int, limit: int, sign: int
) -> None:
    bench = flowing(level) if level <= 100 else flowing_long(level)
    assert flow(bench, off_by=sign * limit, turns=20) == []
    assert flow(bench, off_by=sign * (limit + 1)) == []
    flow(bench, off_by=sign * (limit + 1))
    reason = assert_tripped(bench, "current_deviates", "H56")
    assert (reason.actual, reason.limit) == (level + sign * (limit + 1), level)


def flowing_long(level: int) -> Bench:
    bench = flowing(100)
    bench.want({"tens": Output(level, PULSES)})
    for _ in range(200):
        flow(bench)
    return bench


@pytest.mark.parametrize("net", [50, -50])
def test_h57_charge_that_is_left_behind_trips_above_50_microcoulomb_a_second(net: int) -> None:
    bench = flowing()
    assert flow(bench, net=net, turns=20) == []
    flow(bench, net=net + (1 if net > 0 else -1))
    assert assert_tripped(bench, "charge_unbalanced", "H57").limit == 50


def test_h57_direct_current_at_rest_trips_too() -> None:
    bench = Bench().connect()
    bench.bend(TURN, measured={"tens": StimulationMeasured(0, None, 51)})
    assert (bench.trips, bench.kernel.state) == (["charge_unbalanced"], SafetyState.TRIPPED)


def test_h57_the_greatest_pulse_stays_far_below_the_pulse_energy_allowed() -> None:
    peak_a, width_s = STIMULATION_PEAK.value / 10_000, STIMULATION_WIDTH.value / 1_000_000
    energy_mj = peak_a**2 * 500 * width_s * 2 * 1_000
    assert energy_mj < 1 < STIMULATION_PULSE_ENERGY.value


def test_h53_after_contact_is_lost_the_current_is_zero_until_a_person_arms_and_rises_from_zero() -> None:
    bench = flowing()
    flow(bench, None, turns=2)
    assert bench.levels[3] == 0
    flow(bench, turns=100)
    assert (bench.levels[3], bench.kernel.state) == (0, SafetyState.TRIPPED)
    bench.armed, bench.applied = False, [0] * 4
    bench.report()
    assert bench.kernel.acknowledge(bench.now) == ()
    assert bench.ask_to_arm() == ()
    bench.decide()
    bench.armed = True
    assert flow(bench) == []
    began, levels = bench.now, []
    while bench.levels[3] < LEVEL:
        flow(bench)
        levels.append(bench.levels[3])
    assert levels[:2] == [1, 1]
    assert bench.now - began >= 5 * SECOND
