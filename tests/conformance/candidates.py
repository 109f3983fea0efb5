"""Every device family with a shipped profile, its simulator, and something to ask of it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.support.line_session import LineSession, Simulated

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
from chairctl.domain.time import MILLISECOND, SECOND, Duration
from chairctl.profiles.device import ChannelProfile, DeviceProfile
from chairctl.profiles.loader import find_device, load_device
from chairctl_simulators.devices.beurer_em70 import SimulatedStimulator
from chairctl_simulators.devices.chairlink import SimulatedChair
from chairctl_simulators.devices.keeson import SimulatedBed
from chairctl_simulators.devices.openemsstim import SimulatedBoard
from chairctl_simulators.devices.rongtai import SimulatedRongTai
from chairctl_simulators.devices.sciencemode4 import SimulatedP24


@dataclass(frozen=True)
class Candidate:
    """One family as the suite drives it."""

    profile_name: str
    simulate: Callable[[], Simulated]
    boot: Duration
    """From the open line to a device that can be armed."""
    rise: Duration
    """From the wish to outputs that are on, for certain."""
    zero_within: Duration
    """From the stop to true zero."""

    @property
    def profile(self) -> DeviceProfile:
        return load_device(find_device(self.profile_name))

    def session(self) -> LineSession:
        return LineSession(self.profile, self.simulate())


CANDIDATES = {
    candidate.profile_name: candidate
    for candidate in (
        Candidate(
            "chairlink-reference", lambda: SimulatedChair(1), 200 * MILLISECOND, 2 * SECOND, 50 * MILLISECOND
        ),
        Candidate(
            "beurer-em70",
            lambda: SimulatedStimulator(1),
            500 * MILLISECOND,
            25 * SECOND,
            500 * MILLISECOND,
        ),
        Candidate("ergomotion-bed", lambda: SimulatedBed(1), 500 * MILLISECOND, 15 * SECOND, 4 * SECOND),
        Candidate("openemsstim", SimulatedBoard, 3 * SECOND, 10 * SECOND, SECOND),
        Candidate("hasomed-p24", lambda: SimulatedP24(1), 200 * MILLISECOND, 5 * SECOND, 100 * MILLISECOND),
        # A power key that got lost is followed by another, if asked for, after ten seconds.
        Candidate("rongtai-rt8600", SimulatedRongTai, SECOND, 18 * SECOND, 15 * SECOND),
    )
}


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


def least(channel: ChannelProfile) -> int:
    """The lowest level that is not rounded down to nothing."""
    return channel.grid[0] if channel.grid else 1


def wishes(profile: DeviceProfile, chance: Random) -> list[SetOutput]:
    """Some level for every channel, its greatest among them; posture stays where it is."""
    return [
        SetOutput(
            channel.channel.name,
            Output(chance.randint(least(channel), channel.max_level), mode(channel, profile)),
        )
        for channel in profile.channels
        if channel.channel.kind is not ChannelKind.POSTURE
    ]
