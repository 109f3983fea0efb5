"""Answers that are late, broken, unasked for, or come while it runs; and what is due next."""

from tests.protocols.sciencemode4.conversation import (
    BATTERY,
    CURRENT_DATA,
    STATUS,
    UPDATE,
    Wire,
    state,
)

from chairctl.domain.telemetry import Garbled
from chairctl.domain.time import MILLISECOND
from chairctl.protocols.sciencemode4.frames import encode


def test_an_answer_that_comes_late_says_nothing_about_now() -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    number = wire.asked[CURRENT_DATA]
    wire.wait(250)
    assert len(wire.answer(CURRENT_DATA, state(1), number=number)) == 1
    wire.wait(50).send(100, 0)
    number = wire.asked[CURRENT_DATA]
    wire.wait(251)
    assert wire.answer(CURRENT_DATA, state(1), number=number) == [Garbled("unit", 19, "late")]


def test_an_answer_that_nobody_asked_for_is_garbled_while_armed() -> None:
    wire = Wire().running(100, 0)
    assert wire.answer(CURRENT_DATA, state(1), number=60) == [Garbled("unit", 19, "number")]
    assert wire.answer(STATUS, b"\0\3\6", number=wire.asked[UPDATE]) == [Garbled("unit", 15, "number")]
    wire.send(armed=False)
    assert wire.answer(CURRENT_DATA, state(1)) == []


def test_an_answer_counts_once() -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    assert len(wire.answer(CURRENT_DATA, state(1))) == 1
    assert wire.answer(CURRENT_DATA, state(1)) == [Garbled("unit", 19, "number")]


def test_an_answer_whose_data_is_wrong_is_garbled() -> None:
    wire = Wire().ready()
    for command, data in ((CURRENT_DATA, b"\0\4"), (CURRENT_DATA, b""), (BATTERY, b"\0")):
        wire.wait(2000).send()
        (report,) = wire.answer(command, data)
        assert report == Garbled("unit", len(data) + 12, "length")
    wire = Wire().known()
    wire.wait(50).send(armed=False)
    assert wire.answer(STATUS, b"\0\7\0") == [Garbled("unit", 15, "value")]


def test_noise_is_summed_up_by_its_reason() -> None:
    wire = Wire()
    wire.send(armed=False)
    bad = encode(35, 1, b"\0")[:-1] + b"\0"
    assert wire.unit.receive(b"abc" + encode(35, 1, b"\0") + bad, 0) == [
        Garbled("unit", 3, "sync"),
        Garbled("unit", len(bad), "end"),
    ]


def test_a_running_status_keeps_what_was_applied_and_any_other_ends_it() -> None:
    wire = Wire().running(100, 0)
    wire.send(armed=False)
    wire.wait(50).send(armed=False)
    assert wire.telemetry(STATUS, b"\0\3\6").readbacks[0].applied == 100
    wire.wait(50).send(armed=False)
    assert wire.telemetry(STATUS, b"\0\2\6").readbacks[0].applied == 0


def test_the_battery_is_asked_every_two_seconds_and_told_with_the_next_report() -> None:
    wire = Wire().known()
    asked = [BATTERY in wire.wait(50).send(armed=False) for _ in range(80)]
    assert asked.count(True) == 2
    assert wire.telemetry(STATUS, b"\0\0\1").supply_mv == 8_000


def test_the_next_deadline_is_what_is_due_first() -> None:
    wire = Wire()
    assert wire.unit.next_deadline() == 0
    wire.send(armed=False)
    assert wire.unit.next_deadline() == 1000 * MILLISECOND
    wire = Wire().running(100, 0)
    assert wire.unit.next_deadline() == 50 * MILLISECOND
    wire.wait(20).send(armed=False)
    assert wire.unit.next_deadline() == 50 * MILLISECOND
