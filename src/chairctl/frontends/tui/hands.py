"""A step more or less by hand: from what is wanted now to the output to ask for; the host judges it."""

from chairctl.domain.channels import (
    ChannelKind,
    Mode,
    Output,
    PostureMode,
    RollerMode,
    StimulationMode,
    Technique,
)
from chairctl.domain.snapshot import ChannelView
from chairctl.profiles.device import Bounds, DeviceProfile, RollerBounds, StimulationBounds

STEPS = 20
"""From nothing to the limit."""
HEAT_LEAST = 300
HEAT_STEP = 5


def step(view: ChannelView, profile: DeviceProfile | None, direction: int) -> Output:
    """The output one step up (+1) or down (-1) from what is wanted, within the limit of now."""
    size = HEAT_STEP if view.kind is ChannelKind.HEAT else max(1, view.limit // STEPS)
    level = max(0, min(view.limit, view.setpoint.level + direction * size))
    if view.kind is ChannelKind.HEAT and level < HEAT_LEAST:
        level = min(HEAT_LEAST, view.limit) if direction > 0 else 0
    if level == 0:
        return Output(0)
    return Output(level, view.setpoint.mode or usual_mode(view, profile))


def usual_mode(view: ChannelView, profile: DeviceProfile | None) -> Mode:
    """How a channel is begun by hand: gently, on the whole back."""
    bounds = _bounds(view, profile)
    if view.kind is ChannelKind.ROLLER:
        low, high = (
            (bounds.travel_low_mm, bounds.travel_high_mm) if isinstance(bounds, RollerBounds) else (0, 0)
        )
        return RollerMode(Technique.ROLLING, low, high, 400)
    if view.kind is ChannelKind.STIMULATION:
        rate = min(1000, bounds.max_rate_tenth_hz) if isinstance(bounds, StimulationBounds) else 800
        width = min(100, bounds.max_pulse_width_us) if isinstance(bounds, StimulationBounds) else 100
        return StimulationMode(width, rate)
    if view.kind is ChannelKind.POSTURE:
        return PostureMode(1)
    return None


def _bounds(view: ChannelView, profile: DeviceProfile | None) -> Bounds:
    channels = profile.channels if profile else ()
    return next((one.bounds for one in channels if one.channel.name == view.name), None)
