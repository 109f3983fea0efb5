"""The answer to the presence prompt, limits that are lowered, and the call for the second cut."""

import pytest
from tests.support.profiles import AIR_ON, HEAT_ON
from tests.support.scripted import Stage

from chairctl.control.events import Received, Tick
from chairctl.domain.commands import Acknowledge, Arm, Command, LowerLimit, Origin, Present, SetOutput, Stop
from chairctl.domain.safety import Outcome, Reason, SafetyState
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND
from chairctl.runtime.command_json import from_json, to_json


def warm() -> Stage:
    stage = Stage().arm()
    stage.ask(SetOutput("heat", HEAT_ON))
    return stage.run(5 * SECOND)


def test_h72_the_prompt_is_in_the_snapshot_and_an_answer_takes_it_away() -> None:
    stage = warm()
    before = stage.station.snapshot(stage.now)
    assert before.presence_due_in is not None
    assert 4 * MINUTE < before.presence_due_in < 5 * MINUTE
    assert before.answer_within is None
    stage.run(5 * MINUTE)
    due = stage.station.snapshot(stage.now)
    assert due.presence_due_in == 0
    assert due.answer_within is not None
    assert 20 * SECOND < due.answer_within <= 30 * SECOND
    assert stage.ask(Present()).outcome is Outcome.ACCEPTED
    answered = stage.station.snapshot(stage.now)
    assert (answered.presence_due_in, answered.answer_within) == (5 * MINUTE, None)


def test_h72_without_an_answer_everything_ends_and_says_why() -> None:
    stage = warm()
    stage.run(5 * MINUTE + 31 * SECOND)
    picture = stage.station.snapshot(stage.now)
    assert (picture.state, stage.levels) == (SafetyState.SAFE, [0] * 4)
    assert picture.ended == Reason("nobody_answered", limit=300)
    assert (picture.presence_due_in, picture.answer_within) == (None, None)


@pytest.mark.parametrize(
    ("origin", "accepted"), [(Origin.CHAIR, True), (Origin.RIG, True), (Origin.REMOTE, False)]
)
def test_h72_nobody_answers_from_afar(origin: Origin, accepted: bool) -> None:
    stage = warm().run(5 * MINUTE)
    receipt = stage.ask(Present(), origin)
    assert (receipt.outcome is Outcome.ACCEPTED) is accepted
    assert receipt.reasons == (() if accepted else (Reason("only_at_the_chair"),))
    assert (stage.station.snapshot(stage.now).answer_within is None) is accepted


def test_h72_there_is_nothing_to_answer_while_nothing_is_armed() -> None:
    assert Stage().connect().ask(Present()).reasons == (Reason("not_armed"),)


@pytest.mark.parametrize("origin", Origin)
def test_h80_anybody_may_lower_a_limit_and_it_is_on_the_wire_in_the_same_turn(origin: Origin) -> None:
    stage = Stage().arm()
    stage.ask(SetOutput("air", AIR_ON))
    stage.run(4 * SECOND)
    assert stage.levels[2] == 500
    assert stage.ask(LowerLimit("air", 120), origin).outcome is Outcome.ACCEPTED
    assert stage.sent == [b"1:0,0,120,0"]
    assert stage.station.snapshot(stage.now).channels[2].limit == 120
    receipt = stage.ask(SetOutput("air", AIR_ON))
    assert receipt.reasons == (Reason("cut_max_level", "air", 120, 500),)


def test_h80_a_higher_limit_waits_for_the_next_arming_and_never_comes_from_afar() -> None:
    stage = Stage().arm()
    stage.ask(LowerLimit("air", 120))
    remote = stage.ask(LowerLimit("air", 121), Origin.REMOTE)
    assert (remote.outcome, remote.reasons) == (Outcome.REFUSED, (Reason("only_at_the_chair"),))
    receipt = stage.ask(LowerLimit("air", 300))
    assert (receipt.outcome, receipt.reasons) == (
        Outcome.LIMITED,
        (Reason("limit_stands", "air", 300, 120),),
    )
    stage.ask(Stop())
    stage.run(SECOND)
    stage.arm()
    assert stage.station.snapshot(stage.now).channels[2].limit == 300


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (LowerLimit("calves", 100), "no_such_channel"),
        (LowerLimit("air", -1), "malformed"),
        (LowerLimit("air", True), "malformed"),  # noqa: FBT003
        (LowerLimit("air", 1.5), "malformed"),  # type: ignore[arg-type]
    ],
)
def test_h80_what_is_no_limit_is_refused(action: LowerLimit, code: str) -> None:
    stage = Stage().connect()
    assert [reason.code for reason in stage.ask(action).reasons] == [code]
    assert stage.station.snapshot(stage.now).channels[2].limit == 800


@pytest.mark.parametrize("action", [Present(), LowerLimit("air", 120)])
def test_commands_survive_the_way_through_json(action: Present | LowerLimit) -> None:
    command = Command(Origin.CHAIR, "c1", action)
    assert from_json(to_json(command)) == command


def test_h39_the_second_cut_is_asked_for_in_every_turn_until_somebody_has_acknowledged() -> None:
    stage = Stage().arm()
    asked = [stage.effects.cut_power]
    for pause in (500 * MILLISECOND, SECOND):
        stage.now += pause
        asked.append(stage.step(Tick()).cut_power)
    stage.run(50 * MILLISECOND)
    asked.append(stage.effects.cut_power)
    assert stage.ask(Acknowledge()).outcome is Outcome.ACCEPTED
    asked.append(stage.effects.cut_power)
    assert asked == [False, True, True, True, False]


def test_h40_a_heater_that_heats_at_rest_asks_for_the_second_cut() -> None:
    stage = Stage().connect()
    stage.report(stage.profiles[0], duty=1000)
    assert stage.effects.cut_power


def test_h34_bytes_that_say_nothing_count_as_well() -> None:
    stage = Stage().arm()
    stage.run(SECOND)
    stage.devices["chair"].receive = lambda data, now: []  # type: ignore[method-assign]
    codes = []
    for count in (4_096, 4_096, 4_096, 4_095, 1):  # one byte had come in this second before
        stage.step(Received("chair", bytes(count)))
        codes.append([trip.reason.code for trip in stage.station.kernel.trips])
    assert codes == [[], [], [], [], ["flooded"]]


def test_a_new_arming_answers_the_prompt() -> None:
    stage = warm().run(5 * MINUTE)
    stage.ask(Stop())
    stage.run(100 * MILLISECOND)
    assert stage.ask(Arm()).outcome is Outcome.ACCEPTED
    assert stage.station.snapshot(stage.now).presence_due_in == 5 * MINUTE
