"""Bluetooth: adapters, what blocks them, the system bus and the daemon on it."""

import os
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from chairctl.runtime.doctor.finding import Finding, note, ok, problem
from chairctl.runtime.doctor.processes import Process, running

AREA = "bluetooth"
SYSTEM_BUS = "/run/dbus/system_bus_socket"
DAEMON = "bluetoothd"


class RadioFacts(NamedTuple):
    """Bluetooth as the system has it."""

    adapters: tuple[str, ...]
    soft_blocked: bool
    hard_blocked: bool
    bus: bool
    """The system bus takes connections."""


def read_radio(sys: Path = Path("/sys/class"), bus: str | None = None) -> RadioFacts:
    """Bluetooth of this computer."""
    adapters = sorted(path.name for path in (sys / "bluetooth").glob("hci*") if ":" not in path.name)
    switches = [path for path in (sys / "rfkill").glob("rfkill*") if _word(path / "type") == "bluetooth"]
    return RadioFacts(
        tuple(adapters),
        any(_word(path / "soft") == "1" for path in switches),
        any(_word(path / "hard") == "1" for path in switches),
        _answers(_bus_path() if bus is None else bus),
    )


def check_bluetooth(
    read: Callable[[], RadioFacts] = read_radio,
    processes: Callable[[], Iterable[Process]] = running,
) -> list[Finding]:
    """What is wrong with Bluetooth; a computer without an adapter is only worth a note."""
    facts = read()
    if not facts.adapters:
        return [note(AREA, "no_adapter")]
    found = [ok(AREA, "adapters", adapters=", ".join(facts.adapters))]
    if facts.hard_blocked:
        found.append(problem(AREA, "hard_blocked"))
    elif facts.soft_blocked:
        found.append(problem(AREA, "soft_blocked"))
    if not facts.bus:
        found.append(problem(AREA, "no_bus"))
    elif any(process.name == DAEMON for process in processes()):
        found.append(ok(AREA, "daemon"))
    else:
        found.append(problem(AREA, "no_daemon"))
    return found


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _bus_path() -> str:
    given = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")
    for part in given.split(";"):
        if part.startswith("unix:path="):
            return part.removeprefix("unix:path=").partition(",")[0]
    return SYSTEM_BUS


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1.0)
        try:
            line.connect(path)
        except OSError:
            return False
    return True
