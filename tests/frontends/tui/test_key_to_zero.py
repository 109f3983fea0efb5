"""From the key to true zero, through a real screen on a terminal; `make campaign-screens` does a thousand."""

import pytest

from chairctl_proof.realtime.screens import measure_key

SAMPLE = 10
SLOWEST_MS = 1_000.0
"""A machine that tests something else at the same time; the campaign says what it really is."""


@pytest.mark.parametrize("redraw", [False, True])
def test_the_key_stops_the_chair_every_time_even_while_the_screen_draws_without_pause(redraw: bool) -> None:
    found = measure_key(SAMPLE, 7, redraw=redraw)
    assert found.never == 0
    assert len(found.values_ms) == SAMPLE
    assert found.at(1) < SLOWEST_MS
