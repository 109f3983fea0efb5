"""Kills real writers of a store of people with SIGKILL and compares what is there with what was committed.

Run as a program it prints one JSON object: `care_campaign.py FOLDER random TRIALS SEED`; or `writes` to
kill before every single system call that changes a file (Linux on x86-64, by ptrace). The writer does
one commit of every kind after the other and notes in shared memory how many have returned.
"""

import json
import mmap
import os
import random
import shutil
import signal
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.runtime.ledger_campaign import traced

from chairctl.care.courses import Done, Outcome
from chairctl.care.history import ChannelRecord, SessionRecord
from chairctl.care.people import OwnLimit, Person
from chairctl.care.screening import Answer
from chairctl.care.words import Place
from chairctl.domain.channels import Channel, ChannelKind
from chairctl.domain.time import SECOND
from chairctl.domain.trace import SLICES_MOST, ChannelTrace, Quantity, SessionTrace, Span
from chairctl.runtime.care_store import CareStore

DAY = date(2026, 1, 5)
START = datetime(2026, 1, 5, 18, tzinfo=UTC)
ADA, BO = Person("Ada"), Person("Bo", language="de")
RECORD = SessionRecord(
    START, "relax", "chair", 900, 890, "finished",
    channels=(ChannelRecord("air", ChannelKind.AIR, 9_000, 8_000, 400),), note="n" * 400,
)  # fmt: skip

NOISY = random.Random(1)
LINE = tuple(Span(NOISY.randrange(99), NOISY.randrange(99, 1_000)) for _ in range(SLICES_MOST))
TRACE = SessionTrace(
    SECOND, (ChannelTrace(Channel("air", ChannelKind.AIR, "chair"), (LINE,) * len(Quantity)),)
)
"""Many pages of the file, because it can't be packed well."""

WRITES: tuple[Callable[[CareStore], object], ...] = (
    lambda store: store.keep(ADA),
    lambda store: store.keep(BO),
    lambda store: store.keep(Person("Ada", limits=(OwnLimit(ChannelKind.HEAT, 370),))),
    lambda store: store.answer("Ada", Answer("open_wound", yes=True, on=DAY, places=(Place.LEG,))),
    lambda store: store.answer("Ada", Answer("open_wound", yes=False, on=DAY)),
    lambda store: store.add_session("Ada", RECORD, TRACE),
    lambda store: store.add_session("Bo", RECORD),
    lambda store: store.amend("Ada", 1, RECORD),
    lambda store: store.start_course("Ada", "mat", DAY),
    lambda store: store.note_done("Ada", "mat", Done(DAY, Outcome.EARLY)),
    lambda store: store.note_exercise("Ada", "plank", DAY),
    lambda store: store.keep_spine("Ada", "chair", START, json.dumps(list(range(2_000)))),
    lambda store: store.erase("Ada"),
)
"""One commit of every kind."""


def write_all(path: Path, returned: mmap.mmap, rounds: int) -> None:
    """All writes, again and again; what has returned is counted."""
    number = 0
    for _ in range(rounds):
        for write in WRITES:
            with CareStore(path) as store:
                write(store)
            number += 1
            returned[:8] = struct.pack("q", number)


def picture(path: Path) -> tuple[dict[str, Any], str]:
    """Everything that is stored, sessions without their numbers, and what was wrong with it."""
    with CareStore(path) as store:
        found = {person.name: store.export(person.name) for person in store.people()}
        for one in found.values():
            for session in one["sessions"]:
                session.pop("number")
        return found, str(store.aside or "")


def expected(folder: Path, rounds: int) -> list[dict[str, Any]]:
    """What is stored after each number of writes."""
    path = folder / "whole.sqlite"
    pictures = [picture(path)[0]]
    for number in range(rounds * len(WRITES)):
        with CareStore(path) as store:
            WRITES[number % len(WRITES)](store)
        pictures.append(picture(path)[0])
    return pictures


class Tally:
    """What came of the kills."""

    def __init__(self) -> None:
        self.trials = self.lost = self.corrupt = self.between = 0
        self.calls: dict[str, int] = {}

    def add(self, path: Path, returned: mmap.mmap, pictures: list[dict[str, Any]]) -> None:
        """Compare: what had returned is there, and at most the one write that was under way."""
        (number,) = struct.unpack("q", returned[:8])
        found, aside = picture(path)
        self.trials += 1
        self.corrupt += bool(aside)
        under_way = pictures[min(number + 1, len(pictures) - 1)]
        self.lost += found not in (pictures[number], under_way)
        self.between += found != pictures[number]


def kill_at_random(folder: Path, trials: int, seed: int) -> Tally:
    """Kills at random instants."""
    chance, tally, rounds = random.Random(seed), Tally(), 2
    pictures = expected(folder, rounds)
    while tally.trials < trials:
        path, returned = fresh(folder), mmap.mmap(-1, 8)
        child = os.fork()
        if child == 0:
            write_all(path, returned, rounds)
            os._exit(0)
        time.sleep(chance.uniform(0.0, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        tally.add(path, returned, pictures)
    return tally


def kill_at_every_write(folder: Path, every: int = 1) -> Tally:
    """One kill before each (or every so many) call that changes a file, from the new store to the erasure."""
    tally, ended, at = Tally(), False, 1
    pictures = expected(folder, 1)
    while not ended:
        path, returned = fresh(folder), mmap.mmap(-1, 8)
        calls = traced(partial(write_all, path, returned, 1), at)
        at += every
        ended = calls[-1] == "end"
        tally.calls[calls[-1]] = tally.calls.get(calls[-1], 0) + 1
        tally.add(path, returned, pictures)
    return tally


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder / "store", ignore_errors=True)
    return folder / "store" / "people.sqlite"


def main(folder: str, kind: str, *numbers: str) -> None:
    """Run one campaign and print what came of it."""
    work: dict[str, Callable[..., Tally]] = {"random": kill_at_random, "writes": kill_at_every_write}
    print(json.dumps(vars(work[kind](Path(folder), *map(int, numbers)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
