"""Serves chairs in real time: one loop, one clock (CLOCK_BOOTTIME), no threads."""

import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Final

from chairctl_simulators.catalogue import SimulatedDevice
from chairctl_simulators.ports import Port, RadioPort

_TRUTH_NS: Final = 50_000_000
_MAX_CONTROL: Final = 65_536


def clock_ns() -> int:
    """Time since the machine was started, suspend included."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


@dataclass(slots=True)
class ServedChair:
    """One chair on one port; `truth_fd` takes its truth, -1 for none. `silent`: nothing it says arrives."""

    number: int
    chair: SimulatedDevice
    port: Port
    truth_fd: int = -1
    silent: bool = False
    _truth_ns: int = 0
    _was_zero: bool = True

    def deadline_ns(self) -> int:
        """When `turn` must be called next."""
        deadline = self.chair.next_deadline()
        return deadline if self.truth_fd < 0 else min(deadline, self._truth_ns)

    def turn(self, now_ns: int, readable: bool) -> None:
        """Let the chair live up to now: bytes in, bytes out, truth on record."""
        data = self.port.read() if readable else b""
        sent = self.chair.feed(data, now_ns) if data else self.chair.advance(now_ns)
        if self.truth_fd >= 0 and (now_ns >= self._truth_ns or self.chair.outputs_zero != self._was_zero):
            self._was_zero = self.chair.outputs_zero
            self._truth_ns = now_ns + _TRUTH_NS
            os.write(self.truth_fd, truth_line(self.number, self.chair.truth(now_ns), now_ns))
        if sent and not self.silent:
            self.port.write(sent)

    def control(self, order: dict[str, Any], now_ns: int) -> None:
        """Obey one control line; ValueError if it is not understood."""
        for name, value in order.items():
            if name == "fault" and isinstance(value, dict):
                self.chair.set_faults(self.chair.faults.changed(value), now_ns)
            elif name == "radio" and isinstance(value, dict) and isinstance(self.port, RadioPort):
                self.port.upset(value)
            elif name == "reboot" and value is True:
                self.chair.reboot(now_ns)
            elif name == "silent" and isinstance(value, bool):
                self.silent = value
            elif name == "unplug" and value is True:
                self.port.unplug()
            elif name == "plug" and value is True:
                self.port.plug()
            else:
                raise ValueError(f"{name}: {value!r}")


def truth_line(number: int, truth: Any, now_ns: int) -> bytes:
    """One line of the truth file: every field of the truth, `t` (ns of CLOCK_BOOTTIME) and `chair`."""
    values = {
        name: [entry._asdict() if hasattr(entry, "_asdict") else entry for entry in value]
        if isinstance(value, tuple)
        else value
        for name, value in truth._asdict().items()
    }
    return json.dumps({"t": now_ns, "chair": number, **values}).encode() + b"\n"


@dataclass(slots=True)
class Control:
    """Control lines from standard input, such as {"chair": 1, "fault": {"blanket": true}}."""

    chairs: list[ServedChair]
    bad_control: str
    _tail: bytes = field(default=b"")

    def read(self, now_ns: int) -> bool:
        """Obey what has come; False at the end of the input."""
        data = os.read(sys.stdin.fileno(), _MAX_CONTROL)
        *lines, self._tail = (self._tail + data).split(b"\n")
        self._tail = self._tail[:_MAX_CONTROL]
        for line in lines:
            if not line.strip():
                continue
            try:
                order = dict(json.loads(line))
                number = order.pop("chair", 0)
                self.chairs[number].control(order, now_ns)
            except (ValueError, TypeError, IndexError, OSError) as problem:
                print(self.bad_control.format(problem=problem), file=sys.stderr, flush=True)  # noqa: T201
        return bool(data)


def serve(chairs: list[ServedChair], control: Control | None, announcements: list[str]) -> None:
    """Say `announcements`, then serve until SIGTERM, SIGINT or, with `control`, the end of stdin."""
    woken, waker = socket.socketpair()
    waker.settimeout(0)
    signal.set_wakeup_fd(waker.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _noted)
    try:
        for announcement in announcements:
            print(announcement, flush=True)  # noqa: T201
        while _turn(chairs, control, woken.fileno()):
            pass
    finally:
        signal.set_wakeup_fd(-1)
        for served in chairs:
            served.port.unplug()


def _turn(chairs: list[ServedChair], control: Control | None, woken: int) -> bool:
    """Wait for the next event and handle it; False at the end."""
    stdin = [] if control is None else [sys.stdin.fileno()]
    waiting = [woken, *stdin, *(number for served in chairs if (number := served.port.fileno()) >= 0)]
    deadline_ns = min(served.deadline_ns() for served in chairs)
    readable = select.select(waiting, [], [], max(0, deadline_ns - clock_ns()) / 1e9)[0]
    if woken in readable:
        return False
    now_ns = clock_ns()
    # A chair's time starts with its first turn, and control lines act between two turns.
    for served in chairs:
        served.turn(now_ns, served.port.fileno() in readable)
    return not (control and stdin[0] in readable) or control.read(now_ns)


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The wake-up descriptor carries the signal into the loop."""
