"""A programme fitted to one station: shares become levels, zones become millimetres.

What the station cannot do is left out visibly: every omission is an adaptation with its reason.
"""

from typing import NamedTuple

from chairctl.domain.channels import OFF, ChannelKind, Mode, Output, OutputImage, RollerMode, StimulationMode
from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.safety import Reason
from chairctl.domain.time import Duration
from chairctl.profiles.device import ChannelProfile, DeviceProfile, Zone


class PlannedStep(NamedTuple):
    """What every channel of the station is wanted to do in one step, and when it begins."""

    title: Text
    begins: Duration
    ends: Duration
    ramp: Duration
    image: OutputImage


class Plan(NamedTuple):
    """A programme for one station."""

    programme: Programme
    kinds: tuple[ChannelKind, ...]
    """Of the station's channels."""
    steps: tuple[PlannedStep, ...]
    adaptations: tuple[Reason, ...]

    @property
    def duration(self) -> Duration:
        """From the first step to the end of the last (ns)."""
        return self.steps[-1].ends if self.steps else 0


def fit(programme: Programme, profiles: tuple[DeviceProfile, ...]) -> Plan:
    """The plan of a programme on a station with these devices."""
    places = tuple((channel, profile.zones) for profile in profiles for channel in profile.channels)
    adaptations: dict[Reason, None] = {}
    steps = []
    begins = 0
    for step in programme.steps:
        image = _image(step, places, adaptations)
        steps.append(PlannedStep(step.title, begins, begins + step.duration, step.ramp, image))
        begins += step.duration
    kinds = tuple(channel.channel.kind for channel, _ in places)
    return Plan(programme, kinds, tuple(steps), tuple(adaptations))


def _image(
    step: Step, places: tuple[tuple[ChannelProfile, tuple[Zone, ...]], ...], adaptations: dict[Reason, None]
) -> OutputImage:
    image = [OFF] * len(places)
    for target in step.targets:
        fitting = [
            index
            for index, (profile, _) in enumerate(places)
            if profile.channel.kind is target.kind and target.channel in (None, profile.channel.name)
        ]
        if not fitting:
            adaptations[Reason("no_such_channel", target.channel or "", detail=target.kind.value)] = None
        for index in fitting:
            profile, zones = places[index]
            mode = _mode(target, zones)
            if mode is None and target.kind is ChannelKind.ROLLER:
                adaptations[Reason("no_such_zone", profile.channel.name, detail=target.zone)] = None
                continue
            image[index] = Output(_level(target, profile), mode)
    return tuple(image)


def _level(target: Target, profile: ChannelProfile) -> int:
    if target.kind is ChannelKind.HEAT:
        return target.heat_tenth_c
    return profile.max_level * target.intensity_permille // 1000


def _mode(target: Target, zones: tuple[Zone, ...]) -> Mode:
    if target.kind is ChannelKind.STIMULATION:
        return StimulationMode(target.pulse_width_us, target.rate_tenth_hz)
    if target.kind is ChannelKind.ROLLER:
        for zone in zones:
            if zone.name == target.zone:
                return RollerMode(target.technique, zone.low_mm, zone.high_mm, target.speed_permille)
    return None
