"""From the key to true zero, through a real screen on a terminal; `make campaign-screens` does a thousand."""

import contextlib
import os
import tty
from pathlib import Path

import pytest

from chairctl_proof.realtime.screens import Room, measure_key, measure_lateness

SAMPLE = 10
WARDEN_US = 150_000
SLOWEST_MS = 1_000.0
"""A machine that tests something else at the same time; the campaign says what it really is."""


@pytest.mark.parametrize("redraw", [False, True])
def test_the_key_stops_the_chair_every_time_even_while_the_screen_draws_without_pause(redraw: bool) -> None:
    found = measure_key(SAMPLE, 7, redraw=redraw)
    assert found.never == 0
    assert len(found.values_ms) == SAMPLE
    assert found.at(1) < SLOWEST_MS


def test_screens_of_which_one_stands_still_make_no_turn_late_enough_for_the_warden() -> None:
    found = {row["name"]: row for row in measure_lateness(1, 1, 9)}
    assert list(found) == ["0 screens", "1 screen", "3 screens, 1 stopped"]
    for row in found.values():
        assert row["timers"] > 20
        assert row["max_us"] < WARDEN_US


def test_h18_a_screen_whose_terminal_has_gone_without_a_signal_ends(tmp_path: Path) -> None:
    with Room(tmp_path, 3) as room:
        screen = room.screen()
        spare, slave = os.openpty()
        tty.setraw(slave)
        try:
            screen.press(b"?")  # what it draws for this ends the read that would keep the old one open
            os.dup2(spare, screen.keyboard)  # closes the only way to the screen's terminal
            screen.process.wait(10)
        finally:
            with contextlib.suppress(ProcessLookupError):
                screen.process.kill()
            for end in (spare, slave, screen.keyboard):
                os.close(end)
