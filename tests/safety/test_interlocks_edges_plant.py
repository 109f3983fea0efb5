"""Interlocks on what is measured, each at the edge of its threshold, with the whole of its reason."""

import pytest
from tests.safety.test_interlocks_edges import MS, NOW, seen
from tests.safety.test_watch_heat import pad
from tests.safety.test_watch_roller import roller

from chairctl.domain.safety import Reason
from chairctl.domain.time import SECOND
from chairctl.safety.interlocks import heat, stimulation
from chairctl.safety.interlocks import roller as rollers
from chairctl.safety.watches.stimulation import StimulationWatch


@pytest.mark.parametrize(
    ("check", "fact", "below", "at", "reason"),
    [
        (heat.pad_sensor, "tenth_c", 50, 49, ("pad_sensor", 49, 600)),
        (heat.pad_sensor, "tenth_c", 600, 601, ("pad_sensor", 601, 600)),
        (heat.pad_hard, "tenth_c", 449, 450, ("pad_hard", 450, 450)),
        (heat.pad_hot, "hot_samples", 1, 2, ("pad_hot", 400, 430)),
        (heat.heats_by_itself, "rises_unheated", False, True, ("heats_by_itself", 400, 3)),
        (heat.pad_frozen, "frozen_for", 20 * SECOND - 1, 20 * SECOND, ("pad_frozen", 400, 20)),
        (
            heat.pad_gains_nothing,
            "gainless_for",
            20 * SECOND - 1,
            20 * SECOND,
            ("pad_gains_nothing", 400, 20),
        ),
        (heat.heater_weak, "weak_for", 60 * SECOND - 1, 60 * SECOND, ("heater_weak", 400, 60)),
    ],
)
def test_a_pad_trips_at_its_threshold_and_not_before(
    check: object, fact: str, below: object, at: object, reason: tuple[str, int, int]
) -> None:
    assert callable(check)
    one, other = pad(), pad()
    one.tenth_c = other.tenth_c = 400
    device_seen = seen()
    device_seen.plant.pads = (other, one)
    assert check(device_seen, NOW) is None
    setattr(one, fact, below)
    assert check(device_seen, NOW) is None
    setattr(one, fact, at)
    code, actual, limit = reason
    assert check(device_seen, NOW) == Reason(code, "heat", actual, limit)


def test_a_heater_that_is_lit_unasked_says_how_much() -> None:
    one = pad()
    one.duty_permille = 30
    device_seen = seen()
    device_seen.plant.pads = (one,)
    assert heat.heater_unasked(device_seen, NOW) is None
    one.lit_unasked = True
    assert heat.heater_unasked(device_seen, NOW) == Reason("heater_unasked", "heat", 30)


def test_a_roller_trips_at_its_threshold_and_not_before() -> None:
    one, device_seen = roller(10), seen()
    device_seen.plant.rollers = [roller(), one]
    one.still_limit = 200 * MS
    for still_for, reason in ((200 * MS - 1, None), (200 * MS, Reason("roller_stalled", "roller", 200, 200))):
        one.still_for = still_for
        assert rollers.roller_stalled(device_seen, NOW) == reason
    for place, outside in ((0, False), (-1, True), (800, False), (801, True)):
        one.position_mm = place
        expected = Reason("roller_outside", "roller", place, 800) if outside else None
        assert rollers.roller_outside(device_seen, NOW) == expected
    one.position_mm = 0
    for beyond_um, reason in ((1_999, None), (2_000, Reason("roller_outside", "roller", 0, 800))):
        one.beyond_um = beyond_um
        assert rollers.roller_outside(device_seen, NOW) == reason
    one.position_mm = 801
    for samples, reason in ((1, None), (2, Reason("roller_leaves", "roller", 801))):
        one.leaving_samples = samples
        assert rollers.roller_leaves(device_seen, NOW) == reason
    for less, reason in ((1, None), (0, Reason("motor_overloaded", "roller", limit=10))):
        one.overload = one.overload_limit - less
        assert rollers.motor_overloaded(device_seen, NOW) == reason


def test_a_motor_without_a_rating_is_never_overloaded() -> None:
    device_seen = seen()
    device_seen.plant.rollers = [roller()]
    assert rollers.motor_overloaded(device_seen, NOW) is None


def test_a_stimulation_output_trips_at_its_threshold_and_not_before() -> None:
    one, device_seen = StimulationWatch(3, "tens"), seen()
    one.applied, one.current_tenth_ma = 100, 150
    device_seen.plant.stimulations = [StimulationWatch(3, "other"), one]
    for samples, trips in ((1, False), (2, True)):
        one.open_samples, one.risen_samples, one.deviating_samples = samples, samples, samples
        expected = [Reason("electrode_open", "tens"), Reason("contact_partly_lost", "tens", 0, 0)]
        expected += [Reason("current_deviates", "tens", 150, 100)]
        checks = (stimulation.electrode_open, stimulation.contact_partly_lost, stimulation.current_deviates)
        assert [check(device_seen, NOW) for check in checks] == (expected if trips else [None] * 3)
    one.open_samples, one.found_open = 0, True
    assert stimulation.electrode_open(device_seen, NOW) == Reason("electrode_open", "tens")
    one.impedance_ohm, one.lowest_ohm = 900, 500
    assert stimulation.contact_partly_lost(device_seen, NOW) == Reason(
        "contact_partly_lost", "tens", 900, 650
    )


@pytest.mark.parametrize("charge", [50, -50])
def test_charge_that_is_left_behind_trips_above_its_limit_either_way(charge: int) -> None:
    one, device_seen = StimulationWatch(3, "tens"), seen()
    device_seen.plant.stimulations = [one]
    one.net_charge_uc_per_s = charge
    assert stimulation.charge_unbalanced(device_seen, NOW) is None
    one.net_charge_uc_per_s = charge + charge // 50
    found = stimulation.charge_unbalanced(device_seen, NOW)
    assert found == Reason("charge_unbalanced", "tens", charge + charge // 50, 50)
