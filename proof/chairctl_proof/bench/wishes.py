"""Something for every channel of a device to do: half of what it may."""

from collections.abc import Iterator

from chairctl.domain.channels import (
    ChannelKind,
    Mode,
    Output,
    PostureMode,
    RollerMode,
    StimulationMode,
    Technique,
)
from chairctl.domain.commands import SetOutput
from chairctl.profiles.device import ChannelProfile, DeviceProfile


def wishes(profile: DeviceProfile) -> Iterator[SetOutput]:
    """One for each channel; posture stays where it is, and pads are only warmed a little."""
    for channel in profile.channels:
        if channel.channel.kind is not ChannelKind.POSTURE:
            yield SetOutput(channel.channel.name, Output(_level(channel), mode(channel, profile)))


def _level(channel: ChannelProfile) -> int:
    half = channel.max_level // 2
    if channel.channel.kind is ChannelKind.HEAT:
        return channel.max_level * 9 // 10
    lower = [level for level in channel.grid if level <= half]
    return lower[-1] if lower else max(half, *channel.grid[:1], 1)


def mode(channel: ChannelProfile, profile: DeviceProfile) -> Mode:
    """A mode that this channel can do."""
    match channel.channel.kind:
        case ChannelKind.ROLLER:
            zone = profile.zones[0]
            return RollerMode(Technique.KNEADING, zone.low_mm, zone.high_mm, 500)
        case ChannelKind.STIMULATION:
            return StimulationMode(100, 500)
        case ChannelKind.POSTURE:
            return PostureMode(1)
        case _:
            return None
