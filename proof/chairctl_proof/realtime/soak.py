"""A session in real time in which nothing happens: whoever stops it has tripped without a cause.

`python -m chairctl_proof.realtime.soak FOLDER`: twelve chairs side by side for five minutes, which is
an hour in all, idle and with four busy processes per core. Writes `soak.json`.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from chairctl_proof.realtime.chair import RealChair, boot_clock
from chairctl_proof.realtime.trials import GIVE_UP_S, Hosts, overload

SESSION_S = 240
"""The hosts' programme lasts five minutes; a longer soak is several of them."""


class Soak(NamedTuple):
    """How long it went on, how often it ended by itself, and whether an end would have been seen."""

    seconds: float
    false_trips: int
    would_be_seen: bool


def soak(seconds: int, progress: Callable[[int], None] = lambda _: None) -> Soak:
    """Run for so long in all; at the end the cable is pulled, which must be seen."""
    done = false_trips = 0
    seen = False
    hosts = Hosts()
    try:
        while done < seconds:
            with tempfile.TemporaryDirectory() as folder, RealChair(Path(folder)) as chair:
                hosts.start(chair, "none")
                began = chair.energised_at(GIVE_UP_S)
                if began is None:
                    raise RuntimeError("the chair was never energised")
                for _ in range(min(SESSION_S, seconds - done)):
                    tripped = chair.zero_at(began, 1.0) is not None
                    done += 1
                    progress(done)
                    if tripped:
                        false_trips += 1
                        break
                else:
                    pulled_at = boot_clock()
                    chair.tell(unplug=True)
                    seen = chair.zero_at(pulled_at, GIVE_UP_S) is not None
    finally:
        hosts.close()
    return Soak(done, false_trips, seen)


def side_by_side(chairs: int, seconds: int, per_core: int) -> Soak:
    """As many chairs at once, each for so long, beside `per_core` busy processes per core; their sum."""
    with overload(per_core), multiprocessing.get_context("spawn").Pool(chairs) as pool:
        each = []
        for one in pool.imap_unordered(soak, [seconds] * chairs):
            each.append(one)
            sys.stderr.write(f"{len(each)}/{chairs} {json.dumps(one._asdict())}\n")
    return Soak(
        sum(one.seconds for one in each),
        sum(one.false_trips for one in each),
        all(one.would_be_seen for one in each),
    )


def main() -> None:
    """Soak, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chairs", type=int, default=12)
    parser.add_argument("--seconds", type=int, default=300, help="for each chair")
    parser.add_argument("--loads", type=int, nargs="+", default=(0, 4), help="busy processes per core")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for per_core in options.loads:
        found = side_by_side(options.chairs, options.seconds, per_core)
        rows.append({"load": f"{per_core} per core", "chairs": options.chairs, **found._asdict()})
        (options.folder / "soak.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(json.dumps(rows[-1]) + "\n")


if __name__ == "__main__":
    main()
