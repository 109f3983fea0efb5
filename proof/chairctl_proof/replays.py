"""F5: frames that were right once are fed to the chair after it has come to rest; none may energise it."""

from random import Random
from typing import Final

from chairctl.domain.commands import Stop
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl_proof.oracle.oracle import Oracle
from chairctl_proof.scenarios.patches import device_believes, nested, nothing_patched
from chairctl_proof.stage import draw, energise, open_stage, reference_profile
from chairctl_proof.virtual import VirtualSession

PER_SEED: Final = 600
ACCIDENTS: Final = ("reboot", "reconnect", "stop", "host killed", "host restarted")
_EVERY: Final = 7 * MILLISECOND


def energised_by_replay(seed: int, twin: bool) -> int:
    """How many of `PER_SEED` frames have energised the chair; `twin`: it does not ask for fresh proofs."""
    patch = device_believes("epoch", "sequence", "nonce") if twin else nothing_patched
    with nested((patch,)):
        return _feed_all(seed)


def _feed_all(seed: int) -> int:
    stage, chance = draw("F5", seed)
    session = open_stage(stage, Oracle(), reference_profile(), warden=False, pad_below_c=0.3)
    energise(session, stage)
    session.run_for(chance.randint(SECOND, 2 * SECOND))
    recorded = session.line.to_chair.recorded
    _accident(session, chance)
    session.pull()
    now = session.now
    energised = 0
    for _ in range(PER_SEED):
        now += _EVERY
        pieces = chance.choice((1, 1, 1, 2, 3))
        data = b"".join(_no_stop(chance.choice(recorded)) for _ in range(pieces))
        session.chair.feed(data, now)
        truth = session.chair.truth(now)
        energised += truth.armed or not truth.outputs_zero
    return energised


def _accident(session: VirtualSession, chance: Random) -> None:
    kind = chance.choice(ACCIDENTS)
    if kind == "reboot":
        session.chair.reboot(session.now)
    elif kind == "reconnect":
        session.unplug()
        session.run_for(chance.randint(300, 2_000) * MILLISECOND)
        session.plug()
    elif kind == "stop":
        session.ask(Stop())
    else:
        session.kill_host()
        session.run_for(300 * MILLISECOND)
        if kind == "host restarted":
            session.start_host()
    session.run_for(chance.randint(0, 100) * MILLISECOND)


def _no_stop(data: bytes) -> bytes:
    return b"" if data.startswith(b"\0") else data
