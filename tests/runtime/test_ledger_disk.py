"""A disk that is full, read-only or hangs: nothing is granted, no turn waits, the session ends (H16)."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.ledger_session import GUEST, Clock

from chairctl.domain.safety import Reason
from chairctl.domain.time import MILLISECOND, SECOND
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger import MOST_WAITING, Ledger
from chairctl.runtime.ledger_files import LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.account import Subject
from chairctl.safety.allowance import Allowance
from chairctl.safety.grant import Answer, Quantum, Refusal, Request

TURN_LIMIT_MS = 5.0

FILL = """
import json, resource, sys
from pathlib import Path
from chairctl.runtime import ledger_open
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths
from chairctl.runtime.ledger_store import Store
from chairctl.safety.allowance import Allowance
from tests.runtime.ledger_session import GUEST, NOW

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
paths = LedgerPaths(folder / "state" / "ledger.sqlite", folder / "data" / "ledger.witness")
ledger_open.create(paths)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
store, allowance, grants, code = Store(paths, lambda: NOW), Allowance(("back",)), 0, ""
while not code and grants < 5000:
    allowance.begin(NOW.boot)
    request = allowance.request_due(NOW.boot)
    try:
        allowance.answered(store.answer(request, GUEST), NOW.boot)
        grants += 1
    except LedgerError as error:
        code = error.reason.code
    allowance.spend(100, 0, ())
    allowance.end()
    closing = allowance.request_due(NOW.boot)
    try:
        if closing and not code:
            allowance.answered(store.answer(closing, GUEST), NOW.boot)
    except LedgerError as error:
        code = error.reason.code
spent = grants * 100
store.close()
print(json.dumps({"grants": grants, "code": code, "spent": spent}))
"""


@pytest.fixture
def paths(tmp_path: Path) -> LedgerPaths:
    return LedgerPaths(tmp_path / "state" / "ledger.sqlite", tmp_path / "data" / "ledger.witness")


def fill(folder: Path, limit: int) -> dict[str, Any]:
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])}
    command = [sys.executable, "-c", FILL, str(folder), str(limit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    print(found)
    return found


def counted(paths: LedgerPaths) -> int:
    store = Store(paths, Clock())
    assert store.cause == ""
    ((used,),) = store._select("SELECT sum(energised) FROM run")
    store.close()
    return int(used)


def test_a_file_that_may_not_grow_ends_the_grants_and_nothing_granted_is_lost(paths: LedgerPaths) -> None:
    found = fill(paths.ledger.parents[1], 400_000)
    assert found["code"] in {"ledger_unwritable", "ledger_disk_full"}
    assert found["grants"] > 5
    assert 0 <= counted(paths) - found["spent"] <= 10 * SECOND


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="mounting needs root on Linux")
def test_a_full_disk_ends_the_grants_and_nothing_granted_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system may be mounted here")
    try:
        found = fill(folder, 0)
        assert found["code"] == "ledger_disk_full"
        assert found["grants"] > 5
        used = counted(LedgerPaths(folder / "state" / "ledger.sqlite", folder / "data" / "ledger.witness"))
        assert 0 <= used - found["spent"] <= 10 * SECOND
    finally:
        subprocess.run(["umount", str(folder)], check=True)


class Caller:
    """Asks a ledger thread and waits for what it answers."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.answers: list[Answer] = []
        self._came = threading.Event()

    def deliver(self, answer: Answer) -> None:
        self.answers.append(answer)
        self._came.set()

    def ask(self, request: Request, subject: Subject = GUEST) -> Answer:
        self._came.clear()
        self.ledger.ask(request, subject, self.deliver)
        assert self._came.wait(5)
        return self.answers[-1]


def first_request(allowance: Allowance, now: int = SECOND) -> Request:
    allowance.begin(now)
    request = allowance.request_due(now)
    assert request
    return request


@pytest.mark.parametrize("folder", ["state", "data"])
def test_where_a_folder_can_not_be_written_nothing_is_granted_until_it_can(
    paths: LedgerPaths, folder: str
) -> None:
    blocked = paths.ledger.parents[1] / folder
    blocked.write_text("a file in the place of the folder stops root as well")
    ledger = Ledger(paths)
    caller = Caller(ledger)
    refused = caller.ask(first_request(Allowance()))
    assert isinstance(refused, Refusal)
    assert refused.reason.code == "ledger_unwritable"
    assert ledger.problem == refused.reason
    blocked.unlink()
    again = caller.ask(first_request(Allowance()))
    assert isinstance(again, Refusal)
    assert again.reason == Reason("ledger_new", limit=1_800)
    assert ledger.cause == "new"
    assert ledger.close()


def test_a_second_ledger_is_refused_and_tries_again_at_the_next_request(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    first = Ledger(paths)
    assert isinstance(Caller(first).ask(first_request(Allowance())), Quantum)
    second = Ledger(paths)
    caller = Caller(second)
    refused = caller.ask(first_request(Allowance()))
    assert isinstance(refused, Refusal)
    assert refused.reason.code == "ledger_busy"
    assert first.close()
    assert isinstance(caller.ask(first_request(Allowance())), Quantum)
    assert second.close()


class HangingStore(Store):
    """A store on a disk that hangs from the second answer on, until it is let go."""

    answered = 0
    let_go: threading.Event

    def answer(self, request: Request, subject: Subject) -> Answer:
        self.answered += 1
        if self.answered > 1:
            self.let_go.wait(30)
        return super().answer(request, subject)


def test_a_hanging_disk_delays_no_turn_and_ends_the_session_within_a_quantum(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    HangingStore.let_go = threading.Event()
    ledger = Ledger(paths, HangingStore)
    caller, allowance = Caller(ledger), Allowance(("back",))
    request = first_request(allowance)
    now = SECOND
    allowance.answered(caller.ask(request), now)
    allowance._at = now  # the session runs in virtual time
    slowest_ms, energised = 0.0, 0
    while allowance.permits(now):
        began = time.perf_counter()
        due = allowance.request_due(now)
        if due:
            ledger.ask(due, GUEST, caller.deliver)
        allowance.spend(50 * MILLISECOND, 0, ())
        slowest_ms = max(slowest_ms, (time.perf_counter() - began) * 1e3)
        now, energised = now + 50 * MILLISECOND, energised + 50 * MILLISECOND
    print(f"slowest turn {slowest_ms:.3f} ms, ended after {energised / SECOND:.2f} s")
    assert allowance.why_not().code == "ledger_late"
    assert 9 * SECOND < energised <= 10 * SECOND
    assert slowest_ms <= TURN_LIMIT_MS
    began = time.perf_counter()
    assert not ledger.close(0.05)
    assert time.perf_counter() - began < 1
    HangingStore.let_go.set()
    assert ledger.close(5)


def test_a_queue_without_room_refuses_at_once(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    HangingStore.let_go = threading.Event()
    ledger = Ledger(paths, HangingStore)
    caller = Caller(ledger)
    caller.ask(first_request(Allowance()))
    for _ in range(MOST_WAITING + 2):
        ledger.ask(first_request(Allowance()), GUEST, caller.deliver)
    assert Refusal(1, Reason("ledger_slow")) in caller.answers
    HangingStore.let_go.set()
    assert ledger.close(5)


def test_a_caller_that_has_gone_does_not_end_the_thread(paths: LedgerPaths) -> None:
    def gone(answer: Answer) -> None:
        raise RuntimeError("Event loop is closed")

    ledger_open.create(paths)
    ledger = Ledger(paths)
    ledger.ask(first_request(Allowance()), GUEST, gone)
    assert isinstance(Caller(ledger).ask(first_request(Allowance())), Quantum)
    assert ledger.close()
