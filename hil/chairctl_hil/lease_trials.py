"""`python -m chairctl_hil.lease_trials --trials N`: how soon the firmware ends its outputs, and its size.

The time from the instant at which the lease has to end (the arrival of the telemetry that was answered last,
plus the lease) to true zero at the pins. Each trial arms, holds, and falls silent at a random phase.
"""

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from chairctl_hil.board.source import firmware_folder, interpreter
from chairctl_hil.report.svg import quantile
from chairctl_hil.rig.bench import Bench
from chairctl_hil.rig.file import load_rig
from chairctl_hil.rig.master import ROLLING
from chairctl_hil.rig.strategy import RigState

_MEMORY: Final = """
import gc, sys
sys.path.insert(0, {folder!r})
gc.collect(); before = gc.mem_alloc()
from chairboard.controller import Controller
from chairboard.io import Inputs, Outputs
controller = Controller(Inputs(), Outputs(), lambda: 1, "X")
controller.boot(0); controller.tick(50)
gc.collect(); print(gc.mem_alloc() - before)
"""


def lease_reactions(trials: int, seed: int = 1) -> list[float]:
    """Milliseconds by which the outputs outlived their lease, one for each trial; never is infinite."""
    chance, found, void = random.Random(seed), list[float](), 0
    with Bench(load_rig("firmware-pty")) as bench:
        bench.strategy.go(RigState.ENERGISED)
        with bench.master() as master:
            while len(found) < trials:
                master.arm(ROLLING)
                seen_at = bench.device.energised_at(1.0)
                master.wait(chance.uniform(0.05, 0.15))
                master.silence()
                last = master.newest
                if seen_at is None or not last.armed:
                    # This computer was too slow to answer in time, which is no fault of the firmware.
                    void += 1
                    assert void <= trials, "this computer is too busy for any trial"
                    continue
                zero_at = bench.device.zero_at(max(last.at, seen_at), 2.0)
                ends_at = last.at + master.lease_ms * 1_000_000
                found.append(float("inf") if zero_at is None else (zero_at - ends_at) / 1e6)
                if len(found) % 50 == 0:
                    sys.stderr.write(f"{len(found)}/{trials}\n")
                    bench.recorder.begin()
    return found


def sizes() -> dict[str, int]:
    """Bytes of the source that goes onto a board, and of heap that it takes once it runs."""
    folder = firmware_folder()
    on_a_board = [path for path in (folder / "chairboard").glob("*.py") if path.name != "hardware_host.py"]
    said = subprocess.run(  # noqa: S603  # our own script
        [interpreter(), "-c", _MEMORY.format(folder=str(folder))], capture_output=True, text=True, check=True
    ).stdout
    files: list[Path] = [*on_a_board, folder / "main.py"]
    return {
        "files": len(files),
        "source_bytes": sum(path.stat().st_size for path in files),
        "heap_bytes": int(said),
    }


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1_000)
    trials = parser.parse_args().trials
    late = lease_reactions(trials)
    line: dict[str, Any] = {"trials": trials, **sizes()}
    for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
        line[f"{name}_ms_after_lease"] = round(quantile(late, share), 2)
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
