"""Channels that act though nothing is permitted there (H58), and a device that is not seen to rest (H39)."""

import pytest
from tests.support.bench import TURN, Bench, assert_tripped, energised
from tests.support.profiles import AIR_ON, HEAT_ON, ROLLER_ON, device, heat, posture, roller, tens
from tests.support.reports import telemetry

from chairctl.domain.channels import Channel, ChannelKind, Output, PostureMode
from chairctl.domain.safety import SafetyState
from chairctl.domain.telemetry import (
    AirMeasured,
    HeatMeasured,
    Measured,
    PostureMeasured,
    RollerMeasured,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.profiles.device import ChannelProfile
from chairctl.safety.watches.quiet import QuietWatch


def shaker() -> ChannelProfile:
    return ChannelProfile(Channel("shaker", ChannelKind.VIBRATION, "chair"), 800, 200)


PROFILE = device("chair", roller(), heat(), tens(), posture(), shaker())


def other_channel_at_work(always: bool) -> Bench:
    """Heat is wanted and nothing else; or nothing is armed."""
    if always:
        return Bench(PROFILE).connect().bend(3 * SECOND)
    return Bench(PROFILE).energise({"heat": HEAT_ON}).run(3 * SECOND)


@pytest.mark.parametrize("always", [True, False])
@pytest.mark.parametrize(
    ("name", "quiet", "busy"),
    [
        ("roller", RollerMeasured(200, 1, 149), RollerMeasured(200, 2, 0)),
        ("roller", RollerMeasured(200, -1, 149), RollerMeasured(200, -2, 0)),
        ("roller", RollerMeasured(200, 0, 149), RollerMeasured(200, 0, 150)),
        ("shaker", VibrationMeasured(19), VibrationMeasured(20)),
        ("tens", StimulationMeasured(5, 1_000, 0), StimulationMeasured(6, 1_000, 0)),
    ],
)
def test_h58_a_channel_that_runs_unasked_trips_at_the_second_report_armed_or_not(
    always: bool, name: str, quiet: Measured, busy: Measured
) -> None:
    bench = other_channel_at_work(always)
    bench.bend(SECOND, measured={name: quiet})
    bench.bend(TURN, measured={name: busy})
    bench.bend(TURN, measured={name: quiet})
    bench.bend(TURN, measured={name: busy})
    assert bench.trips == []
    bench.bend(TURN, measured={name: busy})
    assert bench.trips == ["driven_unasked"]
    assert bench.kernel.trips[0].hazard == "H58"
    assert bench.kernel.trips[0].reason.channel == name


def test_h58_a_roller_may_draw_back_for_two_seconds_after_it_was_switched_off() -> None:
    bench = Bench(PROFILE).energise({"roller": ROLLER_ON})
    bench.want({})
    bench.bend(2 * SECOND, measured={"roller": RollerMeasured(200, 0, 900)})
    assert bench.trips == []
    bench.bend(SECOND, measured={"roller": RollerMeasured(200, 0, 900)})
    assert bench.trips == ["driven_unasked"]


@pytest.mark.parametrize(
    ("measured", "off_for_ms", "samples"),
    [
        (RollerMeasured(200, 5, 400), 1_999, 0),
        (RollerMeasured(200, 5, 400), 2_000, 1),
        (VibrationMeasured(90), 0, 1),
        (StimulationMeasured(90, 1_000, 0), 0, 1),
    ],
)
def test_h58_rest_is_asked_for_at_once_but_of_rollers_after_two_seconds(
    measured: Measured, off_for_ms: int, samples: int
) -> None:
    channel = QuietWatch(0, "any")
    if off_for_ms:
        channel.take(None, SECOND, off=True)
    channel.take(measured, SECOND + off_for_ms * MILLISECOND, off=True)
    assert channel.driven_samples == samples


def test_h58_current_may_flow_where_it_is_permitted_and_for_the_settling_time_after() -> None:
    bench = energised()
    level = bench.levels[3]
    flowing = {"tens": StimulationMeasured(level, 1_000, 0)}
    bench.bend(SECOND, measured=flowing | {"air": AirMeasured(900)})
    bench.want({})
    bench.bend(300 * MILLISECOND, measured=flowing, applied=(0, 0, 0, level))
    assert bench.trips == []


def pressure(bench: Bench, permille: int, turns: int = 1) -> list[str]:
    bench.bend(turns * TURN, measured={"air": AirMeasured(permille)})
    return bench.trips


def test_h58_a_cushion_that_fills_unasked_trips_at_the_second_report() -> None:
    bench = Bench().energise({"heat": HEAT_ON}).run(3 * SECOND)
    for permille in (300, 200, 100):  # it vents
        assert pressure(bench, permille) == []
    assert pressure(bench, 149, turns=20) == []
    assert pressure(bench, 150) == []
    pressure(bench, 150)
    assert assert_tripped(bench, "moved_unasked", "H58").channel == "air"


def test_h58_a_cushion_that_was_asked_to_fill_may() -> None:
    bench = Bench().energise({"air": AIR_ON})
    for permille in range(0, 500, 10):
        assert pressure(bench, permille) == []


def test_h58_who_sits_down_while_nothing_is_armed_may_press_the_air() -> None:
    bench = Bench().connect()
    pressure(bench, 0)
    assert pressure(bench, 500, turns=20) == []


@pytest.mark.parametrize("sign", [1, -1])
def test_h58_a_back_that_moves_unasked_trips_at_two_degrees(sign: int) -> None:
    bench = other_channel_at_work(always=False)
    bench.bend(SECOND, measured={"back": PostureMeasured(1_100)})
    bench.bend(SECOND, measured={"back": PostureMeasured(1_100 + sign * 19)})
    bench.bend(TURN, measured={"back": PostureMeasured(1_100 + sign * 20)})
    assert bench.trips == []
    bench.bend(TURN, measured={"back": PostureMeasured(1_100 + sign * 20)})
    assert assert_tripped(bench, "moved_unasked", "H58").channel == "back"


def test_h58_a_back_that_was_asked_to_move_is_judged_from_where_it_stopped() -> None:
    bench = other_channel_at_work(always=False)
    bench.want({"heat": HEAT_ON, "back": Output(500, PostureMode(1))})
    bench.bend(SECOND, measured={"back": PostureMeasured(1_200)})
    bench.want({"heat": HEAT_ON})
    bench.bend(SECOND, measured={"back": PostureMeasured(1_300)})
    assert bench.trips == []


def test_a_new_line_forgets_what_was_measured_before() -> None:
    bench = Bench().energise({"heat": HEAT_ON}).run(3 * SECOND)
    pressure(bench, 100)
    seen = bench.kernel.seen["chair"]
    seen.open_line()
    assert seen.plant.pads == ()
    assert [channel.moved_samples for channel in seen.plant.quiet] == [0, 0, 0]


# --- H39 --------------------------------------------------------------------------------------------


def test_h39_a_device_that_falls_silent_while_armed_asks_for_the_second_cut_after_half_a_second() -> None:
    bench = energised()
    heard = bench.now
    bench.now = heard + 250 * MILLISECOND
    bench.decide()
    assert bench.trips == ["stale_telemetry"]
    assert not bench.kernel.trips[0].cuts_power
    bench.now = heard + 500 * MILLISECOND - 1
    bench.decide()
    assert bench.trips == ["stale_telemetry"]
    assert bench.kernel.next_deadline() == heard + 500 * MILLISECOND
    bench.now += 1
    bench.decide()
    assert bench.trips == ["stale_telemetry", "zero_unconfirmed"]
    assert bench.kernel.trips[1].hazard == "H39"
    assert bench.kernel.trips[1].cuts_power
    assert bench.kernel.next_deadline() is None


def test_h39_a_device_that_was_seen_at_rest_or_whose_cable_is_pulled_is_not_cut() -> None:
    resting = Bench().connect()
    resting.now += 10 * SECOND
    resting.decide()
    assert resting.trips == []
    pulled = energised()
    pulled.kernel.line_down("chair", "unplugged")
    pulled.decide()
    pulled.now += 10 * SECOND
    pulled.decide()
    assert pulled.trips == ["line_lost"]


def test_h39_output_that_is_read_back_without_being_armed_counts_as_well() -> None:
    bench = Bench().connect()
    bench.kernel.seen["chair"].take(telemetry(bench.profile, bench.now, (5,)), bench.now)
    bench.now += 500 * MILLISECOND
    bench.decide()
    assert bench.trips == ["over_applied", "zero_unconfirmed"]


def test_h39_it_is_over_once_the_device_is_seen_at_rest() -> None:
    bench = energised()
    bench.now += 600 * MILLISECOND
    bench.decide()
    assert "zero_unconfirmed" in [reason.code for reason in bench.kernel.acknowledge(bench.now)]
    bench.armed, bench.applied = False, [0] * 4
    bench.report()
    bench.decide()
    assert bench.kernel.acknowledge(bench.now) == ()
    assert bench.kernel.state is SafetyState.SAFE


def test_a_pad_in_the_report_of_a_channel_that_is_no_pad_is_not_judged() -> None:
    bench = energised()
    bench.bend(SECOND, measured={"air": HeatMeasured(700, 1_000), "roller": HeatMeasured(700, 1_000)})
    assert bench.trips == []
