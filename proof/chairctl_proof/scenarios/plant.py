"""Hazards of rollers, current, and the chair's own controller."""

from random import Random

from chairctl.domain.channels import Output, RollerMode, Technique
from chairctl.safety.slew import Slew
from chairctl_proof.injection import Fault
from chairctl_proof.scenarios.patches import (
    boots_energised,
    device_watches_nothing,
    replaced,
    without,
)
from chairctl_proof.scenarios.scenario import MS, S, Scenario, always, at

_ON_TRAVEL = ("roller_outside", "roller_leaves")
_ON_CONTACT = ("electrode_open", "contact_partly_lost", "current_deviates")
_ON_CURRENT = ("current_deviates", "over_applied", "under_applied", "driven_unasked")
_ON_REBOOT = ("rebooted", "dropped_out", "over_applied", "under_applied", "noisy_line", "deaf_device")
_ON_CROSSING = (
    "current_deviates", "driven_unasked", "moved_unasked", "heater_unasked", "electrode_open",
    "roller_stalled", "pad_gains_nothing", "over_applied", "under_applied",
)  # fmt: skip
_FAST = {"roller": Output(500, RollerMode(Technique.ROLLING, 0, 800, 1000))}


def _contact(chance: Random, low: float, high: float) -> list[Fault]:
    return [at(0, "chair", electrode_contact=chance.uniform(low, high))]


SCENARIOS = (
    Scenario(
        "H38", "the chair's controller reboots, and the line repeats what was said before", "D",
        lambda chance: [at(0, "reboot"), at(chance.randint(1, 200), "replay")], boots_energised,
        5 * MS, watch=3 * S, given=without(*_ON_REBOOT),
    ),
    Scenario(
        "H38", "the chair's controller reboots and goes on with its outputs", "K", always(at(0, "reboot")),
        without(*_ON_REBOOT), 100 * MS, reactions=("rebooted",), stop_within=100 * MS, variant="host",
        given=boots_energised,
    ),
    Scenario(
        "H39", "the chair's controller hangs with its outputs on; a contactor is fitted", "K",
        always(at(0, "chair", firmware_hang=True)), without("zero_unconfirmed", "cut_power"), 550 * MS,
        reactions=("zero_unconfirmed",), watch=5 * S,
    ),
    Scenario(
        "H48", "the roller stalls on the person, and the chair does not mind", "K",
        always(at(0, "chair", roller_stalled=True)), without("roller_stalled"), 300 * MS,
        reactions=("roller_stalled",), given=device_watches_nothing, graces={"pinch": 300 * MS},
    ),
    Scenario(
        "H48", "the roller stalls on the person, and the host does not mind", "D",
        always(at(0, "chair", roller_stalled=True)), device_watches_nothing, 250 * MS,
        given=without("roller_stalled"), graces={"pinch": 250 * MS}, variant="device",
    ),
    Scenario(
        "H49", "the travel switch sticks, and the chair does not mind", "K",
        always(at(0, "hold", outputs=_FAST), at(700, "chair", travel_switch_stuck=True)),
        without(*_ON_TRAVEL),
        16 * S, reactions=_ON_TRAVEL, given=device_watches_nothing, graces={"travel": 250 * MS},
    ),
    Scenario(
        "H51", "an electrode falls off, and the chair does not mind", "K",
        always(at(0, "chair", electrode_contact=0.0)), without(*_ON_CONTACT), 150 * MS,
        reactions=_ON_CONTACT, given=device_watches_nothing,
    ),
    Scenario(
        "H51", "an electrode falls off, and the host does not mind", "D",
        always(at(0, "chair", electrode_contact=0.0)), device_watches_nothing, 100 * MS,
        given=without(*_ON_CONTACT), variant="device",
    ),
    Scenario(
        "H52", "an electrode lifts by a third or more", "K", lambda chance: _contact(chance, 0.3, 0.65),
        without("contact_partly_lost"), 200 * MS, reactions=("contact_partly_lost",),
    ),
    Scenario(
        "H53", "an electrode chatters at 1 to 1000 Hz, and the host does not mind", "D",
        lambda chance: [at(0, "chair", electrode_chatter_hz=round(10 ** chance.uniform(0.3, 3), 3))],
        device_watches_nothing, 600 * MS, given=without(*_ON_CONTACT), watch=3 * S,
    ),
    Scenario(
        "H55", "after a reboot a person arms again and wants the old levels at once", "K",
        always(at(0, "reboot"), at(500, "acknowledge"), at(510, "arm"), at(520, "hold")),
        replaced(Slew, "toward", lambda _slew, level, _elapsed: level), None, watch=4 * S, goes_on=True,
    ),
    Scenario(
        "H56", "the current is 3 to 10 times what was asked for", "K",
        lambda chance: [at(0, "chair", dac_gain=chance.uniform(3.0, 10.0))], without(*_ON_CURRENT), 150 * MS,
        reactions=_ON_CURRENT,
        graces=dict.fromkeys(("current", "current asked", "density", "charge of a phase"), 150 * MS),
    ),
    Scenario(
        "H57", "the pulses leave charge behind", "K",
        lambda chance: [
            at(0, "chair", net_charge_uc_per_s=chance.choice((-1, 1)) * chance.randint(150, 2000)),
        ],
        without("charge_unbalanced"), 1_000 * MS, reactions=("charge_unbalanced",),
        graces={"net charge": 1 * S},
    ),
    Scenario(
        "H58", "channels are crossed inside the chair, and a person asks for heat alone", "K",
        always(
            at(0, "stop"), at(200, "chair", crossed_channels=True), at(700, "arm"),
            at(710, "hold", outputs={"seat_heat": Output(400)}),
        ),
        without(*_ON_CROSSING), 4_500 * MS, reactions=_ON_CROSSING, graces={"current asked": 300 * MS},
    ),
    Scenario(
        "H59", "the supply sags", "D",
        lambda chance: [at(0, "chair", supply_mv=chance.randint(5_000, 10_400))],
        device_watches_nothing, 1_000 * MS, reactions=("device_fault",),
    ),
    Scenario(
        "H59", "the supply sags to where the chair does not mind yet", "K",
        lambda chance: [at(0, "chair", supply_mv=chance.randint(10_600, 10_900))],
        without("supply_low"), 1_000 * MS, reactions=("supply_low",), variant="host",
    ),
    Scenario(
        "H60", "the chair's clock is wrong by 3 % or more", "K",
        lambda chance: [
            at(0, "chair", clock_ratio=chance.choice((chance.uniform(0.5, 0.97), chance.uniform(1.03, 2.0)))),
        ],
        without("clock_wrong"), 13 * S, reactions=("clock_wrong", "stale_telemetry"),
    ),
)  # fmt: skip
