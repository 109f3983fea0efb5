"""The ledger on disk: opens it, mends what is broken at the price of one rest, and writes every grant.

Blocking, for one thread. An answer is returned only after ledger and witness are on disk.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from chairctl.domain.safety import Reason
from chairctl.domain.time import Duration
from chairctl.runtime import clock, ledger_files, ledger_open, ledger_table
from chairctl.runtime.ledger_files import LedgerError, LedgerPaths, Witness
from chairctl.runtime.ledger_table import Row
from chairctl.safety.account import (
    DAY,
    GRANT_VALID,
    GUEST,
    Entry,
    PartUse,
    Stamp,
    Standing,
    Subject,
    age,
    sessions_today,
    stand,
)
from chairctl.safety.grant import Answer, Quantum, Refusal, Request, prepay

KEPT: Duration = 2 * DAY
"""Older runs become sums of days and devices, without persons."""
KEPT_ROWS = 500
"""As many of the newest rows stay, however old a clock says they are."""
SWEEP = 64
"""Rows looked at in one sweep."""

Change = tuple[str, Row]
"""A table and the row to write to it; or only the key of the row to remove."""


class Store:
    """An open ledger; it belongs to this process alone."""

    def __init__(self, paths: LedgerPaths, read_stamp: Callable[[], Stamp] = clock.stamp) -> None:
        """Raises LedgerError where no ledger can be had: busy, disk full, not writable."""
        self.cause = ""
        """Why a whole rest is due since this opening: new, missing, corrupt ...; empty: nothing was wrong."""
        self._paths = paths
        self._read_stamp = read_stamp
        self._lock = ledger_files.take_lock(paths)
        try:
            opened = ledger_open.open_or_mend(paths)
            self._connection = opened.connection
            self._ledger, self._serial, self._rows = opened.ledger, opened.serial, opened.rows
            self.cause = opened.cause
            (self._last_run,) = self._select("SELECT coalesce(max(run), 0) FROM run")[0]
            self._settle_in()
        except LedgerError:
            self.close()
            raise
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise _trouble(error) from error

    def close(self) -> None:
        """Let go of the files. What is written stays written."""
        connection = getattr(self, "_connection", None)
        if connection:
            connection.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def answer(self, request: Request, subject: Subject) -> Answer:
        """Write what is asked for, durably. Raises LedgerError; the store is of no more use then."""
        now = self._read_stamp()
        try:
            if request.closing:
                self._close_run(request, now)
                return Quantum(request.number, request.run, now.boot, 0, 0, ())
            return self._grant(request, subject, now)
        except (sqlite3.Error, OSError) as error:
            raise _trouble(error) from error

    def stand(self, subject: Subject) -> Standing:
        """What is left for this person on these devices, if a run began now; writes nothing."""
        now = self._read_stamp()
        try:
            return stand(self._entries(subject, now), self._imposed(), subject, 0, now)
        except sqlite3.Error as error:
            raise _trouble(error) from error

    def sessions_today(self, subject: Subject) -> int:
        """How many sessions this person had on these devices in 24 h."""
        now = self._read_stamp()
        try:
            return sessions_today(self._entries(subject, now), subject.person, now)
        except sqlite3.Error as error:
            raise _trouble(error) from error

    def devices(self) -> list[str]:
        """Every device that has runs in the ledger, as `model serial`."""
        try:
            return [name for (name,) in self._select("SELECT DISTINCT device FROM run ORDER BY device")]
        except sqlite3.Error as error:
            raise _trouble(error) from error

    # --- runs -----------------------------------------------------------------------------------

    def _grant(self, request: Request, subject: Subject, now: Stamp) -> Answer:
        entries = self._entries(subject, now)
        own = next((entry for entry in entries if entry.run == request.run), None)
        if request.run and (own is None or own.closed):
            return Refusal(request.number, Reason("ledger_changed"))
        left = stand(entries, self._imposed(), subject, request.run, now)
        prepaid = prepay(request, own, left)
        if isinstance(prepaid, Reason):
            return Refusal(request.number, prepaid)
        run = request.run or self._last_run + 1
        entry = Entry(run, "", left.session or run, subject.person, now, False, *prepaid[:4])  # noqa: FBT003
        changes: list[Change] = [] if own else self._sweep(now)
        changes += [("run", _row(entry._replace(device=device))) for device in subject.devices]
        self._last_run = max(self._last_run, run)
        self._write(changes)
        return Quantum(
            request.number,
            run,
            now.boot,
            prepaid.granted,
            prepaid.granted_cem43_micro_minutes,
            prepaid.exhausted,
        )

    def _close_run(self, request: Request, now: Stamp) -> None:
        changes: list[Change] = []
        for row in self._select("SELECT * FROM run WHERE run = ?", request.run):
            entry = _entry(row)._replace(
                stamp=now,
                closed=True,
                energised=request.spent,
                cem43_micro_minutes=request.cem43_micro_minutes,
                charge_micro_coulomb=request.charge_micro_coulomb,
                parts=request.parts,
            )
            used = request.spent or request.cem43_micro_minutes
            changes.append(("run", _row(entry) if used else row[:2]))
        if changes:
            self._write(changes)

    def _entries(self, subject: Subject, now: Stamp) -> tuple[Entry, ...]:
        """The runs of a day that concern the subject, and all others of their sessions."""
        places = ", ".join("?" * len(subject.devices))
        where, values = f"device IN ({places})", list(subject.devices)
        if subject.person != GUEST:
            where, values = f"{where} OR person = ?", [*values, subject.person]
        rows = self._select(f"SELECT * FROM run WHERE {where}", *values)  # noqa: S608, only question marks
        sessions = {row[2] for row in rows if age(Stamp(*row[4:7]), now) < DAY + GRANT_VALID}
        return tuple(_entry(row) for row in rows if row[2] in sessions)

    def _imposed(self) -> tuple[tuple[str, Stamp], ...]:
        rows = self._select("SELECT cause, wall, boot, boot_id FROM imposed ORDER BY number DESC")
        return tuple((cause, Stamp(*stamp)) for cause, *stamp in rows)

    # --- keeping house --------------------------------------------------------------------------

    def _settle_in(self) -> None:
        """After opening: the rest that is due, and entries from a future that no boot clock refutes."""
        now = self._read_stamp()
        changes: list[Change] = [
            ("run", (*row[:4], *now, *row[7:]))
            for row in self._select("SELECT * FROM run WHERE wall > ?", now.wall)
            if row[6] is None or now.boot_id is None
        ]
        changes += [
            ("imposed", (*row[:2], *now))
            for row in self._select("SELECT * FROM imposed WHERE wall > ?", now.wall)
            if row[4] is None or now.boot_id is None
        ]
        if self.cause:
            (number,) = self._select("SELECT coalesce(max(number), 0) + 1 FROM imposed")[0]
            changes.append(("imposed", (number, self.cause, *now)))
        if changes:
            self._write(changes)

    def _sweep(self, now: Stamp) -> list[Change]:
        """Turn the oldest runs into sums of days."""
        changes: list[Change] = [
            ("imposed", row[:1])
            for row in self._select("SELECT * FROM imposed")
            if age(Stamp(*row[2:]), now) >= KEPT
        ]
        sums: dict[tuple[int, str], list[int]] = {}
        (count,) = self._select("SELECT count(*) FROM run")[0]
        look_at = max(0, min(SWEEP, count - KEPT_ROWS))
        for row in self._select("SELECT * FROM run ORDER BY run LIMIT ?", look_at):
            if age(Stamp(*row[4:7]), now) < KEPT:
                continue
            day = row[4] // DAY
            if (day, row[1]) not in sums:
                found = self._select("SELECT * FROM day WHERE day = ? AND device = ?", day, row[1])
                sums[day, row[1]] = list(found[0][2:]) if found else [0, 0, 0, 0]
            total = sums[day, row[1]]
            sums[day, row[1]] = [old + new for old, new in zip(total, (1, *row[8:11]), strict=True)]
            changes.append(("run", row[:2]))
        return changes + [("day", (*key, *total)) for key, total in sums.items()]

    def _write(self, changes: Iterable[Change]) -> None:
        """One commit, and then the witness; both are on disk when it returns."""
        self._connection.execute("BEGIN IMMEDIATE")
        rows, serial = self._rows, self._serial + 1
        for table, row in changes:
            is_key = len(row) == len(ledger_table.KEYS[table])
            change = ledger_table.remove if is_key else ledger_table.replace
            rows ^= change(self._connection, table, row)
        digest = rows ^ ledger_table.sealed("head", (self._ledger, serial))
        self._connection.execute("UPDATE head SET serial = ?, digest = ?", (serial, digest))
        self._connection.execute("COMMIT")
        self._rows, self._serial = rows, serial
        ledger_files.write_witness(self._paths.witness, Witness(self._ledger, serial))

    def _select(self, query: str, *values: Any) -> list[Row]:
        return self._connection.execute(query, values).fetchall()


def _entry(row: Row) -> Entry:
    parts = tuple(PartUse(*part) for part in json.loads(row[11]))
    run, device, session, person, wall, boot, boot_id, closed, energised, cem43, charge, _ = row
    stamp = Stamp(wall, boot, boot_id)
    return Entry(run, device, session, person, stamp, bool(closed), energised, cem43, charge, parts)


def _row(entry: Entry) -> Row:
    return (*entry[:4], *entry.stamp, int(entry.closed), *entry[6:9], json.dumps(entry.parts))


def _trouble(error: sqlite3.Error | OSError) -> LedgerError:
    if isinstance(error, sqlite3.Error):
        return ledger_table.trouble(error)
    return ledger_files.trouble(error)
