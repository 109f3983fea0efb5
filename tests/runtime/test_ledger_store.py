"""The ledger on disk: sessions, rest, restarts, sums of days, versions, and how fast it is."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from tests.runtime.ledger_session import GUEST, NOW, Clock, spend, used_up

from chairctl.domain.safety import Reason
from chairctl.domain.time import MINUTE, SECOND
from chairctl.runtime import ledger_files, ledger_open, ledger_table
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths
from chairctl.runtime.ledger_store import KEPT_ROWS, Store
from chairctl.safety.account import DAY, KEPT_BACK, REST, Stamp, Subject

UPGRADE = Path(__file__).parents[1] / "upgrade"
ARM_CHECK_LIMIT_MS = 5.0


@pytest.fixture
def paths(tmp_path: Path) -> LedgerPaths:
    return LedgerPaths(tmp_path / "state" / "ledger.sqlite", tmp_path / "data" / "ledger.witness")


def refusal(paths: LedgerPaths, clock: Clock, subject: Subject = GUEST) -> Reason | None:
    store = Store(paths, clock)
    found = store.stand(subject).refusal
    store.close()
    return found


def test_a_session_is_granted_up_to_its_cap_and_then_a_rest_is_due(paths: LedgerPaths) -> None:
    clock = Clock()
    used_up(paths, clock)
    assert refusal(paths, clock) == Reason("ledger_rest", limit=1_800)
    clock.go_on(REST - 1)
    assert refusal(paths, clock) == Reason("ledger_rest", limit=60)
    clock.go_on(1)
    assert refusal(paths, clock) is None


def test_a_restart_goes_on_with_what_is_left(paths: LedgerPaths) -> None:
    clock = Clock()
    ledger_open.create(paths)
    for _ in range(3):
        store = Store(paths, clock)
        assert spend(store, clock, 600) == 600
        store.close()
    assert refusal(paths, clock) == Reason("ledger_rest", limit=1_800)


def test_an_arming_without_output_leaves_no_trace(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    clock = Clock()
    store = Store(paths, clock)
    assert spend(store, clock, 0) == 0
    assert store.stand(Subject("bob", ("chair",))).refusal is None
    store.close()


def test_three_sessions_a_day_and_the_fourth_when_the_first_is_a_day_old(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    clock = Clock()
    store = Store(paths, clock)
    ann = Subject("ann", ("chair",))
    for _ in range(3):
        assert spend(store, clock, 60, ann) == 60
        clock.go_on(2 * REST)
    assert spend(store, clock, 60, ann) == 0
    assert spend(store, clock, 60, Subject("bob", ("chair",))) == 60
    clock.go_on(DAY - 6 * REST)
    assert spend(store, clock, 60, ann) == 60
    store.close()


def test_rest_survives_a_reboot_by_the_wall_clock(paths: LedgerPaths) -> None:
    clock = Clock()
    used_up(paths, clock)
    clock.stamp = Stamp(clock.stamp.wall + 10 * MINUTE, MINUTE, "another boot")
    assert refusal(paths, clock) == Reason("ledger_rest", limit=20 * 60)


@pytest.mark.parametrize("boot_id", ["another boot", None])
def test_a_wall_clock_set_back_ten_years_costs_at_most_one_rest(
    paths: LedgerPaths, boot_id: str | None
) -> None:
    clock = Clock()
    used_up(paths, clock)
    clock.stamp = Stamp(clock.stamp.wall - 3_650 * DAY, 0, boot_id)
    assert refusal(paths, clock) == Reason("ledger_rest", limit=1_800)
    clock.go_on(REST)
    assert refusal(paths, clock) is None


def test_every_row_has_both_clocks_and_the_boot(paths: LedgerPaths) -> None:
    clock = Clock()
    used_up(paths, clock)
    with sqlite3.connect(paths.ledger) as connection:
        rows = connection.execute("SELECT wall, boot, boot_id, closed FROM run").fetchall()
    connection.close()
    assert rows == [(*clock.stamp, 1)]


def test_a_second_opener_is_refused_and_gets_in_when_the_first_has_gone(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    first = Store(paths)
    with pytest.raises(LedgerError) as refused:
        Store(paths)
    assert refused.value.reason.code == "ledger_busy"
    first.close()
    Store(paths).close()


def test_the_lock_alone_keeps_others_from_mending(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    paths.ledger.unlink()
    lock = ledger_files.take_lock(paths)
    with pytest.raises(LedgerError) as refused:
        Store(paths)
    assert refused.value.reason.code == "ledger_busy"
    assert not paths.ledger.exists()
    os.close(lock)


def test_a_deleted_lock_file_lets_nobody_in_either(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    first = Store(paths)
    paths.lock.unlink()
    with pytest.raises(LedgerError) as refused:
        Store(paths)
    assert refused.value.reason.code == "ledger_busy"
    first.close()


def test_old_runs_become_sums_of_days_without_persons(paths: LedgerPaths) -> None:
    ledger_open.create(paths)
    clock = Clock()
    store = Store(paths, clock)
    old = (NOW.wall - 3 * DAY, NOW.boot - 3 * DAY, "boot")
    for number in range(KEPT_ROWS + 40):
        row = (number + 1, f"chair{number % 2}", number + 1, f"p{number}", *old, 1, SECOND, 1_000, 0, "[]")
        store._write([("run", row)])
    spend(store, clock, 1)
    store.close()
    again = Store(paths, clock)
    assert again.cause == ""
    again.close()
    with sqlite3.connect(paths.ledger) as connection:
        (kept,) = connection.execute("SELECT count(*) FROM run").fetchone()
        sums = connection.execute("SELECT device, runs, energised, cem43 FROM day ORDER BY device").fetchall()
    connection.close()
    assert kept == KEPT_ROWS + 1  # the run that swept
    assert sums == [("chair0", 20, 20 * SECOND, 20_000), ("chair1", 20, 20 * SECOND, 20_000)]


def test_a_version_1_ledger_is_read(paths: LedgerPaths) -> None:
    for folder, name, target in (
        (paths.ledger.parent, "ledger-1.sqlite", paths.ledger),
        (paths.witness.parent, "ledger-1.witness", paths.witness),
    ):
        folder.mkdir()
        shutil.copy(UPGRADE / name, target)
    clock = Clock(Stamp(NOW.wall + 13 * MINUTE, NOW.boot + 13 * MINUTE, "boot"))
    store = Store(paths, clock)
    assert store.cause == ""
    left = store.stand(GUEST)
    assert (left.refusal, left.energised) == (None, 18 * MINUTE + KEPT_BACK)
    store.close()


def test_a_migration_is_whole_or_not_at_all(paths: LedgerPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    used_up(paths, clock)
    step = "CREATE TABLE more (x INTEGER); UPDATE run SET charge = 5; "
    with monkeypatch.context() as patch:
        patch.setattr(ledger_table, "MIGRATIONS", (*ledger_table.MIGRATIONS, step + "INSERT INTO nothing"))
        connection = ledger_table.connect(paths.ledger)
        with pytest.raises(sqlite3.OperationalError):
            ledger_table.migrate(connection)
        connection.close()
    assert refusal(paths, clock) == Reason("ledger_rest", limit=1_800)
    monkeypatch.setattr(ledger_table, "MIGRATIONS", (*ledger_table.MIGRATIONS, step))
    store = Store(paths, clock)
    assert (store.cause, store.stand(GUEST).refusal) == ("", Reason("ledger_rest", limit=1_800))
    store.close()
    with sqlite3.connect(paths.ledger) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT charge FROM run").fetchall() == [(5,)]
    connection.close()


def a_year_of_a_spa(paths: LedgerPaths) -> Clock:
    """20 chairs, 40 sessions a day each: sums of a year, and two days of runs one by one."""
    ledger_open.create(paths)
    clock = Clock()
    store = Store(paths, clock)
    parts = '[["back", 900000000000, 1000, 0], ["seat", 900000000000, 0, 0], ["legs", 900000000000, 0, 5000]]'
    day = NOW.wall // DAY
    sums = [("day", (day - 3 - d, f"chair{c}", 40, 5, 5, 5)) for d in range(363) for c in range(20)]
    runs = []
    for number in range(1_600):
        wall = NOW.wall - (1_600 - number) * 2 * DAY // 1_600
        stamp = (wall, NOW.boot + wall - NOW.wall, "boot")
        person = "guest" if number % 4 else f"p{number % 100}"
        row = (number + 1, f"chair{number % 20}", number + 1, person, *stamp, 1, 900 * SECOND, 9, 9, parts)
        runs.append(("run", row))
    store._write([*sums, *runs])
    store.close()
    return clock


@pytest.mark.parametrize("person", ["guest", "p4"])
def test_the_check_at_arming_is_quick_after_a_year_of_a_spa(paths: LedgerPaths, person: str) -> None:
    clock = a_year_of_a_spa(paths)
    began = time.perf_counter()
    store = Store(paths, clock)
    opened_ms = (time.perf_counter() - began) * 1e3
    took_ms = []
    for _ in range(30):
        began = time.perf_counter()
        store.stand(Subject(person, ("chair3",)))
        took_ms.append((time.perf_counter() - began) * 1e3)
    store.close()
    took_ms.sort()
    size = paths.ledger.stat().st_size // 1024
    print(f"{person}: check at arming median {took_ms[15]:.2f} ms, most {took_ms[-1]:.2f} ms;")
    print(f"opening with all checks {opened_ms:.0f} ms, {size} KiB")
    assert took_ms[15] <= ARM_CHECK_LIMIT_MS
