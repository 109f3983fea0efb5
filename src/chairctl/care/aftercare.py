"""After a session: what to mind, and which exercises, by region and by what was done lately."""

from collections.abc import Collection, Mapping
from datetime import date

from chairctl.care.facts import Exercise, ExerciseFacts
from chairctl.care.words import Effort, Modality, Region

EXERCISES_A_DAY = 4
"""3 to 5 a day."""

_ORDER = (Effort.STRENGTH, Effort.STRETCH, Effort.STRENGTH, Effort.CALM)
"""What is active comes first: that is what helps most."""

_NOTES: tuple[tuple[str, Modality | None], ...] = (
    ("water", Modality.MASSAGE),
    ("walk", None),
    ("no_load", Modality.MASSAGE),
    ("tired", Modality.MASSAGE),
    ("soreness", Modality.MASSAGE),
    ("skin_heat", Modality.HEAT),
    ("skin_electrodes", Modality.STIMULATION),
    ("skin_mat", Modality.MAT),
    ("stand_up", None),
    ("worse", None),
)


def notes(done: Collection[Modality]) -> tuple[str, ...]:
    """Codes of what to mind after a session with these treatments."""
    return tuple(code for code, modality in _NOTES if modality is None or modality in done)


def exercises(
    facts: ExerciseFacts, region: Region, last_done: Mapping[str, date], most: int = EXERCISES_A_DAY
) -> tuple[Exercise, ...]:
    """Exercises for a region: of each effort in turn the one that was done longest ago, or never.

    `last_done` is the last day of each exercise by its code. Fewer where the region has no more.
    """
    waiting = sorted(
        (exercise for exercise in facts.exercises if region in exercise.regions),
        key=lambda exercise: last_done.get(exercise.code, date.min),
    )
    chosen: list[Exercise] = []
    for turn in range(most):
        fitting = [exercise for exercise in waiting if exercise.effort is _ORDER[turn % len(_ORDER)]]
        for exercise in (fitting or waiting)[:1]:
            waiting.remove(exercise)
            chosen.append(exercise)
    return tuple(chosen)
