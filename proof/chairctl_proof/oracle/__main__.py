"""`python -m chairctl_proof.oracle --truth FILE`: the physical judge as a process of its own.

Reads the lines that a simulator writes with `--truth` and prints one line of JSON per complaint. With
`--follow` it goes on as the file grows, until its standard input ends; then it reads what is left. Exit
code 1 if it had anything to complain of.
"""

import argparse
import json
import select
import sys
from pathlib import Path
from typing import TextIO

from chairctl_proof.oracle.limits import S
from chairctl_proof.oracle.record import RecordJudge

_PAUSE_S = 0.05


def main(arguments: list[str] | None = None) -> int:
    """Judge a file of truths."""
    parser = argparse.ArgumentParser(prog="chairctl_proof.oracle", description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--follow", action="store_true")
    options = parser.parse_args(arguments)
    judge = RecordJudge()
    with options.truth.open(encoding="utf-8") as lines:
        _read(lines, judge)
        while options.follow and not _input_has_ended():
            _read(lines, judge)
        _read(lines, judge)
    sys.stderr.write(f"{judge.truths} truths, {len(judge.complaints)} complaints\n")
    return 1 if judge.complaints or not judge.truths else 0


def _read(lines: TextIO, judge: RecordJudge) -> None:
    """Judge the whole lines that there are; half a line waits for its end."""
    while True:
        place = lines.tell()
        line = lines.readline()
        if not line.endswith("\n"):
            lines.seek(place)
            return
        for complaint in judge.take(json.loads(line)):
            print(json.dumps({**complaint._asdict(), "at_s": complaint.at / S}), flush=True)


def _input_has_ended() -> bool:
    return bool(select.select([sys.stdin], [], [], _PAUSE_S)[0])


if __name__ == "__main__":
    sys.exit(main())
