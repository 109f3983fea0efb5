"""A programme fitted to one station and one person: shares become levels, places become millimetres.

What the station cannot do is left out or lowered visibly: each time with an adaptation and its reason.
"""

from typing import NamedTuple

from chairctl.domain.channels import OFF, ChannelKind, OutputImage, Technique
from chairctl.domain.programme import Programme, Step, Text
from chairctl.domain.safety import Reason
from chairctl.domain.sitter import ANYBODY, Sitter
from chairctl.domain.time import SECOND, Duration
from chairctl.domain.wave import Waves
from chairctl.profiles.device import DeviceProfile
from chairctl.session.fitting import Fitting, Place
from chairctl.session.landmarks import spine_on


class PlannedStep(NamedTuple):
    """What every channel of the station is wanted to do in one step, and when it begins."""

    title: Text
    begins: Duration
    ends: Duration
    ramp: Duration
    image: OutputImage
    waves: tuple[Waves | None, ...] = ()
    """One for each channel; empty: all stand still."""
    prompt: Text | None = None

    @property
    def is_still(self) -> bool:
        """Whether nothing is put out and nobody is told anything."""
        return not self.prompt and not any(output.level for output in self.image)

    def image_at(self, into: Duration) -> OutputImage:
        """What is wanted this long after the step began, ramps aside."""
        return self.swung(self.image, into)

    def swung(self, image: OutputImage, into: Duration) -> OutputImage:
        """An image with the waves of this step on it."""
        if not self.waves:
            return image
        return tuple(
            waves.apply(output, into) if waves else output
            for output, waves in zip(image, self.waves, strict=True)
        )


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

    @property
    def energises(self) -> bool:
        """Whether anything is put out that makes the programme worth starting: of points, at least one."""
        outputs = [output for step in self.steps for output in step.image if output.level]
        targets = (target for step in self.programme.steps for target in step.targets)
        if any(target.point_permille is not None for target in targets):
            return any(getattr(output.mode, "technique", None) is Technique.HOLD for output in outputs)
        return bool(outputs)


def fit(programme: Programme, profiles: tuple[DeviceProfile, ...], sitter: Sitter = ANYBODY) -> Plan:
    """The plan of a programme for one person on a station with these devices."""
    places = []
    for profile in profiles:
        spine = spine_on(profile.zones, sitter)
        places += [Place(channel, profile.zones, spine) for channel in profile.channels]
    fitting = Fitting(tuple(places), sitter)
    _note_length(programme, profiles, fitting)
    has_electrodes = ChannelKind.STIMULATION in programme.needs
    steps = [_planned(step, fitting, has_electrodes=has_electrodes) for step in programme.steps]
    kinds = tuple(place.profile.channel.kind for place in places)
    return Plan(programme, kinds, _in_time(programme, steps), fitting.adaptations)


def _in_time(programme: Programme, steps: list[PlannedStep]) -> tuple[PlannedStep, ...]:
    """The steps one after the other, without those of which nothing is left.

    Nobody sits and waits for what can't come. Where nothing at all is left, all stay, to be looked at.
    """
    empty = [
        bool(wanted.targets) and step.is_still for wanted, step in zip(programme.steps, steps, strict=True)
    ]
    kept, begins = [], 0
    for step, is_empty in zip(steps, empty, strict=True):
        if is_empty and not all(step.is_still for step in steps):
            continue
        kept.append(step._replace(begins=begins, ends=begins + step.ends))
        begins += step.ends
    return tuple(kept)


def _note_length(programme: Programme, profiles: tuple[DeviceProfile, ...], fitting: Fitting) -> None:
    """A device may end a session sooner than the programme does."""
    for profile in () if programme.is_guided else profiles:
        if programme.duration > profile.session_max_s * SECOND:
            seconds = programme.duration // SECOND
            fitting.note(Reason("ends_early", "", seconds, profile.session_max_s, profile.name))


def _planned(step: Step, fitting: Fitting, *, has_electrodes: bool) -> PlannedStep:
    """A step as if it were the first."""
    image = [OFF] * len(fitting.places)
    waves: list[Waves | None] = [None] * len(fitting.places)
    for target in step.targets:
        for index in fitting.channels_for(target):
            output = fitting.output(target, fitting.places[index], has_electrodes=has_electrodes)
            if output is not None:
                image[index] = output
                waves[index] = fitting.waves(target, fitting.places[index], output)
    return PlannedStep(
        step.title,
        0,
        step.duration,
        step.ramp,
        tuple(image),
        tuple(waves) if any(waves) else (),
        step.prompt,
    )
