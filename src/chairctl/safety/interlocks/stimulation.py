"""Interlocks on stimulation: contact of the electrodes, and current that is not what was applied.

After each of them the level is 0 and latched; a person arms again, and the current rises from 0 (H53).
"""

from chairctl.domain.ceilings import STIMULATION_NET_CHARGE
from chairctl.domain.safety import Reason
from chairctl.domain.time import Instant
from chairctl.safety.observed import Observed

SAMPLES = 2


def electrode_open(seen: Observed, _now: Instant) -> Reason | None:
    """No contact while current is applied, or while the device has stopped because of it."""
    for each in seen.plant.stimulations:
        if each.open_samples >= SAMPLES or each.found_open:
            return Reason("electrode_open", each.name)
    return None


def contact_partly_lost(seen: Observed, _now: Instant) -> Reason | None:
    """The impedance has risen by more than 30 %: a pad lifts, and the current density on the rest grows.

    Trips instead of lowering the level: the density rule already counts on half a pad, and only a person
    can press the pad on again.
    """
    for each in seen.plant.stimulations:
        if each.risen_samples >= SAMPLES:
            return Reason("contact_partly_lost", each.name, each.impedance_ohm or 0, each.impedance_limit)
    return None


def current_deviates(seen: Observed, _now: Instant) -> Reason | None:
    """The current that is measured is not the one that is said to be applied."""
    for each in seen.plant.stimulations:
        if each.deviating_samples >= SAMPLES:
            return Reason("current_deviates", each.name, each.current_tenth_ma, each.applied)
    return None


def charge_unbalanced(seen: Observed, _now: Instant) -> Reason | None:
    """Pulses leave charge behind: direct current burns skin."""
    for each in seen.plant.stimulations:
        if abs(each.net_charge_uc_per_s) > STIMULATION_NET_CHARGE.value:
            limit = STIMULATION_NET_CHARGE.value
            return Reason("charge_unbalanced", each.name, each.net_charge_uc_per_s, limit)
    return None
