"""From asking for a stop to truly no output, by every way in, beside the least program on its own chair."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from chairctl_proof.bench import stoppers
from chairctl_proof.bench.api_stop import api_findings
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


class Way:
    """A way in: how both sides are set up, and what is meant to hold when nothing else runs."""

    def __init__(
        self,
        name: str,
        both: Callable[[Path, Sequence[str], ExitStack], tuple[Stopper, Stopper]],
        *targets: Target,
    ) -> None:
        self.name, self.both, self.targets = name, both, targets


def findings(size: Size) -> Iterator[Finding]:
    """The call inside the host, and each way from outside; idle, and overloaded."""
    yield from api_findings(size)
    loads = (0,) if size.is_quick else (0, OVERLOAD)
    with tempfile.TemporaryDirectory() as folder:
        program, floor_is = least_program(Path(folder))
        for way in WAYS if MOSQUITTO else WAYS[:-1]:
            with tempfile.TemporaryDirectory() as own, ExitStack() as stack:
                pair = way.both(Path(own), program, stack)
                for per_core in loads:
                    trials = max(2, size.trials // (3 if per_core == 0 else 12))
                    yield _measured(way, pair, per_core, trials, floor_is)


def _measured(
    way: Way, pair: tuple[Stopper, Stopper], per_core: int, trials: int, floor_is: str
) -> Measurement:
    found: tuple[list[float], list[float]] = ([], [])
    dice = random.Random(1)
    with overload(per_core):
        for number in range(trials + 1):
            for stopper, values in zip(pair, found, strict=True):
                took = trial(stopper, dice)
                if number:  # the first is for the caches
                    values.append(took)
    name, targets = (way.name, way.targets) if per_core == 0 else (f"{way.name}, overloaded", ())
    subject, floor = (spread(values) for values in found)
    return Measurement(name, "ms", subject, floor, floor_is, targets, GUARD if per_core == 0 else None)


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


def _folders(folder: Path) -> tuple[Path, Path]:
    found = folder / "subject", folder / "floor"
    for one in found:
        one.mkdir()
    return found


def _by_key(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = _folders(folder)
    room = stack.enter_context(Room(own, 1))
    terminal = stack.enter_context(room.screen())
    return stoppers.Key(room, terminal), stack.enter_context(stoppers.least_by_key(other, program))


def _by_socket(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = _folders(folder)
    room = stack.enter_context(Room(own, 1))
    return stoppers.Socket(room), stack.enter_context(stoppers.least_by_pipe(other, program))


def _typed(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = _folders(folder)
    room = stack.enter_context(Room(own, 1))
    least = stack.enter_context(stoppers.least_by_pipe(other, program))
    return stoppers.typed(room), stoppers.typed_least(other, least)


def _by_message(folder: Path, program: Sequence[str], stack: ExitStack) -> tuple[Stopper, Stopper]:
    own, other = _folders(folder)
    stage = stack.enter_context(scene(own))
    port = stage.broker.port
    return stoppers.Message(stage), stack.enter_context(stoppers.least_by_message(other, program, port))


WAYS: Final = (
    Way("key in the screen → true zero", _by_key, Target("ratio", 2)),
    Way("command on the local socket → true zero", _by_socket, Target("ratio", 2)),
    Way("`chairctl stop` typed → true zero", _typed, Target("p50", 120)),
    Way("message on MQTT → true zero", _by_message, Target("ratio", 2.5)),
)
