"""The kernel alone against a chair whose firmware has no interlocks of its own: each fault, one session.

The judge is the plant: what really flows, presses or heats at the end.
"""

from dataclasses import replace

import pytest

from chairctl.control.assembly import assemble
from chairctl.domain.channels import Channel, ChannelKind, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.commands import Acknowledge, Arm, LetMeUp, Present, SetOutput, Stop
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND, Duration
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.profiles.loader import find_device, load_device
from chairctl_proof.virtual import VirtualSession
from chairctl_simulators.devices.chairlink import REFERENCE_LAYOUT, ChairSetup, SimulatedChair
from chairctl_simulators.devices.chairlink.channels import ChannelKind as SimulatedKind

PROFILE = load_device(find_device("chairlink-reference"))
ALL_ON = {
    "roller": Output(500, RollerMode(Technique.ROLLING, 80, 280, 500)),
    "seat_heat": Output(400),
    "air": Output(300),
    "tens": Output(100, StimulationMode(100, 1_000)),
}


def session(
    wanted: dict[str, Output], warm_up: Duration, profile: DeviceProfile = PROFILE, **setup: object
) -> VirtualSession:
    """A chair without interlocks of its own that has worked for a while."""
    chair = SimulatedChair(1, ChairSetup(**setup))  # type: ignore[arg-type]
    virtual = VirtualSession(assemble("test", (profile,)), chair)
    virtual.plug()
    virtual.run_for(200 * MILLISECOND)
    assert virtual.ask(Arm()).outcome is Outcome.ACCEPTED
    for channel, output in wanted.items():
        virtual.ask(SetOutput(channel, output))
    suffer(virtual, no_interlocks=True)
    for _ in range(warm_up // SECOND):
        virtual.run_for(SECOND)
        virtual.ask(Present())
    assert trips(virtual) == []
    return virtual


def suffer(virtual: VirtualSession, **changes: object) -> None:
    virtual.chair.set_faults(virtual.chair.faults.changed(changes), virtual.now)


def trips(virtual: VirtualSession) -> list[str]:
    return [trip.reason.code for trip in virtual.station.kernel.trips]


def time_to_trip(virtual: VirtualSession, within: Duration) -> Duration:
    began = virtual.now
    while not trips(virtual):
        assert virtual.now - began <= within, "no trip"
        virtual.run_for(10 * MILLISECOND)
    return virtual.now - began


@pytest.mark.parametrize(
    ("changes", "code", "within"),
    [
        ({"pad_sensor": "frozen"}, "pad_gains_nothing", 20.5),
        ({"pad_sensor": "dithering"}, "pad_gains_nothing", 20.5),
        ({"pad_sensor": "detached"}, "pad_gains_nothing", 20.5),
        ({"heater": "dead"}, "pad_gains_nothing", 20.5),
        ({"pad_sensor": "open"}, "pad_sensor", 0.1),
        ({"pad_sensor": "short"}, "pad_sensor", 0.1),
        ({"roller_stalled": True}, "roller_stalled", 0.35),
        ({"travel_switch_stuck": True}, "roller_leaves", 20.0),
        ({"electrode_contact": 0.0}, "electrode_open", 0.1),
        ({"electrode_contact": 0.75}, "contact_partly_lost", 0.1),
        ({"electrode_chatter_hz": 333.0}, "electrode_open", 0.1),
        ({"dac_gain": 10.0}, "current_deviates", 0.1),
        ({"dac_gain": 0.0}, "current_deviates", 0.1),
        ({"dac_offset_tenth_ma": 21}, "current_deviates", 0.1),
        ({"net_charge_uc_per_s": 60}, "charge_unbalanced", 0.1),
        ({"clock_ratio": 0.9}, "clock_wrong", 12.0),
        ({"supply_mv": 10_990}, "supply_low", 0.6),
        ({"clock_ratio": 1.1}, "clock_wrong", 12.0),
    ],
    ids=str,
)
def test_each_fault_trips_with_its_own_reason_in_time(
    changes: dict[str, object], code: str, within: float
) -> None:
    virtual = session(ALL_ON, 20 * SECOND)
    suffer(virtual, **changes)
    assert time_to_trip(virtual, int(within * SECOND)) <= within * SECOND
    assert code in trips(virtual)
    virtual.run_for(300 * MILLISECOND)
    truth = virtual.chair.truth(virtual.now)
    assert truth.pads[0].power_w == 0
    assert truth.rollers[0].force_n == 0
    assert changes.keys() == {"dac_offset_tenth_ma"} or truth.stimulations[0].current_ma == 0
    assert truth.pads[0].skin_c <= 45.0


def test_h40_a_heater_that_is_stuck_on_at_its_target_trips_within_ten_seconds() -> None:
    virtual = session({"seat_heat": Output(410)}, 3 * MINUTE)
    suffer(virtual, heater="stuck_on")
    assert time_to_trip(virtual, 10 * SECOND) <= 10 * SECOND
    assert trips(virtual)[0] in ("heats_by_itself", "heater_unasked")
    assert virtual.station.kernel.trips[0].cuts_power
    assert virtual.chair.truth(virtual.now).pads[0].pad_c < 45.0


def test_h40_a_heater_that_is_stuck_on_at_rest_trips_soon_after_37_degrees() -> None:
    virtual = VirtualSession(assemble("test", (PROFILE,)), SimulatedChair(1))
    virtual.plug()
    virtual.run_for(SECOND)
    suffer(virtual, heater="stuck_on")
    while virtual.chair.truth(virtual.now).pads[0].pad_c < 37.0:
        virtual.run_for(100 * MILLISECOND)
    assert time_to_trip(virtual, 10 * SECOND) <= 10 * SECOND
    assert trips(virtual) == ["heats_by_itself"]
    assert virtual.chair.truth(virtual.now).pads[0].pad_c < 41.0


@pytest.mark.parametrize("ambient_c", [15.0, 30.0])
@pytest.mark.parametrize("fault", ["frozen", "dithering", "detached"])
@pytest.mark.parametrize("warm_up_s", [10, 180, 182])
def test_f6_no_fault_of_a_sensor_lets_the_skin_pass_45_degrees(
    fault: str, ambient_c: float, warm_up_s: int
) -> None:
    virtual = session({"seat_heat": Output(410)}, warm_up_s * SECOND, ambient_c=ambient_c)
    suffer(virtual, pad_sensor=fault)
    hottest = 0.0
    for _ in range(3 * 60):
        virtual.run_for(SECOND)
        virtual.ask(Present())
        hottest = max(hottest, virtual.chair.truth(virtual.now).pads[0].skin_c)
    assert hottest <= 41.0
    assert virtual.chair.truth(virtual.now).pads[0].skin_cem43_min <= 2.0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("seat_heat", "driven_unasked"),
        ("tens", "current_deviates"),
        ("roller", "roller_stalled"),
        ("air", "driven_unasked"),
    ],
)
def test_h58_crossed_channels_are_found_while_little_happens(name: str, code: str) -> None:
    virtual = session({}, 3 * SECOND)
    suffer(virtual, crossed_channels=True)
    virtual.ask(SetOutput(name, ALL_ON[name]))
    time_to_trip(virtual, 4 * SECOND)
    assert trips(virtual)[0] == code
    truth = virtual.chair.truth(virtual.now)
    assert truth.stimulations[0].current_ma <= 0.7
    assert truth.rollers[0].force_n <= 7
    assert truth.air_kpa[0] <= 1.5
    assert truth.pads[0].power_w == 0


def test_h39_a_hung_processor_with_its_outputs_on_asks_for_the_second_cut_and_gets_it() -> None:
    virtual = session(ALL_ON, 20 * SECOND)
    suffer(virtual, firmware_hang=True)
    assert not virtual.chair.truth(virtual.now).outputs_zero
    virtual.run_for(600 * MILLISECOND)
    assert trips(virtual) == ["stale_telemetry", "zero_unconfirmed"]
    assert virtual.chair.truth(virtual.now).outputs_zero  # the bench has a contactor


def test_h53_after_chatter_the_current_stays_at_zero_until_armed_and_rises_for_five_seconds() -> None:
    virtual = session({"tens": ALL_ON["tens"]}, 12 * SECOND)
    suffer(virtual, electrode_chatter_hz=7.0)
    time_to_trip(virtual, SECOND)
    suffer(virtual, electrode_chatter_hz=0.0)
    for _ in range(100):
        virtual.run_for(100 * MILLISECOND)
        assert virtual.chair.truth(virtual.now).stimulations[0].current_ma == 0
    assert virtual.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    assert virtual.ask(Arm()).outcome is Outcome.ACCEPTED
    virtual.ask(SetOutput("tens", Output(10, StimulationMode(100, 1_000))))
    virtual.run_for(4_900 * MILLISECOND)
    assert virtual.chair.truth(virtual.now).stimulations[0].current_ma < 1.0
    virtual.run_for(500 * MILLISECOND)
    assert virtual.chair.truth(virtual.now).stimulations[0].current_ma == 1.0


def test_let_me_up_raises_the_back_of_a_chair_that_has_tripped() -> None:
    back = ChannelProfile(Channel("back", ChannelKind.POSTURE, PROFILE.name), 1_000, 1_000)
    virtual = session(
        ALL_ON,
        12 * SECOND,
        replace(PROFILE, channels=(*PROFILE.channels, back)),
        channels=(*REFERENCE_LAYOUT, (SimulatedKind.POSTURE, 1_000)),
    )
    suffer(virtual, electrode_contact=0.0)
    time_to_trip(virtual, SECOND)
    suffer(virtual, electrode_contact=1.0, no_interlocks=False)
    before = virtual.chair.truth(virtual.now).posture_tenth_deg[0]
    for _ in range(40):
        assert virtual.ask(LetMeUp()).outcome is Outcome.ACCEPTED
        virtual.run_for(50 * MILLISECOND)
        truth = virtual.chair.truth(virtual.now)
        assert truth.rollers[0].force_n == truth.stimulations[0].current_ma == truth.pads[0].power_w == 0
    assert virtual.chair.truth(virtual.now).posture_tenth_deg[0] - before > 50
    virtual.run_for(SECOND)
    after = virtual.chair.truth(virtual.now)
    virtual.run_for(SECOND)
    assert virtual.chair.truth(virtual.now).posture_tenth_deg == after.posture_tenth_deg
    assert not after.armed
    assert virtual.station.kernel.state is SafetyState.TRIPPED
    virtual.ask(Stop())
    assert trips(virtual)[0] == "electrode_open"
