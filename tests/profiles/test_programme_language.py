"""All of the language of programmes, read into integers."""

from pathlib import Path

import pytest

from chairctl.domain.channels import ChannelKind, Technique
from chairctl.domain.programme import Contraindication, EvidenceTopic, Target, Text
from chairctl.domain.spine import Landmark
from chairctl.domain.time import SECOND
from chairctl.domain.wave import Shape, Wave
from chairctl.profiles.check import check
from chairctl.profiles.loader import (
    load_programme_text,
)
from chairctl.profiles.problems import ProfileErrors

SHIPPED = Path(__file__).parents[2] / "profiles"


NEW = """
schema: chairctl/programme/2
name: new
title: {en: New, de: Neu}
summary: {en: All that is new., de: Alles Neue.}
feel: {en: New., de: Neu.}
evidence: [trigger_point, tens]
not_with: [pacemaker]
steps:
  - title: {en: Breathe, de: Atmen}
    prompt: {en: Breathe out., de: Ausatmen.}
    duration_s: 10
  - hold:
      title: {en: Points, de: Punkte}
      place: quadratus_lumborum
      points: 2
      point_s: 20
      intensity_percent: 40
      targets:
        - {kind: heat, heat_c: 38.0}
  - title: {en: Current, de: Strom}
    duration_s: 10
    ramp_s: 1
    targets:
      - kind: stimulation
        intensity_percent: 10
        pulse_width_us: 200
        rate_hz: 100.0
        wave: {shape: swell, period_s: 10.0, depth_percent: 12.5}
        pulse_width_wave: {shape: sine, period_s: 2.0, depth_percent: 50}
        rate_wave: {shape: pulse, period_s: 0.5, depth_percent: 98, on_percent: 20}
      - {kind: roller, technique: rolling, place: t_line, intensity_percent: 10}
      - {kind: vibration, intensity_percent: 10, wave: {shape: pulse, period_s: 1.0, depth_percent: 20}}
  - title: {en: Carriers, de: Träger}
    duration_s: 10
    ramp_s: 1
    targets:
      - {kind: interferential, intensity_percent: 10, carrier_hz: 4000, beat_hz: 80.0}
"""


def test_all_of_the_language_is_read_into_integers() -> None:
    new = load_programme_text(NEW, "new")
    assert (new.evidence, new.not_with) == (
        (EvidenceTopic.TRIGGER_POINT, EvidenceTopic.TENS),
        (Contraindication.PACEMAKER,),
    )
    assert new.feel == Text("New.", "Neu.")
    breathe, *_, current, carriers = new.steps
    assert (breathe.prompt, breathe.ramp, breathe.targets) == (Text("Breathe out.", "Ausatmen."), 0, ())
    assert carriers.targets == (
        Target(ChannelKind.STIMULATION, None, 100, rate_tenth_hz=800, carrier_hz=4_000),
    )
    stimulation, roller, vibration = current.targets
    assert stimulation.wave == Wave(Shape.SWELL, 10 * SECOND, 125)
    assert stimulation.pulse_width_wave == Wave(Shape.SINE, 2 * SECOND, 500)
    assert stimulation.rate_wave == Wave(Shape.PULSE, SECOND // 2, 980, 200)
    assert (roller.place, vibration.wave) == (Landmark.T_LINE, Wave(Shape.PULSE, SECOND, 200))


def test_points_are_gone_to_lightly_and_then_pressed_for_their_time() -> None:
    points = load_programme_text(NEW, "new").steps[1:5]
    assert [step.title.de for step in points] == ["Punkte (1/2)"] * 2 + ["Punkte (2/2)"] * 2
    assert [(step.duration // SECOND, step.ramp // SECOND) for step in points] == [(5, 0), (23, 3)] * 2
    rollers = [step.targets[0] for step in points]
    assert [roller.technique for roller in rollers] == [Technique.ROLLING, Technique.HOLD] * 2
    assert [roller.intensity_permille for roller in rollers] == [150, 400] * 2
    assert [roller.point_permille for roller in rollers] == [250, 250, 750, 750]
    assert {roller.place for roller in rollers} == {Landmark.QUADRATUS_LUMBORUM}
    assert all(step.targets[1] == Target(ChannelKind.HEAT, heat_tenth_c=380) for step in points)


def test_points_count_for_the_length_of_a_programme_with_the_way_to_them_and_the_rise() -> None:
    hold = """  - hold:
      title: {en: Points, de: Punkte}
      place: quadratus_lumborum
      points: 9
      point_s: 20
      intensity_percent: 40
"""
    with pytest.raises(ProfileErrors) as refused:
        load_programme_text(NEW[: NEW.index("  - title")] + 28 * hold, "new")
    params = {problem.code: problem.params for problem in refused.value.problems}
    assert params["profile.too_many_steps"]["count"] == str(28 * 9 * 2)
    assert params["profile.too_long"]["total"] == str(28 * 9 * (5 + 3 + 20))


def test_one_point_is_not_counted_and_a_light_one_is_gone_to_as_lightly() -> None:
    text = NEW.replace("points: 2", "points: 1").replace("intensity_percent: 40", "intensity_percent: 9")
    move, press = load_programme_text(text, "new").steps[1:3]
    assert move.title.en == press.title.en == "Points"
    assert move.targets[0].intensity_permille == press.targets[0].intensity_permille == 90


def test_a_file_of_the_first_schema_is_still_read() -> None:
    text = (SHIPPED.parent / "tests" / "profiles" / "first-schema.yaml").read_text(encoding="utf-8")
    old = load_programme_text(text, "first-schema")
    assert (old.feel, old.evidence, old.not_with, old.needs) == (
        None,
        (),
        (),
        (ChannelKind.HEAT, ChannelKind.ROLLER),
    )
    assert check(SHIPPED.parent / "tests" / "profiles" / "first-schema.yaml") == []
