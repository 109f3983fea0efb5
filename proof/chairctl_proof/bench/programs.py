"""Programs that are started again and again, and how long each takes until something has come of it."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

CHAIRCTL: Final = (sys.executable, "-m", "chairctl")
BARE: Final = (sys.executable, "-c", "print('ready')")
FLOOR_IS: Final = "the same interpreter prints a word"

Sign = Callable[["subprocess.Popen[str]"], object]


def to_the_end(command: Sequence[str], env: Mapping[str, str]) -> float:
    """From the start to the exit (ms)."""
    began = time.perf_counter_ns()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603
    return (time.perf_counter_ns() - began) / 1e6


def until(command: Sequence[str], env: Mapping[str, str], sign: Sign) -> float:
    """From the start until `sign` returns (ms); then it is ended."""
    began = time.perf_counter_ns()
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603
        command, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        sign(process)
        took = (time.perf_counter_ns() - began) / 1e6
        process.terminate()
        process.communicate()
    return took


def first_line(process: "subprocess.Popen[str]") -> None:
    """It has said something. Raises RuntimeError if it ends without."""
    assert process.stdout
    if not process.stdout.readline():
        raise RuntimeError(f"{process.args!r} said nothing")
