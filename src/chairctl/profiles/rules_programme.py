"""The rules between the keys of a programme file; each names every place where the file breaks it."""

from collections.abc import Iterator

from pydantic import BaseModel

from chairctl.domain.ceilings import SESSION_S, STIMULATION_RATE_LEAST, STIMULATION_WIDTH_LEAST
from chairctl.domain.wave import FASTEST_CHANGE, SAMPLES, Shape
from chairctl.profiles.file_model import Fault
from chairctl.profiles.schema_programme import (
    OLD_SCHEMA,
    PROGRAMME_SCHEMA,
    HeatTarget,
    HoldFile,
    LoopFile,
    OldProgrammeFile,
    PressFile,
    RollerTarget,
    ShareTarget,
    StepFile,
    StimulationTarget,
    TargetFile,
    WaveFile,
)
from chairctl.profiles.values import HERTZ, MICROSECOND, Unit
from chairctl.profiles.yaml_events import KeyPath

MOST_STEPS = 500
MOVE_S = 5
"""From one point that is held to the next."""
PRESS_S = 3
"""In which the pressure on a point rises."""

_FASTEST_MS = FASTEST_CHANGE // 1_000_000
_NEW_KEYS = ("hold", "prompt", "place", "wave", "pulse_width_wave", "rate_wave", "carrier_hz")


def programme_faults(file: OldProgrammeFile, *, is_old: bool) -> Iterator[Fault]:
    """Every rule between keys that the file breaks; `is_old`: it claims to be of the first schema."""
    count = total_s = 0
    for path, step, times in _steps(file):
        if isinstance(step, StepFile):
            yield from _length_faults(step, path)
            count += times
            total_s += times * duration_s(step)
        else:
            yield from _hold_faults(step, path)
            count += 2 * step.points
            total_s += step.points * (MOVE_S + PRESS_S + step.point_s)
        yield from _target_faults(step.targets, path)
    if is_old:
        yield from _too_new(file)
    if count > MOST_STEPS:
        yield Fault(("steps",), "profile.too_many_steps", {"count": str(count), "most": str(MOST_STEPS)})
    if total_s > SESSION_S.value:
        params = {"total": str(total_s), "most": str(SESSION_S.value)}
        params |= {"excess": str(total_s - SESSION_S.value), "source": SESSION_S.source}
        yield Fault(("steps",), "profile.too_long", params)


def duration_s(step: StepFile) -> int:
    """How long a step lasts (s), whichever key says it."""
    return step.duration_s or step.duration_min_s or 0


def _steps(file: OldProgrammeFile) -> Iterator[tuple[KeyPath, StepFile | PressFile, int]]:
    """Each step of the file, its path, and how often it is done."""
    for index, entry in enumerate(file.steps):
        match entry:
            case LoopFile():
                for inner, step in enumerate(entry.loop.steps):
                    yield ("steps", index, "loop", "steps", inner), step, entry.loop.times
            case HoldFile():
                yield ("steps", index, "hold"), entry.hold, 1
            case StepFile():
                yield ("steps", index), entry, 1


def _length_faults(step: StepFile, path: KeyPath) -> Iterator[Fault]:
    if step.duration_s and step.duration_min_s:
        yield Fault((*path, "duration_min"), "profile.duration_twice", {})
    elif not duration_s(step):
        yield Fault(path, "profile.duration_missing", {})
    elif step.ramp_s is None:
        if any(not isinstance(target, HeatTarget) for target in step.targets):
            yield Fault((*path, "ramp_s"), "profile.missing_key", {"key": "ramp_s"})
    elif step.ramp_s > duration_s(step):
        params = {"ramp": str(step.ramp_s), "duration": str(duration_s(step))}
        yield Fault((*path, "ramp_s"), "profile.ramp_too_long", params)


def _hold_faults(step: PressFile, path: KeyPath) -> Iterator[Fault]:
    for index, target in enumerate(step.targets):
        if isinstance(target, RollerTarget):
            yield Fault((*path, "targets", index), "profile.hold_moves", {})


def _target_faults(targets: list[TargetFile], path: KeyPath) -> Iterator[Fault]:
    taken: set[tuple[str, str | None]] = set()
    for index, target in enumerate(targets):
        place = (*path, "targets", index)
        if (target.kind, target.channel) in taken:
            yield Fault(place, "profile.target_twice", {"name": target.channel or target.kind})
        taken.add((target.kind, target.channel))
        if isinstance(target, RollerTarget) and target.zone and target.place:
            yield Fault((*place, "place"), "profile.zone_and_place", {})
        yield from _swings(target, place)


def _swings(target: TargetFile, path: KeyPath) -> Iterator[Fault]:
    if isinstance(target, RollerTarget | ShareTarget | StimulationTarget):
        yield from _wave_faults(target.wave, (*path, "wave"))
    if isinstance(target, StimulationTarget):
        width, rate = target.pulse_width_us, target.rate_tenth_hz
        for key, wave, value, least, unit in (
            ("pulse_width_wave", target.pulse_width_wave, width, STIMULATION_WIDTH_LEAST.value, MICROSECOND),
            ("rate_wave", target.rate_wave, rate, STIMULATION_RATE_LEAST.value, HERTZ),
        ):
            yield from _wave_faults(wave, (*path, key))
            yield from _depth_faults(wave, (*path, key, "depth_percent"), value, least, unit)


def _wave_faults(wave: WaveFile | None, path: KeyPath) -> Iterator[Fault]:
    if wave is None:
        return
    if wave.shape is not Shape.PULSE:
        if wave.on_permille is not None:
            yield Fault((*path, "on_percent"), "profile.on_without_pulse", {})
        if wave.period_ms < SAMPLES * _FASTEST_MS // 2:
            least = str(SAMPLES * _FASTEST_MS / 2000)
            yield Fault((*path, "period_s"), "profile.wave_too_fast", {"least": least})
        return
    on_ms = wave.period_ms * (500 if wave.on_permille is None else wave.on_permille) // 1000
    if min(on_ms, wave.period_ms - on_ms) < _FASTEST_MS:
        yield Fault(path, "profile.pulse_too_fast", {"least": str(_FASTEST_MS)})


def _depth_faults(
    wave: WaveFile | None, path: KeyPath, value: int, least: int, unit: Unit
) -> Iterator[Fault]:
    if wave and value * (1000 - wave.depth_permille) // 1000 < least:
        deepest = (value - least) * 1000 // value
        params = {"value": unit.text(value), "least": unit.text(least), "unit": unit.symbol}
        yield Fault(path, "profile.wave_too_deep", {**params, "most": f"{deepest // 10}.{deepest % 10}"})


def _too_new(model: BaseModel, path: KeyPath = ()) -> Iterator[Fault]:
    """Keys that the first schema does not have."""
    for name in model.model_fields_set:
        key = type(model).model_fields[name].alias or name
        value = getattr(model, name)
        if key in _NEW_KEYS and value is not None:
            params = {"old": OLD_SCHEMA, "new": PROGRAMME_SCHEMA}
            yield Fault((*path, key), "profile.needs_new_schema", params)
        elif isinstance(value, BaseModel):
            yield from _too_new(value, (*path, key))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _too_new(item, (*path, key, index))
