"""From the text of a programme file to the `Programme` of the domain; loops and points are unrolled."""

from collections.abc import Iterator

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import Programme, Step, Target, Text
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.domain.wave import Wave
from chairctl.profiles.file_model import read_model, refuse, schema_of
from chairctl.profiles.rules_programme import MOVE_S, PRESS_S, duration_s, programme_faults
from chairctl.profiles.schema_programme import (
    OLD_SCHEMA,
    PROGRAMME_SCHEMA,
    EntryFile,
    HeatTarget,
    HoldFile,
    InterferentialTarget,
    LoopFile,
    OldProgrammeFile,
    PressFile,
    ProgrammeFile,
    RollerTarget,
    ShareTarget,
    StepFile,
    StimulationTarget,
    TargetFile,
    WaveFile,
)
from chairctl.profiles.text_file import TextFile
from chairctl.profiles.yaml_source import Source

_MOVE_INTENSITY_PERMILLE = 150
_MOVE_SPEED_PERMILLE = 400
_WHOLE = 1000


def read_programme(source: Source) -> Programme:
    """The programme that a parsed file describes; raises ProfileErrors."""
    if schema_of(source, PROGRAMME_SCHEMA, OLD_SCHEMA) == OLD_SCHEMA:
        old = read_model(OldProgrammeFile, source, OLD_SCHEMA)
        refuse(source, programme_faults(old, is_old=True))
        return Programme(old.name, old.title.text(), old.summary.text(), _steps(old.steps))
    file = read_model(ProgrammeFile, source, PROGRAMME_SCHEMA)
    refuse(source, programme_faults(file, is_old=False))
    return Programme(
        file.name,
        file.title.text(),
        file.summary.text(),
        _steps(file.steps),
        file.feel.text(),
        tuple(file.evidence),
        tuple(file.not_with),
    )


def _steps(entries: list[EntryFile]) -> tuple[Step, ...]:
    return tuple(step for entry in entries for step in _unrolled(entry))


def _unrolled(entry: EntryFile) -> Iterator[Step]:
    match entry:
        case LoopFile():
            yield from [_step(step) for step in entry.loop.steps] * entry.loop.times
        case HoldFile():
            yield from _points(entry.hold)
        case StepFile():
            yield _step(entry)


def _step(file: StepFile) -> Step:
    targets = tuple(_target(target) for target in file.targets)
    return Step(
        file.title.text(),
        duration_s(file) * SECOND,
        (file.ramp_s or 0) * SECOND,
        targets,
        _prompt(file.prompt),
    )


def _points(file: PressFile) -> Iterator[Step]:
    """For each point two steps: lightly to it, because what holds does not travel; then press and hold."""
    others = tuple(_target(target) for target in file.targets)
    for number in range(file.points):
        at = (2 * number + 1) * _WHOLE // (2 * file.points)
        count = f" ({number + 1}/{file.points})" if file.points > 1 else ""
        title = Text(f"{file.title.en}{count}", f"{file.title.de}{count}")
        for technique, intensity, speed, lasts, ramp in (
            (
                Technique.ROLLING,
                min(file.intensity_permille, _MOVE_INTENSITY_PERMILLE),
                _MOVE_SPEED_PERMILLE,
                MOVE_S,
                0,
            ),
            (Technique.HOLD, file.intensity_permille, 0, file.point_s + PRESS_S, PRESS_S),
        ):
            roller = Target(
                ChannelKind.ROLLER,
                None,
                intensity,
                technique=technique,
                speed_permille=speed,
                place=file.place,
                point_permille=at,
            )
            yield Step(title, lasts * SECOND, ramp * SECOND, (roller, *others), _prompt(file.prompt))


def _target(file: TargetFile) -> Target:
    channel = file.channel
    match file:
        case HeatTarget():
            return Target(ChannelKind.HEAT, channel, heat_tenth_c=file.heat_tenth_c)
        case RollerTarget():
            return Target(
                ChannelKind.ROLLER,
                channel,
                file.intensity_permille,
                technique=file.technique,
                zone=file.zone or "full",
                speed_permille=file.speed_permille,
                place=file.place,
                wave=_wave(file.wave),
            )
        case StimulationTarget():
            return Target(
                ChannelKind.STIMULATION,
                channel,
                file.intensity_permille,
                pulse_width_us=file.pulse_width_us,
                rate_tenth_hz=file.rate_tenth_hz,
                wave=_wave(file.wave),
                pulse_width_wave=_wave(file.pulse_width_wave),
                rate_wave=_wave(file.rate_wave),
            )
        case InterferentialTarget():
            return Target(
                ChannelKind.STIMULATION,
                channel,
                file.intensity_permille,
                rate_tenth_hz=file.beat_tenth_hz,
                carrier_hz=file.carrier_hz,
            )
        case ShareTarget():
            return Target(ChannelKind(file.kind), channel, file.intensity_permille, wave=_wave(file.wave))


def _wave(file: WaveFile | None) -> Wave | None:
    if file is None:
        return None
    on_permille = 500 if file.on_permille is None else file.on_permille
    return Wave(file.shape, file.period_ms * MILLISECOND, file.depth_permille, on_permille)


def _prompt(file: TextFile | None) -> Text | None:
    return file.text() if file else None
