"""The ways to a stop where it is harder: in a daemon with many chairs in use, and over Bluetooth."""

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Final

from chairctl.frontends.attach.client import HostClient
from chairctl_proof.bench import stoppers
from chairctl_proof.bench.api_stop import MANY, side
from chairctl_proof.bench.least import least_program
from chairctl_proof.bench.measurement import Finding, Measurement
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import spread
from chairctl_proof.bench.stop_path import beside, folders, trial
from chairctl_proof.bench.stoppers import Stopper
from chairctl_proof.broker.home import wait_for
from chairctl_proof.broker.load import arm, chairs
from chairctl_proof.broker.mosquitto import MOSQUITTO
from chairctl_proof.broker.scene import Scene, scene
from chairctl_proof.realtime.screens import screen_on

FLOOR_IS: Final = "the stop's bytes are handed to an open Bluetooth writer, nothing is decided"
KEY, SOCKET, MESSAGE = "key in the screen", "command on the local socket", "message on MQTT"
FLOORS: Final[Mapping[str, Callable[[Path, Sequence[str], int], AbstractContextManager[Stopper]]]] = {
    KEY: lambda folder, program, _: stoppers.least_by_key(folder, program),
    SOCKET: lambda folder, program, _: stoppers.least_by_pipe(folder, program),
    MESSAGE: stoppers.least_by_message,
}
"""The least program on its own chair, by the broker's port."""


def in_a_crowd(size: Size) -> Iterator[Finding]:
    """One daemon with 64 chairs, all of which put something out."""
    if size.is_quick or not MOSQUITTO:
        return
    trials = max(2, size.trials // 4)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        own, other = folders(Path(folder))
        program, floor_is = least_program(Path(folder))
        urls, _ = stack.enter_context(chairs(MANY))
        stage = stack.enter_context(scene(own, others=urls))
        wait_for(lambda: len(stage.place.sockets) == MANY + 1, 60)
        for path in stage.place.sockets:
            if path != stage.socket:
                arm(path)
        for number, (name, way) in enumerate(_ways(stage)):
            place = other / str(number)
            place.mkdir()
            with FLOORS[name](place, program, stage.broker.port) as floor:
                yield beside(f"{name} → true zero, {MANY + 1} stations", (way, floor), trials, floor_is)


def over_bluetooth(size: Size) -> Iterator[Finding]:
    """The same daemon with its chair on a simulated radio."""
    if size.is_quick or not MOSQUITTO:
        return
    trials = max(2, size.trials // 4)
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stage = stack.enter_context(scene(Path(folder), over="--ble"))
        least = stack.enter_context(side("floor", "--ble", ()))
        for name, way in _ways(stage):
            found, floor = [], []
            for number in range(trials + 1):
                took, handed = trial(way, dice), least.trial()["zero"]
                if number:
                    found.append(took)
                    floor.append(handed)
            yield Measurement(f"{name} → true zero, Bluetooth", "ms", spread(found), spread(floor), FLOOR_IS)


def _ways(stage: Scene) -> Iterator[tuple[str, Stopper]]:
    def energise() -> None:
        stoppers.energise(stage)

    chair = stage.chair
    with screen_on(stage.socket, stage.place.env) as terminal:
        yield KEY, stoppers.Key(chair, energise, terminal)
    with HostClient(stage.socket) as client:
        yield SOCKET, stoppers.Socket(chair, energise, client)
    yield MESSAGE, stoppers.Message(stage)
