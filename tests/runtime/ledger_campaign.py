"""Kills real writers of a real ledger with SIGKILL and compares what it counted with what was spent.

Run as a program it prints one JSON object: `ledger_campaign.py FOLDER random TRIALS SEED`; or `writes
TURNS` or `mending` to kill before every single system call that changes a file, or `order` to see that
each grant is synced before it is answered (Linux on x86-64, by ptrace). The writer is a session in virtual
time; it notes what it has spent in shared memory, which outlives it.
"""

import ctypes
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
from functools import partial
from pathlib import Path

from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import KEPT_BACK, Stamp, Subject
from chairctl.safety.allowance import Allowance, Use

SUBJECT = Subject("guest", ("chair",))
START = Stamp(1_790_000_000 * SECOND, 5_000 * SECOND, "boot")
TURN = 250 * MILLISECOND
MOST_TURNS = 6_000

PTRACE_TRACEME, PTRACE_PEEKUSER, PTRACE_SYSCALL, ORIG_RAX = 0, 3, 24, 120
WATCHED = {
    1: "write", 18: "pwrite64", 20: "writev", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 82: "rename",
    87: "unlink", 110: "answered", 263: "unlinkat", 264: "renameat", 285: "fallocate", 316: "renameat2",
}  # fmt: skip


def paths_in(folder: Path) -> LedgerPaths:
    return LedgerPaths(folder / "state" / "ledger.sqlite", folder / "data" / "ledger.witness")


def later(elapsed: int) -> Stamp:
    return Stamp(START.wall + elapsed, START.boot + elapsed, START.boot_id)


def write_session(paths: LedgerPaths, spent: mmap.mmap, turns: int) -> None:
    """Arm, spend, top up, and end; never returns before the last turn."""
    (before,) = struct.unpack("q", spent[:8])
    elapsed = before
    store = Store(paths, lambda: later(elapsed))
    allowance = Allowance(("back",))
    for _ in range(turns):
        now = START.boot + elapsed
        allowance.begin(now)
        request = allowance.request_due(now)
        if request:
            allowance.answered(store.answer(request, SUBJECT), now)
        if allowance.permits(now):
            # noted before it is counted: what the writer knows can only lag behind the truth
            spent[:8] = struct.pack("q", before + allowance.spent + TURN)
            allowance.spend(TURN, 0, [Use("back", TURN, 0, 0)])
            elapsed += TURN
        elif allowance.refusal:
            break
    allowance.end()
    closing = allowance.request_due(START.boot + elapsed)
    if closing:
        store.answer(closing, SUBJECT)
    store.close()


def counted(paths: LedgerPaths, elapsed: int) -> tuple[int, str]:
    """What the ledger says was used of the session, and what it found wrong with itself."""
    store = Store(paths, lambda: later(elapsed))
    left = store.stand(SUBJECT)
    ((used,),) = store._select("SELECT coalesce(sum(energised), 0) FROM run")
    assert left.refusal or left.energised == 1_800 * SECOND + KEPT_BACK - used
    assert not left.refusal or used > 1_799 * SECOND, left
    store.close()
    return used, store.cause


class Tally:
    """What came of the kills."""

    def __init__(self) -> None:
        self.trials = self.under_ns = self.over_ns = 0
        self.without_rest = self.grants = self.unsynced = 0
        self.causes: dict[str, int] = {}
        self.calls: dict[str, int] = {}

    def add(self, paths: LedgerPaths, spent_ns: int) -> None:
        used, cause = counted(paths, spent_ns)
        self.trials += 1
        self.under_ns = max(self.under_ns, spent_ns - used)
        self.over_ns = max(self.over_ns, used - spent_ns)
        if cause:
            self.causes[cause] = self.causes.get(cause, 0) + 1


def fresh(folder: Path) -> LedgerPaths:
    shutil.rmtree(folder, ignore_errors=True)
    paths = paths_in(folder)
    ledger_open.create(paths)
    return paths


def kill_at_random(folder: Path, trials: int, seed: int) -> Tally:
    """Kills at random instants; the same session is taken up again until little is left of it."""
    chance, tally = random.Random(seed), Tally()
    paths = spent = None
    while tally.trials < trials:
        if paths is None or spent is None or struct.unpack("q", spent[:8])[0] > 1_700 * SECOND:
            paths, spent = fresh(folder / "ledger"), mmap.mmap(-1, 8)
        child = os.fork()
        if child == 0:
            write_session(paths, spent, MOST_TURNS)
            os._exit(0)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        used, cause = counted(paths, struct.unpack("q", spent[:8])[0])
        tally.add(paths, struct.unpack("q", spent[:8])[0])
        assert not cause, cause
        spent[:8] = struct.pack("q", used)  # the next writer goes on from what the ledger believes
    return tally


def kill_at_every_write(folder: Path, turns: int) -> Tally:
    """One kill before each call that changes a file, from opening to the closed session."""
    tally, ended = Tally(), False
    while not ended:
        paths, spent = fresh(folder / "ledger"), mmap.mmap(-1, 8)
        calls = traced(partial(write_session, paths, spent, turns), tally.trials + 1)
        ended = calls[-1] == "end"
        tally.calls[calls[-1]] = tally.calls.get(calls[-1], 0) + 1
        tally.add(paths, struct.unpack("q", spent[:8])[0])
    return tally


def kill_while_mending(folder: Path) -> Tally:
    """One kill before each write of the opening that finds the ledger broken."""
    tally, ended = Tally(), False
    while not ended:
        paths = fresh(folder / "ledger")
        paths.ledger.write_bytes(b"no ledger at all")
        calls = traced(partial(_open_and_close, paths), tally.trials + 1)
        ended = calls[-1] == "end"
        tally.calls[calls[-1]] = tally.calls.get(calls[-1], 0) + 1
        tally.trials += 1
        store = Store(paths, lambda: START)
        refusal = store.stand(SUBJECT).refusal
        tally.without_rest += refusal is None or refusal.limit != 1_800
        store.close()
    return tally


def order_of_syncs(folder: Path) -> Tally:
    """Whether anything written was not synced when a grant was answered; an answer shows as `getppid`."""
    tally = Tally()
    unsynced: set[str] = set()  # SQLite writes with pwrite64 and syncs with fdatasync, the witness otherwise
    for call in traced(partial(_grants, fresh(folder / "ledger")), 0):
        if call == "answered":
            tally.grants += 1
            tally.unsynced += len(unsynced)
        elif call == "fdatasync":
            unsynced.discard("pwrite64")
        elif call == "fsync":
            unsynced -= {"write", "rename"}
        else:
            unsynced.add(call)
    return tally


def _open_and_close(paths: LedgerPaths) -> None:
    Store(paths, lambda: START).close()


def _grants(paths: LedgerPaths) -> None:
    store = Store(paths, lambda: START)
    allowance = Allowance(("back",))
    for _ in range(3):
        allowance.begin(START.boot)
        request = allowance.request_due(START.boot)
        assert request
        allowance.answered(store.answer(request, SUBJECT), START.boot)
        os.getppid()
        allowance.spend(6 * SECOND, 0, ())


def traced(work: Callable[[], None], kill_at: int) -> list[str]:
    """Run in a child up to its `kill_at`-th change (0: never): the calls, the last one not carried out."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    child = os.fork()
    if child == 0:
        libc.ptrace(PTRACE_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    calls: list[str] = []
    entering = True
    while True:
        libc.ptrace(PTRACE_SYSCALL, child, None, None)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return [*calls, "end"]
        assert os.WIFSTOPPED(status), status
        if os.WSTOPSIG(status) != signal.SIGTRAP:
            continue
        name = WATCHED.get(libc.ptrace(PTRACE_PEEKUSER, child, ORIG_RAX, None)) if entering else None
        entering = not entering
        if name:
            calls.append(name)
            if len(calls) == kill_at:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return calls


def main(folder: str, kind: str, *numbers: str) -> None:
    """Run one campaign and print what came of it."""
    work: dict[str, Callable[..., Tally]] = {
        "random": kill_at_random,
        "writes": kill_at_every_write,
        "mending": kill_while_mending,
        "order": order_of_syncs,
    }
    print(json.dumps(vars(work[kind](Path(folder), *map(int, numbers)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
