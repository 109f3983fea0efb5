import pytest
from tests.protocols.sciencemode4.conversation import (
    CURRENT_DATA,
    DEVICE_ID,
    ID,
    LOW_STOP,
    MID_INIT,
    STATUS,
    STOP,
    UPDATE,
    VERSION,
    VERSIONS,
    Wire,
    state,
)

from chairctl.domain.packet import Answer
from chairctl.domain.telemetry import ContactSeen, Garbled, Identity, Readback, Refusal, Telemetry
from chairctl.protocols.sciencemode4.device import STOPPED
from chairctl.protocols.sciencemode4.frames import Point, encode_point


def test_a_line_begins_with_stop_and_the_questions_who_is_there_every_second() -> None:
    wire = Wire()
    assert wire.send(armed=False) == [STOP, DEVICE_ID, VERSION]
    assert wire.wait(999).send(armed=False) == []
    assert wire.wait(1).send(armed=False) == [STOP, DEVICE_ID, VERSION]


def test_who_it_is_takes_both_answers_in_any_order() -> None:
    wire = Wire()
    wire.send(armed=False)
    assert wire.answer(VERSION, VERSIONS) == []
    (identity,) = wire.answer(DEVICE_ID, ID)
    assert isinstance(identity, Identity)
    assert (identity.serial_number, identity.firmware, identity.protocol_version) == (
        "P24-000001",
        "3.1.0",
        4,
    )
    assert identity.lease_cap_ms == 2_000
    assert [one.max_level for one in identity.capabilities] == [200, 200]


def test_an_answer_that_says_not_who_it_is_is_garbled() -> None:
    wire = Wire()
    wire.send(armed=False)
    assert wire.answer(VERSION, b"\0") == [Garbled("unit", 13, "length")]
    assert wire.answer(DEVICE_ID, b"\x07" + ID[1:]) == [Garbled("unit", 23, "value")]


def test_a_closed_line_is_silent() -> None:
    wire = Wire().running(100, 50)
    wire.unit.line_down(wire.now)
    assert wire.unit.next_deadline() is None
    assert wire.wait(5000).send(armed=False) == []
    assert wire.send() == []


def test_an_unknown_device_is_never_armed() -> None:
    wire = Wire()
    wire.send(armed=False)
    wire.answer(STOP)
    assert wire.wait(1000).send() == [DEVICE_ID, VERSION]


def test_stop_is_said_every_100_ms_until_it_is_answered() -> None:
    wire = Wire().running(100, 0)
    assert wire.send(armed=False) == [STOP]
    wire.wait(50)
    assert wire.send(armed=False) == [STATUS]
    wire.wait(50)
    assert wire.send(armed=False) == [STOP, STATUS]
    stopped = wire.telemetry(STOP)
    assert not stopped.armed
    assert [readback.applied for readback in stopped.readbacks] == [0, 0]
    assert STOP not in wire.wait(1000).send(armed=False)


def test_stop_goes_before_all_that_waits_and_its_bytes_are_always_the_same() -> None:
    wire = Wire().running(100, 0)
    (packet,) = wire.unit.transmit(wire.permit(armed=False), wire.now)
    assert packet.urgent
    assert packet.data == wire.unit.panic
    assert wire.unit.at_rest == Answer(STOPPED)
    assert wire.unit.receive(STOPPED, wire.now) != []


def test_a_stop_that_is_refused_at_rest_counts_as_nothing_and_the_status_tells() -> None:
    wire = Wire().running(100, 0)
    wire.send(armed=False)
    assert wire.answer(STOP, b"\x07") == []
    assert wire.send(armed=False) == [STATUS]
    assert not wire.telemetry(STATUS, b"\0\0\1").armed


def test_a_stop_that_another_one_has_said_drops_the_arming() -> None:
    wire = Wire().running(100, 0)
    dropped = wire.answer(STOP, number=0)
    assert [report.armed for report in dropped if isinstance(report, Telemetry)] == [False]
    assert wire.answer(STOP, number=0) == []
    assert wire.answer(STOP, number=9) == [Garbled("unit", 13, "number")]


def test_a_device_that_runs_though_nothing_is_permitted_is_stopped() -> None:
    for status in (2, 3):
        wire = Wire().known()
        wire.wait(50).send(armed=False)
        assert wire.telemetry(STATUS, bytes((0, status, 6))).armed
        assert STOP in wire.wait(50).send(armed=False)


def test_what_another_program_has_left_on_the_low_level_is_stopped_too() -> None:
    wire = Wire().known()
    wire.wait(50).send(armed=False)
    assert wire.telemetry(STATUS, b"\0\1\6").armed
    wire.wait(50)
    assert wire.send(armed=False)[:2] == [STOP, LOW_STOP]
    assert wire.answer(LOW_STOP, number=0) == []
    wire.answer(STOP, b"\x07")
    assert wire.send(armed=False) == [STATUS]
    assert not wire.telemetry(STATUS, b"\0\0\1").armed
    assert LOW_STOP not in wire.wait(100).send(armed=False)


def test_init_is_asked_with_all_off_only_and_again_if_it_is_not_answered() -> None:
    wire = Wire().known()
    assert wire.send(100, 0) == []
    (init,) = wire.frames()
    assert (init.command, init.data) == (MID_INIT, b"\1")
    assert MID_INIT not in wire.wait(249).send()
    assert MID_INIT in wire.wait(1).send()


def test_levels_become_balanced_pulses_of_half_milliamperes() -> None:
    wire = Wire().ready()
    (update,) = wire.frames(107, 4)
    red = b"\x10\0\x28" + encode_point(Point(200, 21)) + encode_point(Point(200, -21))
    assert update.data == b"\1" + red
    wire.answer(UPDATE)
    wire.wait(50).send(107, 4)
    report = wire.telemetry(CURRENT_DATA, state(0b01))
    assert [readback.applied for readback in report.readbacks] == [105, 0]


def test_an_image_is_sent_once_if_it_is_taken() -> None:
    wire = Wire().running(100, 0)
    assert wire.wait(10).send(100, 0) == []
    assert wire.send(105, 0) == [UPDATE]


def test_a_rise_waits_for_the_answer_and_a_fall_does_not() -> None:
    wire = Wire().ready()
    assert wire.send(50, 0) == [UPDATE]
    assert wire.wait(10).send(55, 0) == []
    assert wire.send(45, 0) == [UPDATE]
    assert UPDATE not in wire.wait(249).send(60, 0)
    assert UPDATE in wire.wait(1).send(60, 0)


def test_only_the_answer_to_the_newest_update_says_what_is_applied() -> None:
    wire = Wire().ready()
    wire.send(100, 0)
    older = wire.asked[UPDATE]
    wire.send(50, 0)
    wire.answer(UPDATE, number=older)
    wire.wait(50).send(50, 0)
    assert wire.telemetry(CURRENT_DATA, state(1)).readbacks[0].applied == 0
    wire.answer(UPDATE)
    wire.wait(50).send(50, 0)
    assert wire.telemetry(CURRENT_DATA, state(1)).readbacks[0].applied == 50


def test_a_channel_that_does_not_run_applies_nothing_and_its_contact_is_told() -> None:
    wire = Wire().running(100, 50)
    wire.wait(50).send(100, 50)
    report = wire.telemetry(CURRENT_DATA, state(0b01, b"\x10\0\0\0", result=10))
    assert report.readbacks[0] == Readback(100, ContactSeen(is_open=False))
    assert report.readbacks[1] == Readback(0, ContactSeen(is_open=True))
    assert report.faults == ()


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (state(1, b"\x03\0\0\0", result=28), ("current_low",)),
        (state(1, b"\x32\0\0\0"), ("pulse_timeout", "current_low")),
        (state(0, result=10), ("electrode_open",)),
        (state(0, result=16), ("pulse_timeout",)),
        (b"\x08", ("high_voltage",)),
        (b"\x04", ("controller",)),
        (b"\x11", ("fuel_gauge",)),
        (b"\x63", ("internal",)),
    ],
)
def test_what_the_device_finds_wrong_is_a_fault(data: bytes, faults: tuple[str, ...]) -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    report = wire.telemetry(CURRENT_DATA, data)
    assert report.faults == faults
    assert report.armed
    wire.wait(50).send(100, 0)
    assert wire.telemetry(CURRENT_DATA, state(1)).faults == faults


def test_faults_are_forgotten_when_the_device_is_made_ready_anew() -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    wire.telemetry(CURRENT_DATA, b"\x08")
    wire.send(armed=False)
    assert wire.telemetry(STOP).faults == ("high_voltage",)
    wire.wait(250).send()
    wire.answer(MID_INIT)
    wire.send()
    assert wire.telemetry(CURRENT_DATA, state()).faults == ()


def test_a_device_that_knows_nothing_of_its_init_has_started_anew() -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    report = wire.telemetry(CURRENT_DATA, b"\x07")
    assert not report.armed
    assert [readback.applied for readback in report.readbacks] == [0, 0]


def test_a_busy_answer_is_no_fault() -> None:
    wire = Wire().running(100, 0)
    wire.wait(50).send(100, 0)
    assert wire.answer(CURRENT_DATA, b"\x15") == []
    wire.wait(50).send(100, 0)
    assert wire.telemetry(CURRENT_DATA, state(1)).faults == ()


def test_a_request_that_came_broken_counts_as_refused() -> None:
    wire = Wire().ready()
    wire.send(100, 0)
    number = wire.asked[UPDATE]
    assert wire.answer(UPDATE, b"\1") == [Refusal("unit", number, "transfer")]
    assert wire.answer(66 - 1, b"\1", number=3) == [Refusal("unit", 3, "transfer")]
    assert wire.answer(67 - 1, b"\x0b", number=4) == [Refusal("unit", 4, "unknown_kind")]
    wire.wait(50).send(100, 0)
    assert wire.telemetry(CURRENT_DATA, state()).refused == 3


def test_an_init_that_is_refused_names_why() -> None:
    wire = Wire().known()
    wire.send()
    assert wire.answer(MID_INIT, b"\x08") == []
    wire.wait(50).send()
    report = wire.telemetry(STATUS, b"\0\0\1")
    assert (report.armed, report.faults) == (False, ("high_voltage",))
