"""Figure F9: writers of a real ledger, killed at random; is ever less on record than was spent?"""

import os
import random
import shutil
import signal
import struct
import tempfile
import time
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from typing import Final, NamedTuple

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import Stamp, Subject
from chairctl.safety.allowance import Allowance, Use
from chairctl.safety.grant import Quantum, Request

SUBJECT: Final = Subject("guest", ("chair",))
START: Final = Stamp(1_790_000_000 * SECOND, 5_000 * SECOND, "boot")
TURN: Final = 250 * MILLISECOND
PREPAID_S: Final = 10


class Kills(NamedTuple):
    """What the kills have cost, in seconds of session time."""

    trials: int
    safe: int
    most_lost_s: float
    most_too_much_s: float


def kill_writers(
    trials: int, seed: int, progress: Callable[[int], None] = lambda _: None, *, unpaid: bool = False
) -> Kills:
    """Kill one writer after the other; `unpaid`: the red twin, which spends before anything is durable."""
    chance = random.Random(seed)
    safe, lost, too_much = 0, 0, 0
    for number in range(trials):
        with tempfile.TemporaryDirectory() as folder:
            spent, counted = _kill_one(Path(folder), chance.uniform(0.01, 0.12), unpaid=unpaid)
        lost, too_much = max(lost, spent - counted), max(too_much, counted - spent)
        safe += spent <= counted <= spent + PREPAID_S * SECOND
        progress(number + 1)
    return Kills(trials, safe, lost / SECOND, too_much / SECOND)


def _kill_one(folder: Path, after_s: float, *, unpaid: bool) -> tuple[int, int]:
    """Time that was spent, and time on record afterwards (ns)."""
    paths = LedgerPaths(folder / "state" / "ledger.sqlite", folder / "data" / "ledger.witness")
    ledger_open.create(paths)
    spent = mmap(-1, 8)  # shared, and it outlives the writer
    child = os.fork()
    if child == 0:
        _write(paths, spent, unpaid=unpaid)
        os._exit(0)
    until = time.monotonic() + 5
    while spent[:8] == bytes(8) and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    used = struct.unpack("q", spent[:8])[0]
    store = Store(paths, lambda: _at(used))
    left = store.stand(SUBJECT)
    store.close()
    shutil.rmtree(folder / "state")
    return used, 1_800 * SECOND - left.energised if not left.refusal else 1_800 * SECOND


def _write(paths: LedgerPaths, spent: mmap, *, unpaid: bool) -> None:
    """Arm, spend and top up, as fast as the ledger allows, until the session is used up."""
    elapsed = 0
    store = Store(paths, lambda: _at(elapsed))
    allowance = Allowance(("back",))
    while elapsed < 1_700 * SECOND:
        now = START.boot + elapsed
        allowance.begin(now)
        request = allowance.request_due(now)
        if request:
            answer = _promised(request, now) if unpaid else store.answer(request, SUBJECT)
            allowance.answered(answer, now)
        if allowance.permits(now):
            spent[:8] = struct.pack("q", allowance.spent + TURN)
            allowance.spend(TURN, 0, [Use("back", TURN, 0, 0)])
            elapsed += TURN


def _promised(request: Request, now: int) -> Quantum:
    """A grant that nobody has written down."""
    return Quantum(request.number, 1, now, request.energised, 0, ())


def _at(elapsed: int) -> Stamp:
    return Stamp(START.wall + elapsed, START.boot + elapsed, START.boot_id)
