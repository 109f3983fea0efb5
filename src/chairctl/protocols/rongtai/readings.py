"""What a status says that the chair puts out, in the levels of the domain.

Only a chair that runs works its rollers: at rest the fields of the rollers keep old values. The flags of
heat, air and wheel count in every state but standby.
"""

from chairctl.domain.telemetry import Activity, OwnScan
from chairctl.protocols.rongtai.frames import State, Status

STRENGTHS = 5
HIGHEST_SCAN = 7
WHEEL_SPEEDS = 3

_ACTIVITIES = {
    State.STANDBY: Activity.STANDBY,
    State.HOMING: Activity.HOMING,
    State.WAITING: Activity.WAITING,
    State.RUNNING: Activity.RUNNING,
    State.STORING: Activity.STORING,
    State.FAULT: Activity.FAULT,
}


def level_of(step: int, steps: int) -> int:
    """The level (‰) of a step, of so many."""
    return 1_000 * step // steps


def step_of(level: int, steps: int) -> int:
    """The highest step whose level is not above this one."""
    return (level * steps + steps - 1) // 1_000


def is_scanning(status: Status) -> bool:
    """Whether the chair feels along the back: it runs, but massages nothing."""
    return status.state == State.RUNNING and status.scanning == 1


def roller_step(status: Status) -> int:
    """The strength at which the rollers work, 0 to 5; without a 3D mechanism they only know the highest."""
    if status.state != State.RUNNING or status.scanning or status.technique == 0:
        return 0
    return min(max(1, status.strength_3d), STRENGTHS) if status.has_3d else STRENGTHS


def air_step(status: Status) -> int:
    """The strength of the air bags that are on, 0 to 5."""
    if status.state == State.STANDBY or not (any(status.air) or any(status.acting)):
        return 0
    return min(max(1, status.air_strength), STRENGTHS)


def heat_step(status: Status) -> int:
    """1: the back is heated. How warm it gets nobody measures."""
    return status.heat_on if status.state != State.STANDBY else 0


def wheel_step(status: Status) -> int:
    """The speed of the foot wheel, 0 to 3; one that the chair chooses itself counts as the highest."""
    if status.state == State.STANDBY or not status.wheel_on:
        return 0
    return status.wheel_speed or WHEEL_SPEEDS


def own_scan(status: Status) -> OwnScan | None:
    """Where the chair has found the shoulders: 0 the middle, 1 to 7 above it, 9 to 15 below."""
    if not status.scan_succeeded:
        return None
    code = status.scan_position
    return OwnScan(code if code <= HIGHEST_SCAN else HIGHEST_SCAN + 1 - code)


def activity_of(status: Status) -> Activity | None:
    """What the chair does by itself, as people are told; None: a state that nobody knows."""
    if is_scanning(status):
        return Activity.SCANNING
    return _ACTIVITIES.get(State(status.state)) if status.state in tuple(State) else None
