"""What one simulated RongTai chair is, and what can be broken in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, Self

from chairctl_simulators.plant.body import Body

Homing = Literal["ignores", "halts", "starts"]


@dataclass(frozen=True, slots=True)
class RongTaiSetup:
    """One chair. What no source tells has a switch here, so that a host can be tried on each possibility.

    `swapped`: the firmware on which knock and tap are exchanged. `homing_power`: what the power key does
    while the chair travels home. `acts_while_waiting`: heat, air and wheel keys work before a technique
    runs. `remembers`: strength keys pressed while a function is off count when it goes on.
    `scan_result` is the code of the shoulders that a scan finds; None: it never says that it found any.
    `frame_ms` is the time between two notifications.
    """

    swapped: bool = False
    has_3d: bool = True
    frame_ms: int = 150
    wake_ms: int = 800
    scan_ms: int = 8_000
    homing_ms: int = 3_000
    homing_power: Homing = "ignores"
    acts_while_waiting: bool = True
    remembers: bool = True
    first_strength: int = 3
    first_air: int = 3
    ambient_c: float = 23.0
    body: Body = field(default_factory=Body)
    scan_result: int | None = None


_SPANS: Final = {"late_ms": 10_000, "keys_lost": 1_000, "error_code": 0x7F}


@dataclass(frozen=True, slots=True)
class RongTaiFaults:
    """What is broken now; the default is a healthy chair on a healthy line.

    `late_ms` holds every notification back for so long; `mute` loses them, `deaf` loses keys and
    `keys_lost` the next few of them. `error_code` puts the chair into its fault state; `storing` into the
    state of that name. `homing_stuck`: home is never reached. `motor_runs_on`: a posture motor does not
    stop when its key says so. `garbage`: bytes that are no frame come between the frames.
    """

    late_ms: int = 0
    mute: bool = False
    deaf: bool = False
    keys_lost: int = 0
    error_code: int | None = None
    storing: bool = False
    homing_stuck: bool = False
    motor_runs_on: bool = False
    garbage: bool = False

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """These faults with `changes` by field name; ValueError for an unknown name or value."""
        names = {each.name for each in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise ValueError(f"unknown fault {name!r}")
            if name == "error_code" and value is None:
                continue
            fits = (
                type(value) is int and 0 <= value <= _SPANS[name]
                if name in _SPANS
                else isinstance(value, bool)
            )
            if not fits:
                raise ValueError(f"fault {name!r} cannot be {value!r}")
        return replace(self, **changes)


HEALTHY: Final = RongTaiFaults()
