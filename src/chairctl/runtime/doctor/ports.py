"""Serial ports: are there any, may this user open them, does somebody hold them?"""

import contextlib
import grp
import os
import pwd
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from chairctl.runtime import scanning
from chairctl.runtime.doctor.finding import Finding, note, ok, problem
from chairctl.runtime.doctor.processes import Process, holders, running

AREA = "ports"
MEDDLER = "ModemManager"
"""Speaks to every new serial port to see whether it is a modem."""


class PortFacts(NamedTuple):
    """A serial port as the system has it."""

    address: str
    may_open: bool
    group: str
    """Owner group; empty: it has no name."""
    in_group: bool
    """The user belongs to it, though perhaps only from the next login on."""
    holders: tuple[Process, ...]


def read_ports() -> list[PortFacts]:
    """The serial ports of this computer."""
    return [look_at(port.address) for port in scanning.ports()]


def look_at(address: str) -> PortFacts:
    """One port, or any other file in its place."""
    group = ""
    with contextlib.suppress(OSError, KeyError):
        group = grp.getgrgid(Path(address).stat().st_gid).gr_name
    may_open = os.access(address, os.R_OK | os.W_OK)
    return PortFacts(address, may_open, group, group in _groups(), tuple(holders(address)))


def _groups() -> set[str]:
    """Groups that the system's list gives this user, whether or not they count in this login already."""
    try:
        user = pwd.getpwuid(os.getuid())
        return {grp.getgrgid(number).gr_name for number in os.getgrouplist(user.pw_name, user.pw_gid)}
    except (KeyError, OSError):
        return set()


def check_ports(
    read: Callable[[], Iterable[PortFacts]] = read_ports,
    processes: Callable[[], Iterable[Process]] = running,
) -> list[Finding]:
    """What is wrong with the serial ports, and what is not."""
    found: list[Finding] = []
    ports = list(read())
    if not ports:
        return [note(AREA, "none")]
    for port in ports:
        if port.may_open:
            found.append(ok(AREA, "open", port=port.address))
        elif port.in_group:
            found.append(problem(AREA, "login", port=port.address, group=port.group))
        elif port.group in ("", "root"):
            found.append(problem(AREA, "denied", port=port.address))
        else:
            found.append(problem(AREA, "group", port=port.address, group=port.group))
        found += [
            note(AREA, "held", port=port.address, process=holder.name, pid=str(holder.pid))
            for holder in port.holders
        ]
    if any(process.name == MEDDLER for process in processes()):
        found.append(note(AREA, "meddler", process=MEDDLER))
    return found
