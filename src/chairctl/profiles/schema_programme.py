"""What a programme file may say: its keys, their units and ceilings (`schema: chairctl/programme/2`).

The first schema lacked waves, places, holds, prompts, and what a person should know; its files are still
read. A programme moves no posture motor: a chair changes its posture only while a person asks for it.
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
from chairctl.domain.programme import Contraindication, EvidenceTopic
from chairctl.domain.spine import Landmark
from chairctl.domain.wave import Shape
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
    SECOND_IN_MS,
    TIMES,
    WHOLE_HERTZ,
    Name,
    choice,
    number,
)

OLD_SCHEMA = "chairctl/programme/1"
PROGRAMME_SCHEMA = "chairctl/programme/2"

STEP_LEAST_S = 5
MOST_IN_FILE = 200
LOOP = Ceiling(100, "×", "more would not fit a session", "chosen")
POINTS = Ceiling(9, "×", "a place is no longer than that many thumbs", "chosen")
POINT_S = Ceiling(30, "s", "point pressure 10 to 30 s, publications on trigger points", "found")
POINT_LEAST_S = 10
WAVE_PERIOD_MS = Ceiling(120_000, "ms", "slower is a ramp", "chosen")
WAVE_PERIOD_LEAST_MS = 200
CARRIER_HZ = Ceiling(10_000, "Hz", "interferential practice about 4 kHz", "found")

Intensity = Annotated[int, number(PERCENT, 1, SHARE), Field(alias="intensity_percent")]


class WaveFile(FileModel):
    """How a value swings; it begins at its least, but a pulse at its greatest."""

    shape: Annotated[Shape, choice(Shape)]
    period_ms: Annotated[
        int, number(SECOND_IN_MS, WAVE_PERIOD_LEAST_MS, WAVE_PERIOD_MS), Field(alias="period_s")
    ]
    depth_permille: Annotated[int, number(PERCENT, 10, SHARE), Field(alias="depth_percent")]
    on_permille: Annotated[int | None, number(PERCENT, 10, SHARE), Field(alias="on_percent")] = None


class RollerTarget(FileModel):
    """What a step wants of the rollers; where, in a zone of the device or at a place on the person."""

    kind: Literal["roller"]
    channel: Name | None = None
    intensity_permille: Intensity
    technique: Annotated[Technique, choice(Technique)]
    zone: Name | None = None
    place: Annotated[Landmark | None, choice(Landmark)] = None
    wave: WaveFile | None = None
    speed_permille: Annotated[int, number(PERCENT, 1, SHARE), Field(alias="speed_percent")] = 500


class ShareTarget(FileModel):
    """What a step wants of the air bags or the vibration motors."""

    kind: Literal["air", "vibration"]
    channel: Name | None = None
    intensity_permille: Intensity
    wave: WaveFile | None = None


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
    wave: WaveFile | None = None
    pulse_width_wave: WaveFile | None = None
    rate_wave: WaveFile | None = None


class InterferentialTarget(FileModel):
    """Two sine currents that beat under the skin."""

    kind: Literal["interferential"]
    channel: Name | None = None
    intensity_permille: Intensity
    carrier_hz: Annotated[int, number(WHOLE_HERTZ, 1_000, CARRIER_HZ)]
    beat_tenth_hz: Annotated[
        int, number(HERTZ, STIMULATION_RATE_LEAST.value, STIMULATION_RATE), Field(alias="beat_hz")
    ]


TargetFile: TypeAlias = RollerTarget | ShareTarget | HeatTarget | StimulationTarget | InterferentialTarget
Targets = Annotated[list[Annotated[TargetFile, Field(discriminator="kind")]], Field(max_length=16)]


class StepFile(FileModel):
    """One step; what it has no target for is off."""

    title: TextFile
    prompt: LongTextFile | None = None
    duration_s: Annotated[int | None, number(SECOND, STEP_LEAST_S, SESSION_S)] = None
    duration_min_s: Annotated[int | None, number(MINUTE, 60, SESSION_S), Field(alias="duration_min")] = None
    ramp_s: Annotated[int | None, number(SECOND, 0, SESSION_S)] = None
    targets: Annotated[Targets, Field(default_factory=list)]


class PressFile(FileModel):
    """Constant pressure on one point after the other, from the lowest of a place to its highest."""

    title: TextFile
    prompt: LongTextFile | None = None
    place: Annotated[Landmark, choice(Landmark)]
    points: Annotated[int, number(TIMES, 1, POINTS)]
    point_s: Annotated[int, number(SECOND, POINT_LEAST_S, POINT_S)]
    intensity_permille: Intensity
    targets: Annotated[Targets, Field(default_factory=list)]


class HoldFile(FileModel):
    """Points that are pressed and held."""

    hold: PressFile


class RepeatFile(FileModel):
    """How often the steps of a loop are done."""

    times: Annotated[int, number(TIMES, 2, LOOP)]
    steps: Annotated[list[StepFile], Field(min_length=1, max_length=MOST_IN_FILE)]


class LoopFile(FileModel):
    """Steps that are done several times; loops hold neither loops nor points."""

    loop: RepeatFile


def _entry(value: Any) -> str:
    for key in ("loop", "hold"):
        if isinstance(value, dict) and key in value:
            return f"<{key}>"
    return "<step>"


EntryFile: TypeAlias = Annotated[
    Annotated[StepFile, Tag("<step>")]
    | Annotated[LoopFile, Tag("<loop>")]
    | Annotated[HoldFile, Tag("<hold>")],
    Discriminator(_entry),
]


class OldProgrammeFile(FileModel):
    """A programme file of the first schema."""

    name: Name
    title: TextFile
    summary: LongTextFile
    steps: Annotated[list[EntryFile], Field(min_length=1, max_length=MOST_IN_FILE)]


class ProgrammeFile(OldProgrammeFile):
    """A programme file as a whole."""

    feel: LongTextFile
    evidence: Annotated[
        list[Annotated[EvidenceTopic, choice(EvidenceTopic)]], Field(min_length=1, max_length=9)
    ]
    not_with: Annotated[
        list[Annotated[Contraindication, choice(Contraindication)]], Field(max_length=len(Contraindication))
    ]
