"""A station that is there for long holds no more than at the beginning."""

import gc
import tracemalloc

from chairctl.domain.time import MINUTE
from chairctl_proof.bench.script import START, Stage, chairs

FIRST = 2 * MINUTE
"""What is made once has been made by then."""
LATER = 5 * MINUTE
MOST_BYTES = 1024
"""Numbers that grow, and what tracemalloc counts late."""


def test_a_station_at_rest_holds_no_more_after_six_thousand_reports() -> None:
    stage = Stage(*chairs(1))
    stage.plug(START)
    tracemalloc.start()
    try:
        held_first = held_after(stage, FIRST)
        assert held_after(stage, LATER) - held_first < MOST_BYTES
    finally:
        tracemalloc.stop()


def held_after(stage: Stage, duration: int) -> int:
    """Bytes, without what the stage itself has noted."""
    stage.run_for(duration)
    stage.events.clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
