"""Every interlock, with the hazards of SAFETY.md that it answers. The kernel runs them in this order."""

from collections.abc import Callable
from typing import NamedTuple

from chairctl.domain.safety import Priority, Reason
from chairctl.domain.time import Instant
from chairctl.safety.interlocks import device, heat, line, warden
from chairctl.safety.observed import Observed


class Interlock(NamedTuple):
    """A check that trips when it returns a reason; `always`: also while the station is not armed."""

    check: Callable[[Observed, Instant], Reason | None]
    hazards: tuple[str, ...]
    always: bool = False
    priority: Priority = Priority.HIGH


INTERLOCKS: tuple[Interlock, ...] = (
    Interlock(warden.cut_power, ("H39",), always=True),
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
)

ALWAYS = tuple(interlock for interlock in INTERLOCKS if interlock.always)
