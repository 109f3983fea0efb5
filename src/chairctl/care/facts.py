"""The facts of care: shipped files in `profiles/care`, checked like every other profile and read once.

They come from public health texts, which the files name. A file of the user can't replace them.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from chairctl.care.words import Certainty, Effort, Interest, Modality, Place, Reach, Region, Until
from chairctl.domain.ceilings import SESSION_S, SHARE, Ceiling
from chairctl.profiles.file_model import FileModel, read_model
from chairctl.profiles.loader import load_file, shipped_folder
from chairctl.profiles.text_file import TextFile
from chairctl.profiles.values import MINUTE, PERCENT, SECOND, TIMES, Name, Unit, choice, number, text
from chairctl.profiles.yaml_source import Source

DAYS = Unit("d", 1, TIMES.step)
LONGEST = Ceiling(730, "d", "longer than two years nobody plans", "chosen")
MOST_SESSIONS = Ceiling(60, "sessions", "more than a course ever has", "chosen")
LONGEST_EXERCISE = Ceiling(600, "s", "one exercise of a few minutes", "chosen")

_Origin = Annotated[str, text(200)]
_Days = Annotated[int, number(DAYS, 0, LONGEST)]


class BlockFact(FileModel):
    """What a yes forbids, where, and until when."""

    modality: Annotated[Modality, choice(Modality)]
    until: Annotated[Until, choice(Until)]
    reach: Annotated[Reach, choice(Reach)] = Reach.EVERYWHERE


class Question(FileModel):
    """One question of the screening; a yes forbids something."""

    code: Name
    warning: bool = False
    """A sign that a doctor has to look first, whatever the treatment."""
    valid_days: _Days = 90
    """The answer of a day is asked anew when it is this old."""
    source: _Origin
    blocks: Annotated[list[BlockFact], Field(min_length=1, max_length=16)]

    @property
    def has_places(self) -> bool:
        """Whether a person may say where."""
        return any(block.reach is Reach.NAMED for block in self.blocks)


class NeverFact(FileModel):
    """Places where a kind of treatment never belongs, whoever asks."""

    modality: Annotated[Modality, choice(Modality)]
    places: Annotated[list[Annotated[Place, choice(Place)]], Field(min_length=1, max_length=14)]
    source: _Origin


class ScreeningFacts(FileModel):
    """All questions, and what needs no question."""

    name: Name
    never: Annotated[list[NeverFact], Field(max_length=16)]
    questions: Annotated[list[Question], Field(min_length=1, max_length=60)]


class Muscle(FileModel):
    """A muscle that sends pain: where it lies, and where the pain is felt."""

    code: Name
    place: Annotated[Place, choice(Place)]
    sends: Annotated[list[Annotated[Place, choice(Place)]], Field(min_length=1, max_length=14)]


class RegionFact(FileModel):
    """Where it hurts, which muscles to look at in which order, and the programme for it."""

    region: Annotated[Region, choice(Region)]
    programme: Name
    muscles: Annotated[list[Name], Field(min_length=1, max_length=8)]


class FinderFacts(FileModel):
    """The table of the finder."""

    name: Name
    source: _Origin
    muscles: Annotated[list[Muscle], Field(min_length=1, max_length=40)]
    regions: Annotated[list[RegionFact], Field(min_length=1, max_length=5)]


class CourseStep(FileModel):
    """How long and how strong from a session of the course on."""

    from_session: Annotated[int, number(TIMES, 1, MOST_SESSIONS)]
    minutes_s: Annotated[int, number(MINUTE, 60, SESSION_S), Field(alias="minutes")]
    intensity_permille: Annotated[int, number(PERCENT, 1, SHARE), Field(alias="intensity_percent")] = 1000


class CoursePlan(FileModel):
    """A course: its steps from light to full, and the days between sessions."""

    code: Name
    on_chair: bool
    """Whether the ledger of sessions has a say."""
    sessions: Annotated[int, number(TIMES, 1, MOST_SESSIONS)]
    least_days: _Days
    most_days: _Days
    maintenance_least_days: _Days
    maintenance_most_days: _Days
    lapse_days: _Days
    """After a longer pause the course begins again."""
    source: _Origin
    steps: Annotated[list[CourseStep], Field(min_length=1, max_length=20)]


class CourseFacts(FileModel):
    """All courses."""

    name: Name
    courses: Annotated[list[CoursePlan], Field(min_length=1, max_length=20)]


class Exercise(FileModel):
    """An exercise: for which regions, how long or how often."""

    code: Name
    effort: Annotated[Effort, choice(Effort)]
    regions: Annotated[list[Annotated[Region, choice(Region)]], Field(min_length=1, max_length=5)]
    duration_s: Annotated[int, number(SECOND, 0, LONGEST_EXERCISE)] = 0
    """A hold or the whole; 0: `times` counts."""
    times: Annotated[int, number(TIMES, 1, MOST_SESSIONS)] = 1


class ExerciseFacts(FileModel):
    """All exercises."""

    name: Name
    source: _Origin
    exercises: Annotated[list[Exercise], Field(min_length=1, max_length=40)]


class Claim(FileModel):
    """What one source says; its text is in the catalogues under `code`."""

    code: Name
    source: TextFile
    date: Annotated[str, text(20)] = ""
    """Year, or year and month; empty: the source does not say."""
    interest: Annotated[Interest, choice(Interest)]
    certainty: Annotated[Certainty, choice(Certainty)]


class EvidenceFact(FileModel):
    """What is known of a treatment; a refused one is never driven by this program."""

    code: Name
    refused: bool = False
    offered: bool = True
    """Whether this program has anything to do with it."""
    claims: Annotated[list[Claim], Field(min_length=1, max_length=8)]


class EvidenceFacts(FileModel):
    """The whole table."""

    name: Name
    treatments: Annotated[list[EvidenceFact], Field(min_length=1, max_length=40)]


Facts = TypeVar("Facts", ScreeningFacts, FinderFacts, CourseFacts, ExerciseFacts, EvidenceFacts)


def reader(model: type[Facts]) -> Callable[[Source], Facts]:
    """What reads a parsed file of these facts; it raises ProfileErrors."""
    return lambda source: read_model(model, source, f"chairctl/{source.data.get('name')}/1")


@cache
def screening_facts() -> ScreeningFacts:
    """The questions."""
    return _load("screening", ScreeningFacts)


@cache
def finder_facts() -> FinderFacts:
    """The muscles and regions."""
    return _load("finder", FinderFacts)


@cache
def course_facts() -> CourseFacts:
    """The courses."""
    return _load("courses", CourseFacts)


@cache
def exercise_facts() -> ExerciseFacts:
    """The exercises."""
    return _load("exercises", ExerciseFacts)


@cache
def evidence_facts() -> EvidenceFacts:
    """What is known."""
    return _load("evidence", EvidenceFacts)


def _load(name: str, model: type[Facts]) -> Facts:
    folder = shipped_folder(Path(str(files("chairctl")))) / "care"
    return load_file(folder / f"{name}.yaml", reader(model))
