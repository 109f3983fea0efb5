"""Every number that the judge decides by, once more. Whoever changes one has to mean it twice."""

import importlib
import pkgutil

import pytest

import chairctl.safety
from chairctl.domain.ceilings import Ceiling
from chairctl.domain.safety import Priority
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.safety.interlocks.table import ALWAYS, INTERLOCKS

THRESHOLDS: dict[str, dict[str, object]] = {
    "account": {
        "DAY": 86_400 * SECOND,
        "REST_S": 1_800,
        "SESSIONS_A_DAY": 3,
        "HEAT_DOSE_DAY": 4_000_000,
        "PART_DAY_S": 5_400,
        "CHARGE_DAY": 12_150_000,
        "REST": 30 * MINUTE,
        "GRANT_VALID": 60 * SECOND,
        "KEPT_BACK": 500 * MILLISECOND,
        "_SESSION": 1_800 * SECOND + 500 * MILLISECOND,
        "LEAST_SESSION": SECOND,
    },
    "allowance": {"TOP_UP": 5 * SECOND, "RENEWAL": 30 * SECOND},
    "attendance": {"LEASE": 2 * SECOND},
    "envelope": {"BUCKET": 50 * MILLISECOND},
    "exposure": {"_NANO": 10**9, "_MICRO_MINUTE": 60_000 * SECOND},
    "grant": {"QUANTUM": 10 * SECOND, "DOSE_QUANTUM": 166_667, "CHARGE_QUANTUM": 22_500},
    "interlocks.device": {
        "ARM_LIMIT": 2_000 * MILLISECOND,
        "UNDER_LIMIT": 2_000 * MILLISECOND,
        "SUPPLY_LIMIT": 500 * MILLISECOND,
        "UNASKED_SAMPLES": 2,
    },
    "interlocks.heat": {
        "TRIP_SAMPLES": 2,
        "FROZEN_LIMIT": 20_000 * MILLISECOND,
        "GAIN_LIMIT": 20_000 * MILLISECOND,
        "WEAK_LIMIT": 60_000 * MILLISECOND,
        "SENSOR_LOW_TENTH_C": 50,
        "SENSOR_HIGH_TENTH_C": 600,
    },
    "interlocks.line": {"FLOOD_BYTES": 16_384, "GAP": SECOND, "ECHO_LIMIT": 250 * MILLISECOND},
    "interlocks.roller": {"LEAVING_SAMPLES": 2},
    "interlocks.stimulation": {"SAMPLES": 2},
    "kernel": {"IDLE_LIMIT": 300 * SECOND, "MOST_TRIPS": 16},
    "let_up": {"HOLD": 500 * MILLISECOND, "LONGEST": 10_000 * MILLISECOND},
    "observed": {"UNSURE_LIMIT": 500 * MILLISECOND, "BURST": 3},
    "presence": {"EVERY": 300 * SECOND, "ANSWER": 30 * SECOND},
    "slew": {"LONGEST_STEP": 100 * MILLISECOND},
    "watches.clock": {"SPAN_S": 10, "DRIFT": 200 * MILLISECOND, "_JUMP": 60_000 * MILLISECOND},
    "watches.heat": {
        "BODY_TENTH_C": 370,
        "RISE_TENTH_C": 3,
        "RISE_TIME": 6_000 * MILLISECOND,
        "FROZEN_DUTY_PERMILLE": 100,
        "FULL_DUTY_PERMILLE": 900,
        "WEAK_DUTY_PERMILLE": 500,
        "WEAK_GAP_TENTH_C": 20,
        "GAIN_TENTH_C": 3,
        "REST": 1_800 * SECOND,
        "LONGEST_GAP": SECOND,
        "ENERGY": 1_200 * SECOND * 1_000,
    },
    "watches.quiet": {
        "RETRACT": 2_000 * MILLISECOND,
        "ROLLER_MM_S": 2,
        "ROLLER_MA": 150,
        "VIBRATION_MA": 20,
        "STIMULATION_TENTH_MA": 5,
        "AIR_RISE_PERMILLE": 50,
        "POSTURE_TENTH_DEG": 20,
    },
    "watches.roller": {
        "STALL": 200 * MILLISECOND,
        "SLOW_STALL": 5_000 * MILLISECOND,
        "FAST_PERMILLE": 100,
        "TRAVEL_MARGIN_MM": 10,
        "BEYOND_UM": 2_000,
        "SETTLE": 500 * MILLISECOND,
        "LONGEST_GAP": SECOND,
        "OVERLOAD_S": 60,
    },
    "watches.stimulation": {
        "SETTLED": SECOND,
        "RISE_PERCENT": 130,
        "FALL_PERCENT": 90,
        "DEVIATION_TENTH_MA": 20,
        "DEVIATION_PERCENT": 20,
    },
}
UNITS = {
    "REST_S": "s",
    "SESSIONS_A_DAY": "sessions in 24 h",
    "HEAT_DOSE_DAY": "1e-6 CEM43 min in 24 h",
    "PART_DAY_S": "s in 24 h",
    "CHARGE_DAY": "µC in 24 h",
}
MODULES = [
    module.name.removeprefix("chairctl.safety.")
    for module in pkgutil.walk_packages(chairctl.safety.__path__, "chairctl.safety.")
]


def of(module: str) -> dict[str, object]:
    """The numbers that a module defines; a number of another module has its place there."""
    found = importlib.import_module(f"chairctl.safety.{module}")
    source = str(found.__file__)
    with open(source) as lines:
        names = {
            line.split("=")[0].split(":")[0].strip()
            for line in lines
            if line[:1].isupper() or line[:1] == "_"
        }
    own = {name: value for name, value in vars(found).items() if name in names}
    numbers = {name: value.value if isinstance(value, Ceiling) else value for name, value in own.items()}
    return {name: value for name, value in numbers.items() if type(value) is int}


@pytest.mark.parametrize("module", MODULES)
def test_every_threshold_of_the_judge_is_the_one_that_is_meant(module: str) -> None:
    assert of(module) == THRESHOLDS.get(module, {})


@pytest.mark.parametrize(("name", "unit"), UNITS.items())
def test_the_bounds_of_a_day_name_their_unit_and_how_sure_they_are(name: str, unit: str) -> None:
    bound = getattr(importlib.import_module("chairctl.safety.account"), name)
    assert bound.unit == unit
    assert bound.status in {"found", "recalled", "chosen"}


def test_a_person_without_a_name_is_the_guest_of_all_ledgers_that_are_there_already() -> None:
    assert importlib.import_module("chairctl.safety.account").GUEST == "guest"


def test_what_is_watched_while_nobody_has_armed_is_what_harms_without_being_asked() -> None:
    assert [interlock.check.__name__ for interlock in ALWAYS] == [
        "cut_power",
        "over_applied",
        "pad_sensor",
        "pad_hard",
        "pad_hot",
        "heater_unasked",
        "heats_by_itself",
        "charge_unbalanced",
        "driven_unasked",
        "zero_unconfirmed",
    ]


def test_the_second_cut_is_asked_for_where_software_does_not_reach_the_output() -> None:
    cuts = {interlock.check.__name__ for interlock in INTERLOCKS if interlock.cuts_power is True}
    assert cuts == {"cut_power", "heater_unasked", "heats_by_itself", "zero_unconfirmed"}
    assert {interlock.cuts_power for interlock in INTERLOCKS} == {True, False}


def test_every_interlock_is_urgent_but_those_that_only_do_less_than_asked() -> None:
    milder = {one.check.__name__ for one in INTERLOCKS if one.priority is not Priority.HIGH}
    assert milder == {"under_applied", "arm_unanswered", "heater_weak", "motor_overloaded"}
