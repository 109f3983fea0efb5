"""The trace of a session: bounded, and no peak is lost."""

import random

from chairctl.domain.channels import Channel, ChannelKind, Output
from chairctl.domain.safety import Priority, Reason, Trip
from chairctl.domain.telemetry import (
    AirMeasured,
    ContactSeen,
    HeatMeasured,
    Measured,
    PostureMeasured,
    Readback,
    RollerMeasured,
    RollerSeen,
    StimulationMeasured,
    VibrationMeasured,
)
from chairctl.domain.time import MILLISECOND, MINUTE, SECOND, Instant
from chairctl.domain.trace import SLICES_MOST, Quantity, Span, TraceMark
from chairctl.session.trace import HOLD, SLICE, Trace, measured

AIR = Channel("air", ChannelKind.AIR, "chair")
HEAT = Channel("heat", ChannelKind.HEAT, "chair")
BEGIN: Instant = 7 * SECOND
NOTHING = Span(None, None)


def add(trace: Trace, at: Instant, applied: int, pressure: int | None = None) -> None:
    what = None if pressure is None else AirMeasured(pressure)
    trace.add(BEGIN + at, (Output(500),), (Output(400),), [Readback(applied, what)], [800])


def test_each_quantity_has_its_line_and_each_slice_its_least_and_greatest() -> None:
    trace = Trace((AIR,), BEGIN, MINUTE)
    for at, applied in ((0, 10), (200, 30), (499, 20), (500, 40)):
        add(trace, at * MILLISECOND, applied, applied + 1)
    seen = trace.view()
    (air,) = seen.channels
    assert (seen.slice, seen.planned, seen.duration) == (SLICE, MINUTE, SECOND)
    assert air.channel == AIR
    # the second slice holds at its beginning what was seen before it
    assert air.line(Quantity.DELIVERED) == (Span(10, 30), Span(20, 40))
    assert air.line(Quantity.MEASURED) == (Span(11, 31), Span(21, 41))
    assert air.line(Quantity.WANTED) == (Span(500, 500),) * 2
    assert air.line(Quantity.PERMITTED) == (Span(400, 400),) * 2
    assert air.line(Quantity.LIMIT) == (Span(800, 800),) * 2


def test_two_channels_keep_their_own_values() -> None:
    trace = Trace((AIR, HEAT), BEGIN)
    readbacks = [Readback(1, AirMeasured(2)), Readback(3, HeatMeasured(4, 5))]
    trace.add(BEGIN, (Output(10), Output(20)), (Output(30), Output(40)), readbacks, [50, 60])
    air, heat = trace.view().channels
    assert [line[0].low for line in air.lines] == [10, 30, 1, 50, 2]
    assert [line[0].high for line in heat.lines] == [20, 40, 3, 60, 4]


def test_hours_fit_into_the_same_room_and_every_peak_is_still_there() -> None:
    trace, chance = Trace((AIR,), BEGIN), random.Random(3)
    peaks = [(minute * MINUTE + chance.randrange(MINUTE), 900 + minute) for minute in range(200)]
    low, at = 5, 0
    for peak_at, peak in peaks:
        while at < peak_at:
            add(trace, at, low)
            at += 700 * MILLISECOND
        add(trace, peak_at, peak)
        add(trace, peak_at + MILLISECOND, low)
    seen = trace.view()
    line = seen.channels[0].line(Quantity.DELIVERED)
    assert SLICES_MOST // 2 <= len(line) <= SLICES_MOST
    assert seen.slice == SLICE * 2 ** ((seen.slice // SLICE).bit_length() - 1)
    for peak_at, peak in peaks:
        span = line[peak_at // seen.slice]
        assert span.low == low
        assert span.high is not None
        assert span.high >= peak


def test_a_short_silence_holds_and_a_long_one_is_a_gap() -> None:
    trace = Trace((AIR,), BEGIN)
    add(trace, 0, 10)
    add(trace, 20 * SECOND, 30)
    line = trace.view().channels[0].line(Quantity.DELIVERED)
    held = HOLD // SLICE + 1
    assert line[:held] == (Span(10, 10),) * held
    assert set(line[held:-1]) == {NOTHING}
    assert line[-1] == Span(30, 30)


def test_a_gap_beside_a_value_is_the_value_when_slices_are_joined() -> None:
    trace = Trace((AIR,), BEGIN)
    add(trace, 0, 10)
    add(trace, SLICES_MOST * SLICE, 30)
    line = trace.view().channels[0].line(Quantity.DELIVERED)
    assert line[0] == Span(10, 10)
    assert line[len(line) - 2] == NOTHING
    assert line[-1] == Span(30, 30)


def test_after_a_gap_even_what_is_the_same_again_is_seen_anew() -> None:
    trace = Trace((AIR,), BEGIN)
    add(trace, 0, 10)
    add(trace, HOLD + 4 * SLICE, 10)
    line = trace.view().channels[0].line(Quantity.DELIVERED)
    assert (line[-2], line[-1]) == (NOTHING, Span(10, 10))


def test_what_is_not_measured_is_unknown() -> None:
    trace = Trace((AIR,), BEGIN)
    add(trace, 0, 10)
    assert trace.view().channels[0].line(Quantity.MEASURED) == (NOTHING,)


def test_trips_stand_at_their_time_and_those_of_before_are_left_out() -> None:
    trace = Trace((AIR,), BEGIN)
    add(trace, 0, 10)
    trips = [Trip(Reason(code), "H1", Priority.HIGH, at) for code, at in (("a", SECOND), ("b", 9 * SECOND))]
    assert trace.view(trips).trips == (TraceMark(2 * SECOND, Reason("b")),)


def test_a_session_that_never_began_has_no_lines() -> None:
    seen = Trace((AIR,)).view()
    assert (seen.channels, seen.duration) == ((), 0)


def test_of_what_is_measured_one_number_makes_the_curve() -> None:
    expected: dict[Measured, int | None] = {
        RollerMeasured(1, 2, 3): 1,
        RollerSeen(2): 2,
        HeatMeasured(3, 9): 3,
        AirMeasured(4): 4,
        VibrationMeasured(5): 5,
        StimulationMeasured(6, None, 0): 6,
        PostureMeasured(7): 7,
        ContactSeen(is_open=True): None,
        None: None,
    }
    assert {what: measured(what) for what in expected} == expected
