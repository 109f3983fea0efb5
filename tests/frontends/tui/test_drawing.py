"""What is drawn of a body, of time and of values."""

from dataclasses import replace

import pytest
from tests.frontends.tui.stage import BACK, CHANNELS, REST, RUNNING

from chairctl.domain.channels import OFF, ChannelKind, Output, RollerMode
from chairctl.domain.snapshot import ChannelView
from chairctl.domain.telemetry import RollerMeasured
from chairctl.frontends.tui.big import HEIGHT, big
from chairctl.frontends.tui.body import MOST_ROWS, WIDTH, body
from chairctl.frontends.tui.felt import felt_back, mapped_back
from chairctl.frontends.tui.hands import HEAT_LEAST, step
from chairctl.frontends.tui.plot import PLAIN, bar, plot
from chairctl.profiles.loader import load_device
from chairctl.session.bodyscan.scanner import Progress

CHAIR = load_device("chairlink-reference")


def roller_row(mm: int) -> int:
    lines = [
        line.plain for line in body([replace(CHANNELS[0], measured=RollerMeasured(mm, 0, 0))], CHAIR, 20)
    ]
    return next(index for index, line in enumerate(lines) if "○" in line or "◉" in line)


def test_the_rollers_are_drawn_where_they_are() -> None:
    rows = [roller_row(mm) for mm in (0, 200, 400, 600, 800)]
    assert rows == sorted(rows, reverse=True)
    assert len(set(rows)) == 5


@pytest.mark.parametrize("rows", [8, 15, 19, 44])
def test_a_map_shows_every_landmark_in_order_and_stiff_spots_at_their_height(rows: int) -> None:
    lines = [line.plain for line in mapped_back(BACK, rows)]
    assert {len(line) for line in lines} == {WIDTH}
    assert len(lines) == rows
    picture = "\n".join(lines)
    places = [picture.index(text) for text in ("═════", "L1", "L2", "L3", "L4", "L5")]
    assert places[0] < places[1]
    if rows >= 19:
        assert places.index(max(places)) == 5
        spot, l1 = (next(i for i, line in enumerate(lines) if text in line) for text in ("●", "L1"))
        assert abs(spot - l1) <= 1  # 307 and 291 mm
        assert spot <= l1


def test_what_is_felt_is_drawn_at_its_height_and_the_rollers_over_it() -> None:
    progress = Progress(1, 100, 600, 400, ((200, 70), (400, 10)))
    lines = [line.plain for line in felt_back(progress, 800, 20)]
    firm, weak, rollers = (
        next(i for i, line in enumerate(lines) if text in line) for text in ("▒▒▒▒▒▒▒┊", " ▒┊", "◉◉")
    )
    assert firm > weak > rollers
    assert {len(line) for line in lines} == {WIDTH}


@pytest.mark.parametrize("rows", [1, 8, 19, 40, 90])
def test_the_body_keeps_its_width_and_never_needs_more_than_it_has(rows: int) -> None:
    for snapshot in (RUNNING, REST):
        lines = body(snapshot.channels, CHAIR, rows)
        assert {len(line.plain) for line in lines} == {WIDTH}
        assert 8 <= len(lines) <= MOST_ROWS


def test_what_works_is_seen_and_what_is_off_is_not() -> None:
    on = "\n".join(line.plain for line in body(RUNNING.channels, CHAIR, 19))
    cold = [one for one in REST.channels if one.kind is not ChannelKind.HEAT]  # a pad stays warm for a while
    off = "\n".join(line.plain for line in body(cold, CHAIR, 19))
    for sign in ("[+]", "(((", "≈"):
        assert sign in on
        assert sign not in off


def test_digits_are_three_rows_high_and_as_wide_as_each_other() -> None:
    for letter in "0123456789":
        assert len(big(letter)) == HEIGHT
    assert big("1:23", 1) != big("1:24", 1)
    assert len({tuple(big(letter)) for letter in "0123456789"}) == 10


def test_a_plot_shows_the_newest_values_and_never_more_than_its_top() -> None:
    assert plot([1, 5, 10], 3, 1, 10) == ["▁▄█"]
    assert plot([10], 3, 2, 10) == ["  █", "  █"]
    assert plot([None, 99], 2, 1, 10) == [" █"]
    assert plot(list(range(100)), 4, 1, 99, PLAIN)[0][-1] == "@"
    assert plot([], 2, 1, 0) == ["  "]


def test_a_bar_is_as_wide_as_it_may_be_and_shows_the_least_there_is() -> None:
    assert bar(1, 1000, 10) == ("█", "─" * 9)
    assert bar(0, 1000, 10) == ("", "─" * 10)
    assert bar(2000, 1000, 10) == ("█" * 10, "")


def test_a_step_by_hand_stays_between_nothing_and_the_limit() -> None:
    roller, heat, _, tens = CHANNELS
    assert step(roller, CHAIR, 1).level == 360
    assert isinstance(step(roller, CHAIR, 1).mode, RollerMode)
    assert step(heat, CHAIR, 1).level == 395
    for view in CHANNELS:
        output = view.setpoint
        for _ in range(60):
            output = step(with_setpoint(view, output), CHAIR, 1)
        assert output.level == view.limit
        for _ in range(60):
            output = step(with_setpoint(view, output), CHAIR, -1)
        assert output == OFF
    assert step(with_setpoint(heat, OFF), CHAIR, 1).level == HEAT_LEAST
    assert step(with_setpoint(tens, OFF), CHAIR, 1).level == 15


def with_setpoint(view: ChannelView, output: Output) -> ChannelView:
    return replace(view, setpoint=output)


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_every_kind_of_channel_can_be_begun_by_hand_without_a_profile(kind: ChannelKind) -> None:
    assert step(replace(CHANNELS[0], kind=kind, setpoint=OFF), None, 1).level > 0
