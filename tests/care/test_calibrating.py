"""Calibration: what a person marks while one channel after the other rises."""

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.support.pictures import picture, view

from chairctl.care.calibrating import Calibrating, Press, channels_of, programme_of
from chairctl.care.people import Calibration
from chairctl.domain.channels import ChannelKind
from chairctl.domain.commands import LowerLimit, SkipStep, Stop
from chairctl.domain.programme import Text
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.profiles.loader import load_device
from chairctl.session.plan import fit
from chairctl.session.player import Player

CHAIR = load_device("chairlink-reference")
TRIED = channels_of(CHAIR, ())


def at(step: int, level: int) -> Snapshot:
    """What is seen while a step plays: its channel at a level."""
    views = [view(one.name, one.kind, level if 2 * n + 1 == step else 0) for n, one in enumerate(TRIED)]
    return picture(*views, step=step)


def over(code: str = "finished") -> Snapshot:
    return replace(at(6, 0), session=None, state=SafetyState.SAFE, ended=Reason(code))


def test_rollers_air_and_current_are_calibrated_and_heat_is_not() -> None:
    assert [one.name for one in TRIED] == ["roller", "air", "tens"]


def test_a_channel_rises_to_the_own_limit_and_one_at_zero_is_left_out() -> None:
    tried = channels_of(CHAIR, (LowerLimit("roller", 400), LowerLimit("air", 0)))
    assert [(one.name, one.max_level, one.share_permille) for one in tried] == [
        ("roller", 400, 500),
        ("tens", 300, 1000),
    ]
    plan = fit(programme_of(tried, ["lumbar"], lambda code: Text(code, code)), (CHAIR,))
    assert max(step.image[0].level for step in plan.steps) == 400
    assert not any(step.image[1].level or step.image[2].level for step in plan.steps)


def test_every_rise_is_slow_and_every_rest_is_at_once() -> None:
    plan = fit(programme_of(TRIED, ["lumbar"], lambda code: Text(code, code)), (CHAIR,))
    player = Player(plan, 0)
    second = 1_000_000_000
    levels = [player.image(n * second)[0].level for n in range(45)]
    assert max(high - low for low, high in pairwise(levels)) <= 20
    assert (levels[0], levels[40]) == (0, 800)
    player.skip(45 * second - 1)
    assert not any(output.level for output in player.image(45 * second))


def test_two_marks_are_just_felt_and_comfortable_and_the_second_ends_the_rise() -> None:
    calibrating = Calibrating("chair", TRIED)
    assert calibrating.attend(at(1, 90), Press.MARK) is None
    assert calibrating.felt == (TRIED[0], 90)
    assert calibrating.attend(at(1, 300), None) is None
    assert calibrating.attend(at(1, 310), Press.MARK) == SkipStep()
    assert calibrating.marks == (Calibration("chair", "roller", 90, 310),)
    assert calibrating.felt is None


def test_a_mark_counts_for_nothing_while_nothing_is_put_out_or_while_it_rests() -> None:
    calibrating = Calibrating("chair", TRIED)
    calibrating.attend(at(1, 0), Press.MARK)
    assert calibrating.felt == (TRIED[0], 0)
    calibrating.attend(at(2, 0), Press.MARK)
    assert calibrating.attend(at(3, 0), None) is None
    assert calibrating.marks == ()


def test_who_lets_it_rise_to_its_end_is_comfortable_with_all_of_it() -> None:
    calibrating = Calibrating("chair", TRIED)
    calibrating.attend(at(1, 90), Press.MARK)
    calibrating.attend(at(1, 800), None)
    calibrating.attend(at(2, 0), None)
    assert calibrating.marks == (Calibration("chair", "roller", 90, 800),)


def test_a_channel_that_is_skipped_or_never_felt_is_not_marked() -> None:
    calibrating = Calibrating("chair", TRIED)
    calibrating.attend(at(1, 90), Press.MARK)
    assert calibrating.attend(at(1, 100), Press.NEXT) == SkipStep()
    calibrating.attend(at(2, 0), None)
    calibrating.attend(at(3, 500), None)
    calibrating.attend(at(4, 0), None)
    assert calibrating.marks == ()


def test_stop_comes_first_wherever_it_is_pressed() -> None:
    calibrating = Calibrating("chair", TRIED)
    assert calibrating.attend(replace(at(1, 0), session=None), Press.STOP) == Stop()
    assert calibrating.attend(at(2, 0), Press.STOP) == Stop()


@pytest.mark.parametrize(("ended", "stored"), [("finished", 1), ("stopped", 0), ("session_over", 0)])
def test_only_a_calibration_that_reached_its_end_is_stored(ended: str, stored: int) -> None:
    calibrating = Calibrating("chair", TRIED)
    calibrating.attend(at(5, 20), Press.MARK)
    calibrating.attend(at(5, 80), Press.MARK)
    assert len(calibrating.result(over(ended))) == stored


def test_nothing_rises_by_more_than_one_kind_at_a_time() -> None:
    plan = fit(programme_of(TRIED, ["lumbar"], lambda code: Text(code, code)), (CHAIR,))
    rising = [[output.level > 0 for output in step.image].count(True) for step in plan.steps]
    assert rising == [1, 0, 1, 0, 1, 0]
    kinds = [
        kind
        for step in plan.steps
        for kind, output in zip(plan.kinds, step.image, strict=True)
        if output.level
    ]
    assert kinds == [ChannelKind.ROLLER, ChannelKind.AIR, ChannelKind.STIMULATION]
