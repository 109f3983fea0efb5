"""A session in real time in which nothing happens: whoever stops it has tripped without a cause."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_proof.realtime.trials import GIVE_UP_S, Hosts

SESSION_S = 240
"""The hosts' programme lasts five minutes; a longer soak is several of them."""


class Soak(NamedTuple):
    """How long it went on, how often it ended by itself, and whether an end would have been seen."""

    seconds: float
    false_trips: int
    would_be_seen: bool


def soak(seconds: int, progress: Callable[[int], None] = lambda _: None) -> Soak:
    """Run for so long in all; at the end the cable is pulled, which must be seen."""
    done = false_trips = 0
    seen = False
    hosts = Hosts()
    try:
        while done < seconds:
            with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder)) as chair:
                hosts.start(chair, "none")
                began = chair.energised_at(GIVE_UP_S)
                if began is None:
                    raise RuntimeError("the chair was never energised")
                for _ in range(min(SESSION_S, seconds - done)):
                    tripped = chair.zero_at(began, 1.0) is not None
                    done += 1
                    progress(done)
                    if tripped:
                        false_trips += 1
                        break
                else:
                    pulled_at = boot_clock()
                    chair.tell(unplug=True)
                    seen = chair.zero_at(pulled_at, GIVE_UP_S) is not None
    finally:
        hosts.close()
    return Soak(done, false_trips, seen)
