"""A year of a spa on disk: the ledger at arming, the store of people, the report; and how they grow."""

import os
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from chairctl.domain.time import MINUTE, SECOND
from chairctl.runtime import ledger_open
from chairctl.runtime.care_store import CareStore
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import DAY, Stamp, Subject
from chairctl.safety.grant import Refusal, Request
from chairctl_proof.bench import spa
from chairctl_proof.bench.growth import curve
from chairctl_proof.bench.measurement import Finding, Measurement, Target
from chairctl_proof.bench.programs import BARE, CHAIRCTL, to_the_end
from chairctl_proof.bench.programs import FLOOR_IS as BARE_FLOOR
from chairctl_proof.bench.size import Size
from chairctl_proof.bench.spread import Spread, spread
from chairctl_proof.bench.turns import in_turns
from chairctl_proof.broker.home import Home

LEDGER_FLOOR: Final = "a line is appended to each of two files and synced"
READ_FLOOR: Final = "every byte of the file is read"
FAST: Final = Path("/dev/shm")  # noqa: S108  # a year is written there, where nothing is synced to a disk
ARM: Final = Request(1, 0, False, 10 * SECOND, 0, 0, 0, (), ())  # noqa: FBT003


def findings(size: Size) -> Iterator[Finding]:
    """A year, or a month where time is short."""
    year = spa.YEAR // 12 if size.is_quick else spa.YEAR
    years = (year // 16, year // 4, year, *((4 * year,) if size.is_full else ()))
    part = "" if year == spa.YEAR else "; a month of it"
    with tempfile.TemporaryDirectory() as folder:
        arms = [_arms(Path(folder) / str(count), count, size) for count in years]
        subject, floor = arms[years.index(year)]
        yield Measurement(
            "the ledger when somebody arms",
            "ms",
            subject,
            floor,
            LEDGER_FLOOR,
            (Target("p50", 5),),
            30,
            f"after {year:,} sessions{part}",
        )
        yield curve(
            "history, the ledger when somebody arms",
            "sessions",
            "ms",
            [(float(count), found.p50) for count, (found, _) in zip(years, arms, strict=True)],
            most=0.3,
            guard=0.8,
            note="Only two days of it are kept as they were, and never fewer than 500 runs.",
        )
        yield from _people(Path(folder), years, year, part, size)


def _arms(folder: Path, sessions: int, size: Size) -> tuple[Spread, Spread]:
    """What it costs to arm after so many sessions, one more for each trial (ms); and the floor."""
    clock = _Clock()
    with tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as fast:
        filled = _ledger(Path(fast))
        store = Store(filled, clock.read)
        for number in range(sessions):
            _visit(store, number, clock)
        store.close()
        paths = _ledger(folder)
        paths.ledger.write_bytes(filled.ledger.read_bytes())
        paths.witness.write_bytes(filled.witness.read_bytes())
    store = Store(paths, clock.read)
    floors = [(folder / name).open("wb") for name in ("one", "other")]
    found, least = [], []
    for number in range(max(5, size.calls // 20)):
        found.append(_visit(store, sessions + number, clock))
        began = time.perf_counter_ns()
        for file in floors:
            file.write(b"a line\n")
            file.flush()
            os.fsync(file.fileno())
        least.append((time.perf_counter_ns() - began) / 1e6)
    store.close()
    for file in floors:
        file.close()
    return spread(found), spread(least)


class _Clock:
    """Forty sessions a day."""

    def __init__(self) -> None:
        self._now = 20_000 * DAY

    def read(self) -> Stamp:
        return Stamp(self._now, self._now, "boot")

    def go_on(self) -> None:
        self._now += DAY // spa.A_DAY


def _ledger(folder: Path) -> LedgerPaths:
    paths = LedgerPaths(folder / "ledger" / "ledger.sqlite", folder / "witness")
    paths.ledger.parent.mkdir(parents=True)
    ledger_open.create(paths)
    return paths


def _visit(store: Store, number: int, clock: _Clock) -> float:
    """One session; what the arming cost (ms). Raises RuntimeError if it is refused."""
    clock.go_on()
    subject = Subject(spa.name_of(number % spa.PEOPLE), (f"chair-{number % spa.CHAIRS}",))
    began = time.perf_counter_ns()
    answer = store.answer(ARM, subject)
    took = (time.perf_counter_ns() - began) / 1e6
    if isinstance(answer, Refusal):
        raise RuntimeError(f"session {number}: {answer}")  # noqa: TRY004  (nobody's mistake of types)
    store.answer(ARM._replace(run=answer.run, closing=True, energised=0, spent=25 * MINUTE), subject)
    return took


def _people(folder: Path, years: tuple[int, ...], year: int, part: str, size: Size) -> Iterator[Finding]:
    points, reports = [], []
    home = Home(folder)
    out = folder / "report.html"
    command = (*CHAIRCTL, "report", "--person", spa.name_of(3), "--out", str(out))
    path = Path(home.env["XDG_DATA_HOME"]) / "chairctl" / "people" / "people.sqlite"
    trials = max(min(3, size.programs), size.programs // 4)
    for count in years:
        path.unlink(missing_ok=True)
        spa.fill(path, count)
        subject, floor = in_turns(trials, partial(_opened, path), partial(_read, path))
        points.append((float(count), subject.p50))
        report, bare = in_turns(
            trials, partial(to_the_end, command, home.env), partial(to_the_end, BARE, home.env)
        )
        reports.append((float(count), report.p50))
        if count != year:
            continue
        note = f"{count:,} sessions of {spa.PEOPLE} people, {path.stat().st_size / 1e6:.0f} MB{part}"
        name = "the store of people is opened, every row read"
        yield Measurement(name, "ms", subject, floor, READ_FLOOR, guard=100, note=note)
        yield Measurement(
            "`chairctl report` of one person",
            "ms",
            report,
            bare,
            BARE_FLOOR,
            (Target("p50", 2_000),),
            300,
            note,
        )
    yield curve("history, the store of people is opened", "sessions", "ms", points)
    yield curve("history, `chairctl report` of one person", "sessions", "ms", reports)


def _opened(path: Path) -> float:
    began = time.perf_counter_ns()
    os.utime(path)  # so that nothing is known of it
    with CareStore(path) as store:
        store.sessions(spa.name_of(3))
    return (time.perf_counter_ns() - began) / 1e6


def _read(path: Path) -> float:
    began = time.perf_counter_ns()
    path.read_bytes()
    return (time.perf_counter_ns() - began) / 1e6
