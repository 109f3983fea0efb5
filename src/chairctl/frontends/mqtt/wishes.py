"""From a remote's absolute wish for a channel to an output, below every ceiling; pure."""

from typing import NamedTuple

from chairctl.domain.channels import OFF, ChannelKind, Mode, Output, RollerMode, StimulationMode, Technique
from chairctl.domain.snapshot import ChannelView
from chairctl.frontends.mqtt.orders import Set
from chairctl.profiles.device import ChannelProfile, RollerBounds, StimulationBounds, Zone

WHOLE = 100
_SPEED_PERMILLE = 500
_PULSE_WIDTH_US = 100
_RATE_TENTH_HZ = 1_000


class Wish(NamedTuple):
    """What comes of a wish."""

    output: Output
    lowered_to: int | None = None
    """The level that a ceiling made of it; None: it fits."""


class NoSuchWish(Exception):  # noqa: N818  (a refusal, not a fault)
    """The channel can't be asked for this; `code` is one of the texts' `remote.refused`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def level_of(profile: ChannelProfile, order: Set, now: int) -> int:
    """The level asked for, in the channel's unit; `now` where only a mode is. Raises NoSuchWish."""
    if profile.channel.kind is ChannelKind.HEAT:
        if order.percent is not None:
            raise NoSuchWish("heat_in_degrees", profile.channel.name)
        return now if order.temperature_c is None else int(order.temperature_c * 10)
    if order.temperature_c is not None:
        raise NoSuchWish("no_heat", profile.channel.name)
    return now if order.percent is None else int(profile.max_level * order.percent / WHOLE)


def wish_for(
    order: Set, profile: ChannelProfile, zones: tuple[Zone, ...], view: ChannelView, ceiling: int
) -> Wish:
    """The output that a wish comes to, at most `ceiling` and the limit in force. Raises NoSuchWish."""
    kind = profile.channel.kind
    if kind is ChannelKind.POSTURE:
        raise NoSuchWish("posture", profile.channel.name)
    level = level_of(profile, order, view.setpoint.level)
    if not level and order.percent is None and order.temperature_c is None:
        raise NoSuchWish("channel_off", profile.channel.name)
    if kind is ChannelKind.ROLLER:
        mode: Mode = _roller(order, profile, zones, view.setpoint.mode)
    elif order.technique is not None or order.zone is not None:
        raise NoSuchWish("no_roller", profile.channel.name)
    else:
        mode = _pulses(profile, view.setpoint.mode) if kind is ChannelKind.STIMULATION else None
    highest = max(0, min(ceiling, view.limit, profile.max_level))
    granted = min(level, highest)
    output = Output(granted, mode) if granted > 0 else OFF
    return Wish(output, granted if granted < level else None)


def _roller(order: Set, profile: ChannelProfile, zones: tuple[Zone, ...], mode: Mode) -> RollerMode:
    spans = {zone.name: zone for zone in zones}
    before = mode if isinstance(mode, RollerMode) else None
    if order.zone is None and before:
        low, high = before.low_mm, before.high_mm
    elif (zone := spans.get(order.zone or "full")) is not None:
        low, high = zone.low_mm, zone.high_mm
    else:
        raise NoSuchWish("no_such_zone", order.zone or "full")
    technique = order.technique or (before.technique if before else Technique.ROLLING)
    speed = before.speed_permille if before else _SPEED_PERMILLE
    bounds = profile.bounds
    fastest = bounds.max_speed_permille if isinstance(bounds, RollerBounds) else speed
    return RollerMode(technique, low, high, min(speed, fastest))


def _pulses(profile: ChannelProfile, mode: Mode) -> StimulationMode:
    if isinstance(mode, StimulationMode):
        return mode
    bounds = profile.bounds
    if not isinstance(bounds, StimulationBounds):
        return StimulationMode(_PULSE_WIDTH_US, _RATE_TENTH_HZ)
    return StimulationMode(
        min(_PULSE_WIDTH_US, bounds.max_pulse_width_us), min(_RATE_TENTH_HZ, bounds.max_rate_tenth_hz)
    )
