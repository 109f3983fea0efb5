"""Every interlock, with the hazards of SAFETY.md that it answers. The kernel runs them in this order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chairctl.domain.safety import Priority, Reason
from chairctl.domain.time import Instant
from chairctl.safety.interlocks import device, heat, line, roller, stimulation, warden
from chairctl.safety.observed import Observed


@dataclass(frozen=True, slots=True)
class Interlock:
    """A check that trips when it returns a reason.

    `always`: also while the station is not armed. `cuts_power`: the trip asks for the second cut.
    """

    check: Callable[[Observed, Instant], Reason | None]
    hazards: tuple[str, ...]
    always: bool = False
    priority: Priority = Priority.HIGH
    cuts_power: bool = False


INTERLOCKS: tuple[Interlock, ...] = (
    Interlock(warden.cut_power, ("H39",), always=True, cuts_power=True),
    Interlock(line.clock_gap, ("H10",)),
    Interlock(warden.warden_fired, ("H02", "H03", "H04")),
    Interlock(line.line_lost, ("H21", "H31")),
    Interlock(line.stale_telemetry, ("H22", "H32")),
    Interlock(device.rebooted, ("H38", "H55")),
    Interlock(device.device_fault, ("H48", "H51")),
    Interlock(device.dropped_out, ("H07", "H23")),
    Interlock(device.second_master, ("H13", "H35")),
    Interlock(device.over_applied, ("H35", "H56"), always=True),
    Interlock(device.under_applied, ("H33", "H56"), priority=Priority.MEDIUM),
    Interlock(warden.warden_gone, ("H07", "H08")),
    Interlock(line.deaf_device, ("H23",)),
    Interlock(line.noisy_line, ("H24", "H34")),
    Interlock(device.arm_unanswered, ("H29",), priority=Priority.MEDIUM),
    Interlock(heat.pad_sensor, ("H42", "H43"), always=True),
    Interlock(heat.pad_hard, ("H40", "H47"), always=True),
    Interlock(heat.pad_hot, ("H47",), always=True),
    Interlock(heat.heater_unasked, ("H40", "H58"), always=True, cuts_power=True),
    Interlock(heat.heats_by_itself, ("H40",), always=True, cuts_power=True),
    Interlock(heat.pad_frozen, ("H44",)),
    Interlock(heat.pad_gains_nothing, ("H46", "H44", "H41")),
    Interlock(heat.heater_weak, ("H41", "H44"), priority=Priority.MEDIUM),
    Interlock(roller.roller_stalled, ("H48",)),
    Interlock(roller.roller_outside, ("H49",)),
    Interlock(roller.roller_leaves, ("H49",)),
    Interlock(roller.motor_overloaded, ("H50",), priority=Priority.MEDIUM),
    Interlock(stimulation.electrode_open, ("H51", "H53")),
    Interlock(stimulation.contact_partly_lost, ("H52",)),
    Interlock(stimulation.current_deviates, ("H56", "H54")),
    Interlock(stimulation.charge_unbalanced, ("H57",), always=True),
    Interlock(device.driven_unasked, ("H58",), always=True),
    Interlock(device.moved_unasked, ("H58",)),
    Interlock(device.zero_unconfirmed, ("H39",), always=True, cuts_power=True),
    Interlock(device.supply_low, ("H59",)),
    Interlock(device.clock_wrong, ("H60",)),
    Interlock(line.flooded, ("H34",)),
)

ALWAYS = tuple(interlock for interlock in INTERLOCKS if interlock.always)


def violations(
    interlocks: tuple[Interlock, ...], devices: Iterable[Observed], now: Instant
) -> list[tuple[Interlock, Reason]]:
    """Every interlock that trips at `now`, with its reason."""
    found = []
    for seen in devices:
        for interlock in interlocks:
            check = interlock.check  # a field, not a method: Python finds it faster so
            reason = check(seen, now)
            if reason is not None:
                found.append((interlock, reason))
    return found
