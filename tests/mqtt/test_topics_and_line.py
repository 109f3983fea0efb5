"""Topics, the pulse, what waits to be told: pure parts of the bridge."""

import pytest

from chairctl.domain.time import SECOND
from chairctl.frontends.mqtt.line import Line, Loss, loss
from chairctl.frontends.mqtt.outbox import MOST_ONCE, Outbox
from chairctl.frontends.mqtt.topics import Aim, Door, Topics

TOPICS = Topics("chairctl", "home", "pi")


@pytest.mark.parametrize(
    ("topic", "aim"),
    [
        ("chairctl/stop", Aim(Door.STOP)),
        ("chairctl/home/stop", Aim(Door.STOP)),
        ("chairctl/home/lounge/stop", Aim(Door.STOP, "lounge")),
        ("chairctl/home/lounge/command", Aim(Door.COMMAND, "lounge")),
        ("chairctl/home/lounge/admin", Aim(Door.ADMIN, "lounge")),
        ("chairctl/home/_daemon/pi/pulse", Aim(Door.PULSE)),
        ("homeassistant/status", Aim(Door.BIRTH)),
        ("chairctl/home/lounge/state", None),
        ("chairctl/home/lounge/link/command", None),
        ("chairctl/work/lounge/command", None),
        ("chairctl/home/command", None),
        ("chairctl/home//command", None),
        ("chairctl/home/lounge/pulse", None),
        ("command", None),
        ("", None),
    ],
)
def test_a_topic_means_one_thing(topic: str, aim: Aim | None) -> None:
    assert TOPICS.aim(topic) == aim


def test_a_pulse_that_returns_proves_the_line_from_when_it_left() -> None:
    line = Line()
    assert line.silent_for(SECOND) is None
    line.begin("abc")
    first, second = line.pulse(SECOND), line.pulse(2 * SECOND)
    line.returned(second, 3 * SECOND)
    assert line.silent_for(3 * SECOND) == SECOND
    line.returned(first, 3 * SECOND)
    assert line.silent_for(3 * SECOND) == SECOND


@pytest.mark.parametrize(
    "forged", [b"xyz 5", b"abc", b"abc -5", b"abc 99999999999999", b"abc \xc2\xb2", b"", b"\xff" * 500]
)
def test_a_pulse_that_is_not_ours_proves_nothing(forged: bytes) -> None:
    line = Line()
    line.begin("abc")
    line.returned(forged, 3 * SECOND)
    assert line.silent_for(3 * SECOND) is None


def test_pulses_of_an_earlier_connection_prove_nothing() -> None:
    line = Line()
    line.begin("abc")
    pulse = line.pulse(SECOND)
    line.begin("def")
    line.returned(pulse, 2 * SECOND)
    assert line.silent_for(2 * SECOND) is None


def test_without_a_broker_only_an_attended_session_goes_on() -> None:
    limit = 5 * SECOND
    assert loss(limit + 1, limit, live=True, attended=False) is Loss.WIND_DOWN
    assert loss(limit + 1, limit, live=True, attended=True) is Loss.NOTHING
    assert loss(limit, limit, live=True, attended=False) is Loss.NOTHING
    assert loss(limit + 1, limit, live=False, attended=False) is Loss.NOTHING


async def test_of_a_retained_topic_only_the_newest_waits_and_what_is_told_once_comes_first() -> None:
    box = Outbox()
    for number in range(1_000):
        box.keep("state", str(number))
    box.tell("answer", "yes")
    first = await box.next()
    assert (first.topic, first.payload, first.retained) == ("answer", b"yes", False)
    second = await box.next()
    assert (second.topic, second.payload, second.retained) == ("state", b"999", True)
    assert box.is_empty
    box.keep("state", "999")
    assert box.is_empty
    box.anew()
    assert (await box.next()).payload == b"999"


async def test_what_did_not_arrive_waits_on_unless_there_is_newer() -> None:
    box = Outbox()
    box.keep("state", "old")
    letter = await box.next()
    box.failed(letter)
    assert (await box.next()).payload == b"old"
    box.keep("state", "new")
    box.failed(letter)
    assert (await box.next()).payload == b"new"
    assert box.is_empty


async def test_answers_are_bounded_and_the_oldest_goes() -> None:
    box = Outbox()
    for number in range(MOST_ONCE + 5):
        box.tell("answer", str(number))
    assert box.dropped == 5
    assert (await box.next()).payload == b"5"
