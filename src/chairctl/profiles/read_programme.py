"""From the text of a programme file to the `Programme` of the domain, with its loops unrolled."""

from collections.abc import Iterator

from chairctl.domain.channels import ChannelKind
from chairctl.domain.programme import Programme, Step, Target
from chairctl.domain.time import SECOND
from chairctl.profiles.file_model import read_model, refuse
from chairctl.profiles.rules_programme import duration_s, programme_faults
from chairctl.profiles.schema_programme import (
    PROGRAMME_SCHEMA,
    HeatTarget,
    LoopFile,
    ProgrammeFile,
    RollerTarget,
    StepFile,
    StimulationTarget,
    TargetFile,
)
from chairctl.profiles.yaml_source import Source


def read_programme(source: Source) -> Programme:
    """The programme that a parsed file describes; raises ProfileErrors."""
    file = read_model(ProgrammeFile, source, PROGRAMME_SCHEMA)
    refuse(source, programme_faults(file))
    return Programme(file.name, file.title.text(), file.summary.text(), tuple(_unrolled(file)))


def _unrolled(file: ProgrammeFile) -> Iterator[Step]:
    for entry in file.steps:
        if isinstance(entry, LoopFile):
            yield from [_step(step) for step in entry.loop.steps] * entry.loop.times
        else:
            yield _step(entry)


def _step(file: StepFile) -> Step:
    targets = tuple(_target(target) for target in file.targets)
    return Step(file.title.text(), duration_s(file) * SECOND, file.ramp_s * SECOND, targets)


def _target(file: TargetFile) -> Target:
    kind, channel = ChannelKind(file.kind), file.channel
    match file:
        case HeatTarget():
            return Target(kind, channel, heat_tenth_c=file.heat_tenth_c)
        case RollerTarget():
            return Target(
                kind,
                channel,
                file.intensity_permille,
                technique=file.technique,
                zone=file.zone,
                speed_permille=file.speed_permille,
            )
        case StimulationTarget():
            return Target(
                kind,
                channel,
                file.intensity_permille,
                pulse_width_us=file.pulse_width_us,
                rate_tenth_hz=file.rate_tenth_hz,
            )
        case _:
            return Target(kind, channel, file.intensity_permille)
