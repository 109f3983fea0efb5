"""The rules between the keys of a programme file; each names every place where the file breaks it."""

from collections.abc import Iterator

from chairctl.domain.ceilings import SESSION_S
from chairctl.profiles.file_model import Fault
from chairctl.profiles.schema_programme import LoopFile, ProgrammeFile, StepFile
from chairctl.profiles.yaml_events import KeyPath

MOST_STEPS = 500


def programme_faults(file: ProgrammeFile) -> Iterator[Fault]:
    """Every rule between keys that the file breaks."""
    count = total_s = 0
    for path, step, times in _steps(file):
        yield from _step_faults(step, path)
        count += times
        total_s += times * duration_s(step)
    if count > MOST_STEPS:
        yield Fault(("steps",), "profile.too_many_steps", {"count": str(count), "most": str(MOST_STEPS)})
    if total_s > SESSION_S.value:
        params = {"total": str(total_s), "most": str(SESSION_S.value)}
        params |= {"excess": str(total_s - SESSION_S.value), "source": SESSION_S.source}
        yield Fault(("steps",), "profile.too_long", params)


def duration_s(step: StepFile) -> int:
    """How long a step lasts (s), whichever key says it."""
    return step.duration_s or step.duration_min_s or 0


def _steps(file: ProgrammeFile) -> Iterator[tuple[KeyPath, StepFile, int]]:
    """Each step of the file, its path, and how often it is done."""
    for index, entry in enumerate(file.steps):
        if isinstance(entry, LoopFile):
            for inner, step in enumerate(entry.loop.steps):
                yield ("steps", index, "loop", "steps", inner), step, entry.loop.times
        else:
            yield ("steps", index), entry, 1


def _step_faults(step: StepFile, path: KeyPath) -> Iterator[Fault]:
    if step.duration_s and step.duration_min_s:
        yield Fault((*path, "duration_min"), "profile.duration_twice", {})
    elif not duration_s(step):
        yield Fault(path, "profile.duration_missing", {})
    elif step.ramp_s > duration_s(step):
        params = {"ramp": str(step.ramp_s), "duration": str(duration_s(step))}
        yield Fault((*path, "ramp_s"), "profile.ramp_too_long", params)
    taken: set[tuple[str, str | None]] = set()
    for index, target in enumerate(step.targets):
        if (target.kind, target.channel) in taken:
            name = target.channel or target.kind
            yield Fault((*path, "targets", index), "profile.target_twice", {"name": name})
        taken.add((target.kind, target.channel))
