"""What a programme file may say: its keys, their units and ceilings (`schema: chairctl/programme/1`).

A programme moves no posture motor: a chair changes its posture only while a person asks for it.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from chairctl.domain.ceilings import (
    HEAT_SET,
    SESSION_S,
    SHARE,
    STIMULATION_RATE,
    STIMULATION_RATE_LEAST,
    STIMULATION_WIDTH,
    STIMULATION_WIDTH_LEAST,
    Ceiling,
)
from chairctl.domain.channels import Technique
from chairctl.profiles.file_model import FileModel
from chairctl.profiles.schema_device import HEAT_LEAST_TENTH_C
from chairctl.profiles.text_file import LongTextFile, TextFile
from chairctl.profiles.values import (
    CELSIUS,
    HERTZ,
    MICROSECOND,
    MINUTE,
    PERCENT,
    SECOND,
    TIMES,
    Name,
    choice,
    number,
)

PROGRAMME_SCHEMA = "chairctl/programme/1"

STEP_LEAST_S = 5
MOST_IN_FILE = 200
LOOP = Ceiling(100, "×", "more would not fit a session", "chosen")

Intensity = Annotated[int, number(PERCENT, 1, SHARE), Field(alias="intensity_percent")]


class RollerTarget(FileModel):
    """What a step wants of the rollers."""

    kind: Literal["roller"]
    channel: Name | None = None
    intensity_permille: Intensity
    technique: Annotated[Technique, choice(Technique)]
    zone: Name = "full"
    speed_permille: Annotated[int, number(PERCENT, 1, SHARE), Field(alias="speed_percent")] = 500


class ShareTarget(FileModel):
    """What a step wants of the air bags or the vibration motors."""

    kind: Literal["air", "vibration"]
    channel: Name | None = None
    intensity_permille: Intensity


class HeatTarget(FileModel):
    """The temperature that a step wants: not a share, because skin does not scale."""

    kind: Literal["heat"]
    channel: Name | None = None
    heat_tenth_c: Annotated[int, number(CELSIUS, HEAT_LEAST_TENTH_C, HEAT_SET), Field(alias="heat_c")]


class StimulationTarget(FileModel):
    """What a step wants of the stimulation outputs."""

    kind: Literal["stimulation"]
    channel: Name | None = None
    intensity_permille: Intensity
    pulse_width_us: Annotated[int, number(MICROSECOND, STIMULATION_WIDTH_LEAST.value, STIMULATION_WIDTH)]
    rate_tenth_hz: Annotated[
        int, number(HERTZ, STIMULATION_RATE_LEAST.value, STIMULATION_RATE), Field(alias="rate_hz")
    ]


TargetFile: TypeAlias = RollerTarget | ShareTarget | HeatTarget | StimulationTarget


class StepFile(FileModel):
    """One step; what it has no target for is off."""

    title: TextFile
    duration_s: Annotated[int | None, number(SECOND, STEP_LEAST_S, SESSION_S)] = None
    duration_min_s: Annotated[int | None, number(MINUTE, 60, SESSION_S), Field(alias="duration_min")] = None
    ramp_s: Annotated[int, number(SECOND, 0, SESSION_S)]
    targets: Annotated[list[Annotated[TargetFile, Field(discriminator="kind")]], Field(max_length=16)]


class RepeatFile(FileModel):
    """How often the steps of a loop are done."""

    times: Annotated[int, number(TIMES, 2, LOOP)]
    steps: Annotated[list[StepFile], Field(min_length=1, max_length=MOST_IN_FILE)]


class LoopFile(FileModel):
    """Steps that are done several times; loops hold no loops."""

    loop: RepeatFile


def _entry(value: Any) -> str:
    return "<loop>" if isinstance(value, dict) and "loop" in value else "<step>"


EntryFile: TypeAlias = Annotated[
    Annotated[StepFile, Tag("<step>")] | Annotated[LoopFile, Tag("<loop>")], Discriminator(_entry)
]


class ProgrammeFile(FileModel):
    """A programme file as a whole."""

    name: Name
    title: TextFile
    summary: LongTextFile
    steps: Annotated[list[EntryFile], Field(min_length=1, max_length=MOST_IN_FILE)]
