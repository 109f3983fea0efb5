"""Interlocks on rollers: they matter while the station is armed; the device has its own."""

from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, Instant
from chairctl.safety.observed import Observed
from chairctl.safety.watches.roller import BEYOND_UM

LEAVING_SAMPLES = 2


def roller_stalled(seen: Observed, _now: Instant) -> Reason | None:
    """Driven in a technique that moves, and standing still: it may be pinching somebody."""
    for roller in seen.plant.rollers:
        if roller.still_for >= roller.still_limit:
            limit_ms = roller.still_limit // MILLISECOND
            return Reason("roller_stalled", roller.name, roller.still_for // MILLISECOND, limit_ms)
    return None


def roller_outside(seen: Observed, _now: Instant) -> Reason | None:
    """Outside the travel of this chair, or at its end and going on outwards: a limit switch has failed."""
    for roller in seen.plant.rollers:
        low, high = roller.bounds.travel_low_mm, roller.bounds.travel_high_mm
        if not low <= roller.position_mm <= high or roller.beyond_um >= BEYOND_UM:
            return Reason("roller_outside", roller.name, roller.position_mm, high)
    return None


def roller_leaves(seen: Observed, _now: Instant) -> Reason | None:
    """Beyond its stretch of the spine and going farther: it does not turn round."""
    for roller in seen.plant.rollers:
        if roller.leaving_samples >= LEAVING_SAMPLES:
            return Reason("roller_leaves", roller.name, roller.position_mm)
    return None


def motor_overloaded(seen: Observed, _now: Instant) -> Reason | None:
    """The motor has got more heat (I²t) than its rating bears."""
    for roller in seen.plant.rollers:
        if roller.overload_limit and roller.overload >= roller.overload_limit:
            return Reason("motor_overloaded", roller.name, limit=roller.bounds.motor_rated_ma or 0)
    return None
