"""Every command in every state gives the stated receipt."""

from collections.abc import Callable

import pytest
from tests.support.profiles import AIR_ON
from tests.support.programmes import programme, step
from tests.support.scripted import Stage

from chairctl.control.events import LineDown
from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.commands import (
    Acknowledge,
    Action,
    Arm,
    Origin,
    Pause,
    Release,
    Resume,
    Run,
    SetOutput,
    SkipStep,
    Stop,
    WindDown,
)
from chairctl.domain.programme import Target
from chairctl.domain.safety import Outcome, Reason, Receipt
from chairctl.domain.time import SECOND

AIR = step(Target(ChannelKind.AIR, intensity_permille=500))
CALVES = step(Target(ChannelKind.AIR, "calves", 500))
SHAKE = step(Target(ChannelKind.VIBRATION, intensity_permille=500))
PROGRAMME = Run(programme(AIR, AIR, AIR))


def offline() -> Stage:
    return Stage()


def safe() -> Stage:
    return Stage().connect()


def ready() -> Stage:
    return Stage().arm()


def energised() -> Stage:
    stage = Stage().arm()
    stage.ask(PROGRAMME)
    return stage.run(SECOND)


def tripped() -> Stage:
    stage = energised()
    stage.step(LineDown("chair", "unplugged"))
    return stage


STATES = (offline, safe, ready, energised, tripped)
OK, NOT_ARMED = "", "not_armed"
# One column per state, in the order of STATES; the code of the refusal, or nothing for accepted.
TABLE: list[tuple[Action, tuple[str, str, str, str, str]]] = [
    (Stop(), (OK, OK, OK, OK, OK)),
    (Arm(), ("not_connected", OK, OK, OK, "line_lost")),
    (Acknowledge(), ("line_lost", OK, OK, OK, "line_lost")),
    (PROGRAMME, (NOT_ARMED, NOT_ARMED, OK, OK, NOT_ARMED)),
    (Pause(), (NOT_ARMED, NOT_ARMED, "no_programme", OK, NOT_ARMED)),
    (Resume(), (NOT_ARMED, NOT_ARMED, "no_programme", OK, NOT_ARMED)),
    (SkipStep(), (NOT_ARMED, NOT_ARMED, "no_programme", OK, NOT_ARMED)),
    (SetOutput("air", AIR_ON), (NOT_ARMED, NOT_ARMED, OK, OK, NOT_ARMED)),
    (Release("air"), (NOT_ARMED, NOT_ARMED, OK, OK, NOT_ARMED)),
    (SetOutput("calves", AIR_ON), (NOT_ARMED, NOT_ARMED, "no_such_channel", "no_such_channel", NOT_ARMED)),
    (WindDown(), (NOT_ARMED, NOT_ARMED, OK, OK, NOT_ARMED)),
    (Release("calves"), (NOT_ARMED, NOT_ARMED, "no_such_channel", "no_such_channel", NOT_ARMED)),
    (SetOutput("heat", Output(True)), (NOT_ARMED, NOT_ARMED, "malformed", "malformed", NOT_ARMED)),  # noqa: FBT003
    (Run(programme()), (NOT_ARMED, NOT_ARMED, "empty_programme", "empty_programme", NOT_ARMED)),
    (Run(programme(step())), (NOT_ARMED, NOT_ARMED, "guided", "guided", NOT_ARMED)),
    (Run(programme(SHAKE)), (NOT_ARMED, NOT_ARMED, "nothing_left", "nothing_left", NOT_ARMED)),
]


@pytest.mark.parametrize("column", range(len(STATES)), ids=[state.__name__ for state in STATES])
@pytest.mark.parametrize(("action", "codes"), TABLE, ids=[type(action).__name__ for action, _ in TABLE])
def test_every_command_in_every_state_gives_its_receipt(
    action: Action, codes: tuple[str, ...], column: int
) -> None:
    receipt = STATES[column]().ask(action)
    expected = codes[column]
    assert receipt.outcome is (Outcome.REFUSED if expected else Outcome.ACCEPTED)
    assert [reason.code for reason in receipt.reasons][:1] == ([expected] if expected else [])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", [Arm(), Acknowledge()])
def test_a_remote_may_neither_arm_nor_acknowledge(state: Callable[[], Stage], action: Action) -> None:
    stage = state()
    before = stage.station.kernel.state
    receipt = stage.ask(action, Origin.REMOTE)
    assert (receipt.outcome, receipt.reasons) == (Outcome.REFUSED, (Reason("only_at_the_chair"),))
    assert stage.station.kernel.state is before


@pytest.mark.parametrize("origin", [Origin.CHAIR, Origin.RIG])
def test_a_person_at_the_chair_and_the_operator_of_a_rig_may_arm(origin: Origin) -> None:
    assert safe().ask(Arm(), origin).outcome is Outcome.ACCEPTED


def test_a_wish_above_a_limit_is_carried_out_as_far_as_it_goes_and_says_so() -> None:
    stage = ready()
    receipt = stage.ask(SetOutput("air", Output(900)))
    assert receipt.outcome is Outcome.LIMITED
    assert [(each.code, each.channel, {each.actual, each.limit}) for each in receipt.reasons] == [
        ("cut_max_level", "air", {800, 900})
    ]
    assert stage.run(5 * SECOND).levels == [0, 0, 800, 0]


def test_a_programme_that_fits_in_part_is_limited_and_runs() -> None:
    stage = ready()
    receipt = stage.ask(Run(programme(AIR, CALVES)))
    assert (receipt.outcome, receipt.reasons) == (
        Outcome.LIMITED,
        (Reason("no_such_channel", "calves", detail="air"),),
    )
    assert stage.run(SECOND).levels[2] > 0


def test_a_remote_cannot_take_a_channel_from_a_person() -> None:
    stage = ready()
    stage.ask(SetOutput("air", Output(100)))
    held = (Outcome.REFUSED, (Reason("held_by_person", "air"),))
    for action in (SetOutput("air", AIR_ON), Release("air")):
        receipt = stage.ask(action, Origin.REMOTE)
        assert (receipt.outcome, receipt.reasons) == held
    assert stage.ask(PROGRAMME, Origin.REMOTE).outcome is Outcome.ACCEPTED
    assert stage.run(5 * SECOND).levels == [0, 0, 100, 0]


def test_pause_resume_and_skip_move_the_programme() -> None:
    stage = energised()
    stage.ask(Pause())
    assert stage.levels == [0, 0, 0, 0]
    stage.run(5 * SECOND)
    stage.ask(Resume())
    stage.run(SECOND)
    assert stage.levels == [0, 0, 200, 0]
    for number in (2, 3):
        stage.ask(SkipStep())
        session = stage.station.snapshot(stage.now).session
        assert session is not None
        assert session.step == number
    stage.ask(SkipStep())
    assert stage.station.kernel.ended == Reason("finished")


@pytest.mark.parametrize("share", [float("nan"), True, -500, 10**9, 0.5], ids=repr)
def test_a_programme_with_nonsense_in_it_never_puts_out_more_than_the_limit(share: int) -> None:
    stage = ready()
    stage.ask(Run(programme(step(Target(ChannelKind.AIR, intensity_permille=share), ramp=SECOND))))
    for _ in range(100):
        level = stage.run(50_000_000).levels[2]
        assert type(level) is int
        assert 0 <= level <= 800


def test_a_programme_of_which_the_device_can_do_nothing_is_refused_with_everything_that_is_missing() -> None:
    receipt = ready().ask(Run(programme(SHAKE)))
    assert [reason.code for reason in receipt.reasons] == ["nothing_left", "no_such_channel"]


def test_a_remote_neither_replaces_nor_resumes_what_a_person_started_or_paused() -> None:
    stage = energised()
    assert codes(stage.ask(PROGRAMME, Origin.REMOTE)) == ["persons_session"]
    assert codes(stage.ask(Pause(), Origin.REMOTE)) == []
    assert codes(stage.ask(Resume(), Origin.REMOTE)) == []
    stage.ask(Pause())
    assert codes(stage.ask(Pause(), Origin.REMOTE)) == []
    for wish in (Resume(), SkipStep()):
        assert codes(stage.ask(wish, Origin.REMOTE)) == ["paused_by_person"]
    assert codes(stage.ask(Resume())) == []
    assert codes(stage.ask(SkipStep(), Origin.REMOTE)) == []


def test_a_remote_replaces_what_a_remote_started_and_a_person_replaces_anything() -> None:
    stage = Stage().arm()
    for origin in (Origin.REMOTE, Origin.REMOTE, Origin.CHAIR):
        assert codes(stage.ask(PROGRAMME, origin)) == []
    assert codes(stage.ask(PROGRAMME, Origin.REMOTE)) == ["persons_session"]


def codes(receipt: Receipt) -> list[str]:
    return [reason.code for reason in receipt.reasons]
