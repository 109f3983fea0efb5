"""The call `StationHost.stop` inside a host: until its bytes are handed to the line, until true zero.

The floor is the same process with a chair of its own, which writes the stop's bytes to the open line and
decides nothing; over Bluetooth it hands them to the same writer.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import missed, spread
from chairctl_proof.broker.load import chairs
from chairctl_proof.realtime.chair import RealChair
from chairctl_proof.realtime.trials import GIVE_UP_S, overload

MANY: Final = 63
RETRIES: Final = 5
FLOOR_IS: Final = "the stop's bytes are written to an open line, nothing is decided"
IDLE: Final = (Target("ratio", 3), Target("p99", 100))

Values = dict[str, list[float]]
"""`bytes` and `call` (µs) and `zero` (ms) of the host, and the same with ` floor` behind."""


def idle(size: Size) -> Iterator[Finding]:
    """On a serial line, and nothing else runs."""
    yield from _both("", measure(max(100, 2 * size.trials) if not size.is_quick else size.trials), IDLE)


def harder(where: str, size: Size, **how: Any) -> Iterator[Finding]:
    """Beside many stations, overloaded, over Bluetooth: as `measure` takes it."""
    if not size.is_quick:
        yield from _both(where, measure(max(2, size.trials // 4), **how), ())


def _both(where: str, found: Values, targets: tuple[Target, ...]) -> Iterator[Finding]:
    for name, unit, key, meant in (
        (f"stop call → bytes handed to the line{where}", "µs", "bytes", targets),
        (f"stop call → it returns{where}", "µs", "call", ()),
        (f"stop call → true zero{where}", "ms", "zero", ()),
    ):
        subject, floor = spread(found[key]), spread(found[f"{key} floor"])
        yield Measurement(name, unit, subject, floor, FLOOR_IS, meant, None if where else 100)


def measure(trials: int, *, over: str = "--pty", others: int = 0, per_core: int = 0) -> Values:
    """So many stops of each; `others`: stations that run in the same process meanwhile."""
    found: Values = defaultdict(list)
    with ExitStack() as stack:
        urls: list[str] = stack.enter_context(chairs(others))[0] if others else []
        sides = [
            stack.enter_context(side("host", over, urls)),
            stack.enter_context(side("floor", over, ())),
        ]
        stack.enter_context(overload(per_core))
        for number in range(trials + 1):
            for one, which in zip(sides, ("", " floor"), strict=True):
                for what, value in one.trial().items() if number else ():  # the first is for the caches
                    found[f"{what}{which}"].append(value)
    return found


class Side:
    """A chair and its host."""

    def __init__(self, chair: RealChair, process: "subprocess.Popen[str]") -> None:
        self._chair, self._process = chair, process
        self.hear()

    def hear(self) -> dict[str, Any]:
        """The next thing that the host says."""
        assert self._process.stdout
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def trial(self) -> dict[str, float]:
        """Until the bytes were handed over and until the call returned (µs), and until true zero (ms)."""
        assert self._process.stdin
        for _ in range(RETRIES):
            self._process.stdin.write("stop\n")
            self._process.stdin.flush()
            told = self.hear()
            was_zero = self._chair.was_zero(told["t"])
            zero_at = self._chair.zero_at(told["t"], GIVE_UP_S)
            if not was_zero:
                zero_ms = missed() if zero_at is None else (zero_at - told["t"]) / 1e6
                return {"bytes": told["bytes_us"], "call": told["call_us"], "zero": zero_ms}
        raise RuntimeError("the chair did not stay energised until it was stopped")


@contextmanager
def side(role: str, over: str, others: Sequence[str]) -> Iterator[Side]:
    """`host`, or `floor`, with a chair of its own."""
    with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder), 1, over) as chair:
        command = [sys.executable, "-m", "chairctl_proof.bench.stop_host", role, chair.url, *others]
        env = os.environ | chair.environment | {"TMPDIR": folder}
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
            yield Side(chair, process)
            assert process.stdin
            process.stdin.close()
            process.wait(30)


PARTS: Final = (
    idle,
    partial(harder, f", {MANY + 1} stations", others=MANY),
    partial(harder, ", overloaded", per_core=4),
    partial(harder, ", Bluetooth", over="--ble"),
)
