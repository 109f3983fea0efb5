"""Hosts and the ledger on disk: what is spent is there after any end, and without an answer all ends."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

from tests.support import host_process
from tests.support.chair_process import chair_process

from chairctl.control.assembly import assemble
from chairctl.domain.safety import Outcome, SafetyState
from chairctl.profiles.loader import find_device, find_programme, load_device, load_programme
from chairctl.runtime import ledger_open
from chairctl.runtime.host import StationHost
from chairctl.runtime.ledger import Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import GUEST, Entry, Stamp, Subject
from chairctl.safety.allowance import Phase
from chairctl.safety.grant import QUANTUM, Answer, Request
from chairctl.transports.addresses import transport_for

PROFILE = load_device(find_device("chairlink-reference"))
DEMO = load_programme(find_programme("demo"))


def paths_in(folder: Path) -> LedgerPaths:
    return LedgerPaths(folder / "ledger.sqlite", folder / "witness")


def runs(folder: Path) -> list[Entry]:
    """All runs that the ledger holds."""
    connection = sqlite3.connect(f"file:{paths_in(folder).ledger}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT * FROM run ORDER BY run").fetchall()
    finally:
        connection.close()
    return [
        Entry(
            run,
            device,
            session,
            person,
            Stamp(wall, boot, boot_id),
            bool(closed),
            energised,
            dose,
            charge,
            (),
        )
        for run, device, session, person, wall, boot, boot_id, closed, energised, dose, charge, _ in rows
    ]


class HangingStore(Store):
    """A disk that answers until it hangs."""

    hangs = threading.Event()
    goes_on = threading.Event()

    def answer(self, request: Request, subject: Subject) -> Answer:
        if self.hangs.is_set():
            self.goes_on.wait(60)
        return super().answer(request, subject)


def host_in_process(url: str, folder: Path) -> tuple["subprocess.Popen[str]", str]:
    command = [sys.executable, str(Path(host_process.__file__)), url, str(folder), "run"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate(timeout=10)


def test_after_kill_9_the_time_spent_is_there_and_the_session_goes_on_being_counted(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        first, said = host_in_process(chair.url, tmp_path)
        assert said == "accepted"
        chair.wait_for_truth(lambda truth: truth["rollers"][0]["force_n"] > 1)
        time.sleep(1)
        end(first)
        (killed,) = runs(tmp_path)
        assert (killed.closed, killed.person, killed.device) == (False, GUEST, "REFERENCE SIM-000001")
        assert 1_000_000_000 < killed.energised <= QUANTUM
        chair.wait_for_truth(lambda truth: truth["outputs_zero"])
        second, said = host_in_process(chair.url, tmp_path)
        end(second)
        assert said == "accepted"
        before, after = runs(tmp_path)
        assert before == killed
        assert (after.session, after.run) == (killed.session, killed.run + 1)


def test_a_ledger_that_was_deleted_costs_a_whole_rest(tmp_path: Path) -> None:
    with chair_process(tmp_path) as chair:
        first, said = host_in_process(chair.url, tmp_path)
        end(first)
        assert said == "accepted"
        for path in tmp_path.glob("ledger.sqlite*"):
            path.unlink()
        chair.wait_for_truth(lambda truth: truth["outputs_zero"])
        again, said = host_in_process(chair.url, tmp_path)
        end(again)
        assert said == "refused ledger_missing"


async def test_a_session_that_ends_by_itself_leaves_a_closed_run_with_what_was_spent(tmp_path: Path) -> None:
    ledger_open.create(paths_in(tmp_path))
    ledger = Ledger(paths_in(tmp_path))
    with chair_process(tmp_path) as chair:
        station = assemble("test", (PROFILE,))
        async with StationHost(station, {PROFILE.name: transport_for(chair.url)}, ledger) as host:
            assert (await host.run(DEMO)).outcome is not Outcome.REFUSED
            await asyncio.sleep(3)
        assert station.kernel.allowance.phase is Phase.IDLE
    assert ledger.close()
    (run,) = runs(tmp_path)
    assert run.closed
    assert run.energised == station.kernel.exposure.energised > 1_000_000_000


async def test_a_disk_that_hangs_ends_the_session_within_the_quantum_and_delays_no_turn(
    tmp_path: Path,
) -> None:
    ledger_open.create(paths_in(tmp_path))
    ledger = Ledger(paths_in(tmp_path), HangingStore)
    loop = asyncio.get_running_loop()
    with chair_process(tmp_path) as chair:
        station = assemble("test", (PROFILE,))
        async with StationHost(station, {PROFILE.name: transport_for(chair.url)}, ledger) as host:
            assert (await host.run(DEMO)).outcome is not Outcome.REFUSED
            HangingStore.hangs.set()
            began = loop.time()
            slowest = 0.0
            while host.snapshot().state is not SafetyState.SAFE:
                before = loop.time()
                await asyncio.sleep(0.01)
                slowest = max(slowest, loop.time() - before)
            took = loop.time() - began
            ended = host.snapshot().ended
            closing = loop.time()
        assert loop.time() - closing < 4
    HangingStore.goes_on.set()
    assert ledger.close()
    assert ended is not None
    assert (ended.code, took <= 10.5) == ("ledger_late", True)
    assert slowest < 1
