"""A station follows its session: from the start of a programme until its outputs have fallen."""

from tests.support.programmes import programme, step
from tests.support.scripted import Stage

from chairctl.control.events import LineDown
from chairctl.domain.channels import ChannelKind, Output
from chairctl.domain.commands import Run, SetOutput, Stop
from chairctl.domain.programme import Target
from chairctl.domain.time import SECOND
from chairctl.domain.trace import Quantity

HALF = programme(step(Target(ChannelKind.AIR, intensity_permille=500), duration=10 * SECOND))


def air(stage: Stage, quantity: Quantity) -> list[int | None]:
    (trace,) = [one for one in stage.station.session_trace().channels if one.channel.name == "air"]
    return [span.high for span in trace.line(quantity)]


def test_a_session_is_followed_from_its_start_and_until_everything_fell() -> None:
    stage = Stage().arm()
    stage.run(3 * SECOND)
    assert stage.station.session_trace().channels == ()
    stage.ask(Run(HALF))
    stage.run(20 * SECOND)
    seen = stage.station.session_trace()
    assert seen.planned == 10 * SECOND
    assert 12 * SECOND <= seen.duration <= 14 * SECOND
    delivered = air(stage, Quantity.DELIVERED)
    assert max(level for level in delivered if level is not None) == 400
    assert delivered[-1] == air(stage, Quantity.PERMITTED)[-1] == 0
    assert set(air(stage, Quantity.LIMIT)) == {800}


def test_a_trip_is_marked_with_its_reason_and_time() -> None:
    stage = Stage().arm()
    stage.ask(Run(HALF))
    stage.run(4 * SECOND)
    stage.step(LineDown("chair", "hangup"))
    (mark,) = stage.station.session_trace().trips
    assert (mark.reason.code, mark.reason.detail) == ("line_lost", "hangup")
    assert 4 * SECOND <= mark.at <= 5 * SECOND


def test_the_next_session_begins_a_trace_of_its_own() -> None:
    stage = Stage().arm()
    stage.ask(Run(HALF))
    stage.run(4 * SECOND)
    stage.ask(Stop())
    first = stage.station.session_trace()
    stage.arm()
    stage.ask(Run(HALF))
    stage.run(SECOND)
    assert stage.station.session_trace().duration < first.duration


def test_what_a_hand_wants_is_followed_too_while_a_programme_plays() -> None:
    stage = Stage().arm()
    stage.ask(Run(HALF))
    stage.ask(SetOutput("air", Output(900)))
    stage.run(3 * SECOND)
    assert air(stage, Quantity.WANTED)[-1] == 900
