"""Others beside us: how long a stop on MQTT takes through what can be had from a registry.

Each takes turns with the same least program as we do, so the ratios can be compared. What is not installed is
left out, and it is said how to have it: `make bench-peers`, and Debian's `libmosquitto-dev`.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from chairctl_proof.bench import stoppers
from chairctl_proof.bench.least import compiled, least_program
from chairctl_proof.bench.measurement import Finding, Table, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.stop_path import beside, folders
from chairctl_proof.bench.stoppers import Stopper
from chairctl_proof.broker.mosquitto import MOSQUITTO, Broker
from chairctl_proof.broker.scene import scene

PEER: Final = (sys.executable, "-m", "chairctl_proof.bench.peer")
ON_UVLOOP: Final = "import uvloop; uvloop.install()"
WITH_UVLOOP: Final = (Target("ratio", 1.6),)
HAS_UVLOOP: Final = find_spec("uvloop") is not None
SOURCE: Final = Path(__file__).with_name("peer.c")

Subject = Callable[[Path, ExitStack], tuple[Stopper, int]]
"""Sets it up in a folder; and the port of its broker."""


def findings(size: Size) -> Iterator[Finding]:
    """Ours, ours on uvloop, and forwarders that decide nothing."""
    if size.is_quick or MOSQUITTO is None:
        return
    left_out = [] if HAS_UVLOOP else [("uvloop", "make bench-peers")]
    yield from _measured("chairctl", _daemon, size)
    if HAS_UVLOOP:
        yield from _measured("chairctl on uvloop", partial(_daemon, before=ON_UVLOOP), size, WITH_UVLOOP)
    yield from _measured("aiomqtt, a bare forwarder", partial(_forwarder, program=(*PEER, "aiomqtt")), size)
    if HAS_UVLOOP:
        yield from _measured("the same on uvloop", partial(_forwarder, program=(*PEER, "uvloop")), size)
    yield from _measured("paho, a bare forwarder", partial(_forwarder, program=(*PEER, "paho")), size)
    with tempfile.TemporaryDirectory() as folder:
        program = compiled(SOURCE, Path(folder), "-lmosquitto")
        if program:
            yield from _measured("libmosquitto, in C", partial(_forwarder, program=program), size)
        else:
            left_out.append(("libmosquitto", "a C compiler, and apt install libmosquitto-dev"))
    if left_out:
        yield Table("left out", ("what", "needs"), tuple(left_out))


def _measured(name: str, subject: Subject, size: Size, targets: tuple[Target, ...] = ()) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        own, other = folders(Path(folder))
        program, floor_is = least_program(Path(folder))
        stopper, port = subject(own, stack)
        pair = stopper, stack.enter_context(stoppers.least_by_message(other, program, port))
        said = f"message on MQTT → true zero: {name}"
        yield beside(said, pair, max(2, size.trials // 2), floor_is, targets)


def _daemon(folder: Path, stack: ExitStack, before: str = "") -> tuple[Stopper, int]:
    stage = stack.enter_context(scene(folder, before=before))
    return stoppers.Message(stage), stage.broker.port


def _forwarder(folder: Path, stack: ExitStack, program: Sequence[str]) -> tuple[Stopper, int]:
    port = stack.enter_context(Broker(folder)).port
    return stack.enter_context(stoppers.least_by_message(folder, program, port, "peer")), port
