"""Pictures in, wishes out: what a scan asks for, and when it gives up."""

from dataclasses import replace

import pytest
from tests.support.pictures import picture, roller_view

from chairctl.domain.commands import Action, SkipStep, Stop
from chairctl.domain.programme import Text
from chairctl.domain.safety import Reason, SafetyState
from chairctl.domain.snapshot import Snapshot
from chairctl.domain.telemetry import RollerMeasured, RollerSeen
from chairctl.profiles.loader import load_device
from chairctl.session.bodyscan.routine import FIRM_PERMILLE, Course, course_of, programme_of
from chairctl.session.bodyscan.scanner import Scanner
from chairctl.session.plan import fit

COURSE = Course("roller", (80, 280), (0, 800), FIRM_PERMILLE)


def at(position: int, speed: int, step: int, level: int, ma: int = 330) -> Snapshot:
    return picture(roller_view(level, RollerMeasured(position, speed, ma)), step=step)


def arrived() -> Scanner:
    scanner = Scanner(COURSE)
    assert scanner.attend(at(120, -30, 1, 120)) is None
    assert scanner.attend(at(84, -30, 1, 120)) == SkipStep()
    return scanner


def sweep(scanner: Scanner, step: int, *, ma: int = 330) -> Action | None:
    """Let the rollers go along the whole back once; the last answer."""
    upwards = step % 2 == 0
    level = 120 if upwards else FIRM_PERMILLE
    heights = range(80, 800, 2) if upwards else range(798, 0, -2)
    action = None
    for height in heights:
        action = scanner.attend(at(height, 30 if upwards else -30, step, level, ma + height % 3))
        if action:
            return action
    return action


def test_every_sweep_ends_at_its_end_and_the_fifth_wish_ends_the_session() -> None:
    scanner = arrived()
    for step in (2, 3, 4, 5):
        ma = 360 if step % 2 == 0 else 420
        assert sweep(scanner, step, ma=ma) == SkipStep(), step
    assert scanner.attend(at(4, -30, 5, FIRM_PERMILLE)) is None
    assert scanner.progress.done_permille == 1000


def test_a_back_that_answers_otherwise_the_second_time_ends_it() -> None:
    scanner = arrived()
    assert sweep(scanner, 2, ma=360) == SkipStep()
    assert sweep(scanner, 3, ma=420) == SkipStep()
    assert sweep(scanner, 4, ma=380) == Stop()
    assert scanner.problem == Reason("scan_moved")
    assert scanner.attend(at(300, 30, 4, 120)) is None


def test_a_back_that_is_suddenly_gone_ends_the_first_firm_sweep() -> None:
    scanner = arrived()
    for height in range(80, 800, 2):
        scanner.attend(at(height, 30, 2, 120, 360 if height < 600 else 300))
    assert sweep(scanner, 3, ma=300) == Stop()
    assert scanner.problem == Reason("scan_moved")


def test_what_comes_of_a_scan_that_was_stopped_or_tripped_is_nothing() -> None:
    scanner = arrived()
    for step in (2, 3, 4, 5):
        sweep(scanner, step, ma=360 if step % 2 == 0 else 420)
    stopped = replace(at(4, 0, 5, 0), ended=Reason("stopped"), state=SafetyState.SAFE, session=None)
    assert scanner.result(stopped) == Reason("scan_incomplete")
    assert Scanner(COURSE).result(replace(stopped, ended=Reason("finished"))) == Reason("scan_incomplete")


def test_a_step_that_has_ended_by_itself_was_too_slow() -> None:
    scanner = arrived()
    assert scanner.attend(at(300, 30, 3, FIRM_PERMILLE)) == Stop()
    assert scanner.problem == Reason("scan_too_slow", "roller")


def test_a_picture_of_before_the_last_wish_counts_for_nothing() -> None:
    scanner = arrived()
    assert scanner.attend(at(82, -30, 1, 120)) is None
    assert scanner.problem is None


def test_a_chair_that_says_no_current_can_not_be_scanned() -> None:
    scanner = Scanner(COURSE)
    assert scanner.attend(picture(roller_view(120, RollerSeen(100)), step=1)) == Stop()
    assert scanner.problem == Reason("scan_not_measured", "roller")


def test_readings_at_another_level_or_the_other_way_are_not_felt() -> None:
    scanner = arrived()
    scanner.attend(at(100, 30, 2, 80))
    scanner.attend(at(101, -30, 2, 120))
    assert not scanner.progress.felt
    scanner.attend(at(102, 30, 2, 120))
    assert scanner.progress.felt == ((100, 0),)


def test_nothing_is_asked_while_paused_or_while_nothing_is_put_out() -> None:
    scanner = Scanner(COURSE)
    there = at(80, -30, 1, 120)
    assert there.session
    assert scanner.attend(replace(there, session=replace(there.session, paused=True))) is None
    assert scanner.attend(replace(there, state=SafetyState.READY)) is None
    assert scanner.attend(replace(there, session=None)) is None
    assert scanner.attend(at(80, -30, 1, 0)) is None


def test_progress_grows_along_the_way_whichever_way_that_is() -> None:
    scanner = arrived()
    scanner.attend(at(400, 30, 2, 120))
    assert (scanner.progress.sweep, scanner.progress.done_permille, scanner.progress.position_mm) == (
        1,
        125,
        400,
    )
    sweep(scanner, 2, ma=360)
    scanner.attend(at(600, -30, 3, FIRM_PERMILLE, 420))
    assert scanner.progress.done_permille == 312


def test_the_steps_ask_for_no_more_than_the_low_force_on_any_profile() -> None:
    profile = load_device("chairlink-reference")
    course = course_of(profile)
    assert isinstance(course, Course)
    plan = fit(programme_of(course, profile, lambda code: Text(code, code)), (profile,))
    levels = [step.image[0].level for step in plan.steps]
    assert levels == [120, 120, 250, 120, 250]
    assert plan.adaptations == ()
    assert not any(output.level for step in plan.steps for output in step.image[1:])


@pytest.mark.parametrize(("own", "firm"), [(1000, 250), (230, 230), (200, 200)])
def test_an_own_limit_lowers_the_firm_level(own: int, firm: int) -> None:
    course = course_of(load_device("chairlink-reference"), own)
    assert isinstance(course, Course)
    assert course.firm_permille == firm


def test_a_limit_that_is_too_low_to_feel_anything_is_said() -> None:
    assert course_of(load_device("chairlink-reference"), 199) == Reason("scan_limit", "roller", 199, 200)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("rongtai-rt8600", "scan_no_heights"),
        ("beurer-em70", "scan_no_rollers"),
        ("ergomotion-bed", "scan_no_rollers"),
    ],
)
def test_devices_that_can_not_be_scanned_say_why(name: str, code: str) -> None:
    course = course_of(load_device(name))
    assert isinstance(course, Reason)
    assert course.code == code
