"""Hazards of heat: the heater, its sensor, and what lies over the pad."""

from random import Random

from chairctl_proof.injection import Fault
from chairctl_proof.scenarios.patches import all_of, device_watches_nothing, without
from chairctl_proof.scenarios.scenario import MS, S, Scenario, always, at

_ON_SENSOR = ("pad_sensor", "pad_hard", "pad_hot")
_ON_GAIN = ("pad_frozen", "pad_gains_nothing", "heater_weak")
_ON_STUCK = ("heats_by_itself", "heater_unasked")


def _sensor(word: str, *rest: Fault) -> list[Fault]:
    return [at(0, "chair", pad_sensor=word), *rest]


def _drift(chance: Random) -> list[Fault]:
    per_min = chance.randint(3, 25)
    ends_ms = 50 * 60_000 // per_min
    prompts = [at(minute * 60_000, "present") for minute in range(4, 30, 4)]
    prompts += [at(minute * 60_000, "hold") for minute in (9, 18, 27)]
    drift = at(0, "chair", pad_sensor_drift_tenth_c_per_min=-per_min)
    return [
        drift,
        at(ends_ms, "chair", pad_sensor_drift_tenth_c_per_min=0, pad_sensor_offset_tenth_c=-50),
        *prompts,
    ]


SCENARIOS = (
    Scenario(
        "H40", "the heater stays on whatever the chair tells it", "K",
        always(at(0, "chair", heater="stuck_on")),
        without(*_ON_STUCK), 12 * S, reactions=_ON_STUCK, watch=90 * S, graces={"not zero": 12 * S},
    ),
    Scenario(
        "H40", "the heater goes on by itself after a person has stopped", "K",
        always(at(0, "stop"), at(500, "chair", heater="stuck_on")), without(*_ON_STUCK), 12 * S,
        reactions=_ON_STUCK, watch=90 * S, variant="idle", graces={"not zero": 12 * S},
    ),
    Scenario(
        "H41", "the heater is open", "K", always(at(0, "chair", heater="dead")), without(*_ON_GAIN), 61 * S,
        reactions=_ON_GAIN, pad_below_c=3.0,
    ),
    Scenario(
        "H42", "the pad's sensor is open, and the chair does not mind", "K", lambda _: _sensor("open"),
        without("pad_sensor"), 500 * MS, reactions=("pad_sensor",), given=device_watches_nothing,
    ),
    Scenario(
        "H42", "the pad's sensor is open, and the host does not mind", "D", lambda _: _sensor("open"),
        device_watches_nothing, 500 * MS, variant="device", given=without("pad_sensor"),
    ),
    Scenario(
        "H43", "the pad's sensor is short, and the chair does not mind", "K", lambda _: _sensor("short"),
        without(*_ON_SENSOR), 500 * MS, reactions=_ON_SENSOR, given=device_watches_nothing,
    ),
    Scenario(
        "H43", "the pad's sensor is short, and the host does not mind", "D", lambda _: _sensor("short"),
        device_watches_nothing, 500 * MS, variant="device", given=without(*_ON_SENSOR),
    ),
    Scenario(
        "H44", "the pad's sensor is frozen while the pad heats up", "K", lambda _: _sensor("frozen"),
        without(*_ON_GAIN), 21 * S, reactions=_ON_GAIN, pad_below_c=3.0, watch=60 * S,
    ),
    Scenario(
        "H44", "the same, and the reading dithers by a digit", "K", lambda _: _sensor("dithering"),
        without(*_ON_GAIN), 21 * S, reactions=_ON_GAIN, pad_below_c=3.0, watch=60 * S, variant="dither",
    ),
    Scenario(
        "H45", "the sensor drifts to 5 °C too low, at 0.3 to 2.5 °C/min", "K", _drift,
        None, None, watch=29 * 60 * S, long=True,
    ),
    Scenario(
        "H46", "the sensor has come off the pad", "K", lambda _: _sensor("detached"),
        without(*_ON_GAIN), 21 * S, reactions=_ON_GAIN, pad_below_c=3.0, watch=60 * S,
    ),
    Scenario(
        "H47", "the pad reads 43 °C or more", "K",
        lambda chance: [at(0, "chair", blanket=True, pad_sensor_offset_tenth_c=chance.randint(56, 60))],
        without("pad_hot", "pad_hard"), 1_000 * MS, reactions=("pad_hot", "pad_hard"),
        given=device_watches_nothing,
    ),
)  # fmt: skip

BURNS = Scenario(
    "F6", "the heater stays on, and neither host nor chair looks at heat", "K D H",
    always(at(0, "chair", heater="stuck_on")),
    all_of(without(*_ON_SENSOR, *_ON_GAIN, *_ON_STUCK), device_watches_nothing), None, watch=460 * S,
)  # fmt: skip
"""Shows that a heater of this chair can burn, and that the oracle would see it."""
