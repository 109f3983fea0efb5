"""From asking for a stop to truly no output, by every way in, beside the least program on its own chair."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from chairctl_proof.bench import stoppers
from chairctl_proof.bench.least import least_program
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import missed, spread
from chairctl_proof.bench.stoppers import Stopper
from chairctl_proof.broker.mosquitto import MOSQUITTO
from chairctl_proof.broker.scene import scene
from chairctl_proof.realtime.screens import Room
from chairctl_proof.realtime.trials import GIVE_UP_S, overload

OVERLOAD: Final = 4
GUARD: Final = 100
RETRIES: Final = 3
"""A busy computer may trip before it is stopped; then the trial begins anew."""

Both = Callable[[Path, Sequence[str], ExitStack], tuple[Stopper, Stopper]]
"""Sets up both sides, in a folder and with the least program."""


def by_way(name: str, both: Both, targets: tuple[Target, ...], size: Size) -> Iterator[Finding]:
    """One way in: idle, and overloaded."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        program, floor_is = least_program(Path(folder))
        pair = both(Path(folder), program, stack)
        trials = max(2, size.trials)
        yield beside(name, pair, trials, floor_is, targets, GUARD)
        if not size.is_quick:
            with overload(OVERLOAD):
                yield beside(f"{name}, overloaded", pair, max(2, trials // 8), floor_is)


def beside(
    name: str,
    pair: tuple[Stopper, Stopper],
    trials: int,
    floor_is: str,
    targets: tuple[Target, ...] = (),
    guard: float | None = None,
) -> Measurement:
    """So many trials of both, in turns."""
    found: tuple[list[float], list[float]] = ([], [])
    dice = random.Random(1)
    for number in range(trials + 1):
        for stopper, values in zip(pair, found, strict=True):
            took = trial(stopper, dice)
            if number:  # the first is for the caches
                values.append(took)
    subject, floor = (spread(values) for values in found)
    return Measurement(name, "ms", subject, floor, floor_is, targets, guard)


def trial(stopper: Stopper, dice: random.Random) -> float:
    """From asking to true zero (ms); infinite if it does not come."""
    for _ in range(RETRIES):
        stopper.energise()
        time.sleep(dice.uniform(0, 0.06))
        asked_at = stopper.stop()
        was_zero = stopper.chair.was_zero(asked_at)
        zero_at = stopper.chair.zero_at(asked_at, GIVE_UP_S)
        stopper.settle()
        if not was_zero:
            return missed() if zero_at is None else (zero_at - asked_at) / 1e6
    raise RuntimeError("the chair did not stay energised until it was stopped")


def folders(folder: Path) -> tuple[Path, Path]:
    """One for each side."""
    found = folder / "subject", folder / "floor"
    for one in found:
        one.mkdir()
    return found


def _by_key(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = folders(folder)
    room = stack.enter_context(Room(own, 1))
    terminal = stack.enter_context(room.screen())
    key = stoppers.Key(room.chair, room.energise, terminal)
    return key, stack.enter_context(stoppers.least_by_key(other, program))


def _by_socket(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = folders(folder)
    room = stack.enter_context(Room(own, 1))
    socket = stoppers.Socket(room.chair, room.energise, room.client)
    return socket, stack.enter_context(stoppers.least_by_pipe(other, program))


def _typed(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = folders(folder)
    room = stack.enter_context(Room(own, 1))
    least = stack.enter_context(stoppers.least_by_pipe(other, program))
    return stoppers.typed(room), stoppers.typed_least(other, least)


def _by_message(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = folders(folder)
    stage = stack.enter_context(scene(own))
    port = stage.broker.port
    return stoppers.Message(stage), stack.enter_context(stoppers.least_by_message(other, program, port))


WAYS: Final = (
    ("key in the screen → true zero", _by_key, (Target("ratio", 2),)),
    ("command on the local socket → true zero", _by_socket, (Target("ratio", 2),)),
    ("`chairctl stop` typed → true zero", _typed, (Target("p50", 120),)),
    *((("message on MQTT → true zero", _by_message, (Target("ratio", 2.5),)),) if MOSQUITTO else ()),
)
PARTS: Final = tuple(partial(by_way, *way) for way in WAYS)
