"""What the doctor finds, from facts that are put before it, and from files that are really there."""

import fcntl
import socket
import subprocess
from pathlib import Path

import pytest

from chairctl.runtime import ledger_open
from chairctl.runtime.doctor.bluetooth import RadioFacts, check_bluetooth, read_radio
from chairctl.runtime.doctor.computer import (
    FolderFacts,
    check_clock,
    check_disk,
    check_priority,
    may_go_first,
    read_folder,
    read_year,
)
from chairctl.runtime.doctor.finding import Finding, Level
from chairctl.runtime.doctor.ledger import check_ledger
from chairctl.runtime.doctor.ports import PortFacts, check_ports, look_at
from chairctl.runtime.doctor.processes import Process, holders, running
from chairctl.runtime.ledger_files import LedgerPaths

WELL = RadioFacts(("hci0",), soft_blocked=False, hard_blocked=False, bus=True)
USB = "/dev/ttyUSB0"


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.level.value, finding.code) for finding in found]


@pytest.mark.parametrize(
    ("port", "said"),
    [
        (PortFacts(USB, may_open=True, group="dialout", in_group=False, holders=()), ("ok", "open")),
        (PortFacts(USB, may_open=False, group="dialout", in_group=False, holders=()), ("problem", "group")),
        (PortFacts(USB, may_open=False, group="dialout", in_group=True, holders=()), ("problem", "login")),
        (PortFacts(USB, may_open=False, group="root", in_group=False, holders=()), ("problem", "denied")),
        (PortFacts(USB, may_open=False, group="", in_group=False, holders=()), ("problem", "denied")),
    ],
)
def test_a_port_is_judged_by_who_may_open_it(port: PortFacts, said: tuple[str, str]) -> None:
    assert codes(check_ports(lambda: [port], list)) == [said]


def test_no_port_is_only_a_note_and_who_holds_one_or_meddles_is_told() -> None:
    assert codes(check_ports(list, list)) == [("note", "none")]
    held = PortFacts(USB, may_open=True, group="dialout", in_group=True, holders=(Process(7, "minicom"),))
    found = check_ports(lambda: [held], lambda: [Process(8, "ModemManager")])
    assert codes(found) == [("ok", "open"), ("note", "held"), ("note", "meddler")]
    assert found[1].params == {"port": USB, "process": "minicom", "pid": "7"}


def test_a_file_is_seen_to_be_held_by_the_process_that_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.touch()
    command = ["sh", "-c", 'exec 7<"$0"; echo held; exec sleep 60', str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            assert [one.pid for one in holders(str(path))] == [process.pid]
            facts = look_at(str(path))
            assert (facts.may_open, facts.address) == (True, str(path))
            assert process.pid in {one.pid for one in running()}
        finally:
            process.kill()
    assert look_at(str(tmp_path / "nothing")).may_open is False


@pytest.mark.parametrize(
    ("facts", "daemon", "said"),
    [
        (WELL._replace(adapters=()), True, [("note", "no_adapter")]),
        (WELL, True, [("ok", "adapters"), ("ok", "daemon")]),
        (WELL, False, [("ok", "adapters"), ("problem", "no_daemon")]),
        (WELL._replace(bus=False), True, [("ok", "adapters"), ("problem", "no_bus")]),
        (
            WELL._replace(soft_blocked=True),
            True,
            [("ok", "adapters"), ("problem", "soft_blocked"), ("ok", "daemon")],
        ),
        (
            WELL._replace(soft_blocked=True, hard_blocked=True),
            True,
            [("ok", "adapters"), ("problem", "hard_blocked"), ("ok", "daemon")],
        ),
    ],
)
def test_bluetooth_is_judged_from_the_adapter_up(
    facts: RadioFacts, daemon: bool, said: list[tuple[str, str]]
) -> None:
    processes = [Process(9, "bluetoothd")] if daemon else []
    assert codes(check_bluetooth(lambda: facts, lambda: processes)) == said


def test_bluetooth_is_read_from_the_system_as_it_writes_it(tmp_path: Path) -> None:
    nothing = RadioFacts((), soft_blocked=False, hard_blocked=False, bus=False)
    assert read_radio(tmp_path, str(tmp_path / "bus")) == nothing
    (tmp_path / "bluetooth" / "hci0").mkdir(parents=True)
    (tmp_path / "bluetooth" / "hci0:64").mkdir()
    for number, (kind, soft) in enumerate((("wlan", "1"), ("bluetooth", "1"))):
        switch = tmp_path / "rfkill" / f"rfkill{number}"
        switch.mkdir(parents=True)
        for name, word in (("type", kind), ("soft", soft), ("hard", "0")):
            (switch / name).write_text(f"{word}\n")
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        facts = read_radio(tmp_path, str(tmp_path / "bus"))
    assert facts == RadioFacts(("hci0",), soft_blocked=True, hard_blocked=False, bus=True)


def test_a_clock_that_begins_in_1970_is_a_problem() -> None:
    assert codes(check_clock(lambda: 1970, lambda: True)) == [("problem", "wrong"), ("ok", "sleep")]
    assert codes(check_clock(lambda: 2031, lambda: False)) == [("ok", "year"), ("note", "no_sleep")]
    assert read_year() >= 2025


def test_folders_need_room_and_the_right_to_write(tmp_path: Path) -> None:
    folders = {"config": tmp_path, "state": tmp_path}
    full = FolderFacts(writable=True, free_bytes=5_000_000)
    assert codes(check_disk(folders, lambda _: full)) == [("ok", "fine"), ("problem", "full")]
    locked = FolderFacts(writable=False, free_bytes=10**12)
    assert codes(check_disk(folders, lambda _: locked)) == [("problem", "unwritable")] * 2
    assert read_folder(tmp_path / "not" / "yet").writable
    (tmp_path / "file").touch()
    assert not read_folder(tmp_path / "file" / "below").writable


def test_a_warden_without_priority_is_a_note() -> None:
    assert codes(check_priority(lambda: True)) == [("ok", "first")]
    (found,) = check_priority(lambda: False)
    assert (found.level, found.code) == (Level.NOTE, "ordinary")
    assert found.params["user"]
    assert may_go_first() in (True, False)


def paths_in(folder: Path) -> LedgerPaths:
    return LedgerPaths(folder / "ledger" / "ledger.sqlite", folder / "data" / "witness")


def test_a_ledger_is_looked_at_without_changing_a_byte_of_it(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    assert codes(check_ledger(paths)) == [("note", "none")]
    ledger_open.create(paths)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert codes(check_ledger(paths)) == [("ok", "sound")]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_ledger_that_would_cost_a_rest_is_told_with_the_cause_and_left_alone(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    ledger_open.create(paths)
    sound = paths.ledger.read_bytes()
    paths.ledger.write_bytes(b"not a ledger")
    (found,) = check_ledger(paths)
    assert (found.level, found.code, found.params) == (Level.PROBLEM, "rest", {"cause": "corrupt"})
    assert paths.ledger.read_bytes() == b"not a ledger"
    paths.ledger.write_bytes(sound)
    paths.witness.unlink()
    (found,) = check_ledger(paths)
    assert found.params == {"cause": "witness"}
    paths.ledger.unlink()
    ledger_open.create(paths)
    paths.ledger.unlink()
    (found,) = check_ledger(paths)
    assert found.params == {"cause": "missing"}


def test_a_ledger_in_use_is_not_looked_into(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    ledger_open.create(paths)
    with paths.lock.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert codes(check_ledger(paths)) == [("note", "busy")]
