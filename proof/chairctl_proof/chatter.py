"""F8: what flows when an electrode that has come off touches again, for contact that chatters at 1-1000 Hz.

The chair alone, without lease and without host, so that its own rule has to do it. It looks at its
electrodes every 50 ms; so in the first 100 ms the person may still feel what was there before.
"""

from copy import deepcopy
from copyreg import pickle
from functools import cache
from random import Random
from struct import Struct
from typing import Final, NamedTuple

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.stage import draw, energise, open_stage, reference_profile
from chairctl_simulators.devices.chairlink.chair import SimulatedChair

LIMIT_NS: Final = 100 * MILLISECOND
SLAM_MA: Final = 0.5
"""A device that still ramps may give this much more until it notices."""
_STEP_NS: Final = 10 * MILLISECOND

pickle(Struct, lambda struct: (Struct, (struct.format,)))  # so that a chair can be copied


class Recontact(NamedTuple):
    """The highest current (mA) after the limit, and while it was not over yet."""

    after_ma: float
    before_ma: float
    flowing_ma: float
    """Before anything had come off."""


@cache
def _flowing(seed: int) -> tuple[SimulatedChair, int]:
    """A chair with current flowing, and its time."""
    stage, _ = draw("F8", seed)
    session = open_stage(stage, Oracle(), reference_profile(), warden=False, pad_below_c=0.3)
    energise(session, stage)
    session.run_for(6 * SECOND)
    return session.chair, session.now


def chatter(number: int, twin: bool) -> Recontact:
    """One accident; `twin`: the chair does not watch its electrodes."""
    chance = Random(f"F8 {number}")
    resting, begin = _flowing(number % 8)
    chair = deepcopy(resting)
    hz = 10 ** chance.uniform(0, 3)
    begin += chance.randrange(50 * MILLISECOND)
    chair.advance(begin)
    flowing_ma = chair.truth(begin).stimulations[0].current_ma
    faults = {"electrode_chatter_hz": hz, "no_lease": True, "no_interlocks": twin}
    chair.set_faults(chair.faults.changed(faults), begin)
    opens = begin + int(SECOND / hz / 2)
    end = opens + LIMIT_NS + int(1.5 * SECOND / hz) + 100 * MILLISECOND
    after_ma = before_ma = 0.0
    now = begin
    while now < end:
        now += _STEP_NS
        chair.advance(now)
        current_ma = chair.truth(now).stimulations[0].current_ma
        if now > opens + LIMIT_NS:
            after_ma = max(after_ma, current_ma)
        else:
            before_ma = max(before_ma, current_ma)
    return Recontact(after_ma, before_ma, flowing_ma)
