"""Serves the firmware with its chair in real time; understands the control lines of the simulators."""

import json
import os
import select
import sys
from pathlib import Path
from typing import Any, Final

from chairctl_hil.board.plant import AT_REST, BoardPlant
from chairctl_hil.board.process import WATCHDOG_NS, FirmwareProcess
from chairctl_simulators.devices.chairlink.setup import ChairSetup
from chairctl_simulators.plant.body import Body
from chairctl_simulators.ports import PtyPort
from chairctl_simulators.serve import clock_ns, truth_line

_TRUTH_NS: Final = 50_000_000
_CHUNK: Final = 65_536


class BoardServer:
    """One board on one pseudo-terminal; `truth_fd` takes its truth, -1 for none."""

    def __init__(
        self, main: Path | None, link: Path | None, truth_fd: int, body: Body, *, bridge: bool
    ) -> None:
        self.plant = BoardPlant(ChairSetup().ambient_c, body, clock_ns())
        self.port = PtyPort(link)
        self._truth_fd = truth_fd
        self._truth_ns = 0
        self._was_zero = True
        self._hung_ns: int | None = None
        self._has_supply = True
        self._firmware = FirmwareProcess(main, bridge=bridge)
        self._control = b""

    def run(self) -> None:
        """Until standard input ends."""
        stdin = sys.stdin.fileno()
        while True:
            firmware = self._firmware
            waiting = [stdin]
            if self._has_supply:
                waiting += [firmware.pins.fileno(), firmware.uart.fileno()]
            if self.port.fileno() >= 0:
                waiting.append(self.port.fileno())
            left_ns = max(0, self._deadline_ns() - clock_ns())
            readable = select.select(waiting, [], [], left_ns / 1e9)[0]
            if stdin in readable and not self._read_control(stdin):
                break
            self.turn(clock_ns())
        self._firmware.stop()
        self.port.unplug()

    def turn(self, now_ns: int) -> None:
        """Pins first, then bytes, then the record."""
        firmware = self._firmware
        self.plant.run(now_ns)
        drives = firmware.drives()
        for drive in drives:
            self.plant.set_drive(drive)
            self._note(now_ns)
        if drives:
            firmware.feel(self.plant.readings())
        if heard := self.port.read() if self.port.fileno() >= 0 else b"":
            firmware.hear(heard)
        if said := firmware.said():
            self.port.write(said)
        watched = self._hung_ns is not None and now_ns - self._hung_ns >= WATCHDOG_NS
        if watched or (self._has_supply and firmware.has_ended):
            self.reboot(now_ns)
        if now_ns >= self._truth_ns:
            self._write_truth(now_ns)

    def reboot(self, now_ns: int) -> None:
        """The supply has failed, or the watchdog has bitten: pins let go, the firmware starts anew."""
        self._hung_ns = None
        self._firmware.stop()
        self.plant.set_drive(AT_REST)
        self._note(now_ns)
        self._has_supply = self.plant.faults.supply_mv != 0
        if self._has_supply:
            self._firmware.start()

    def _deadline_ns(self) -> int:
        return self._truth_ns if self._hung_ns is None else min(self._truth_ns, self._hung_ns + WATCHDOG_NS)

    def _note(self, now_ns: int) -> None:
        """A change between zero and not zero is on record at once."""
        if self.plant.outputs_zero != self._was_zero:
            self._write_truth(now_ns)

    def _write_truth(self, now_ns: int) -> None:
        self._truth_ns = now_ns + _TRUTH_NS
        self._was_zero = self.plant.outputs_zero
        if self._truth_fd < 0:
            return
        firmware = self._firmware
        truth = self.plant.truth(armed=firmware.armed, accepted=firmware.accepted, refused=firmware.refused)
        os.write(self._truth_fd, truth_line(0, truth, now_ns))

    def _read_control(self, stdin: int) -> bool:
        """Obey the lines that have come; False at the end of the input."""
        data = os.read(stdin, _CHUNK)
        *lines, self._control = (self._control + data).split(b"\n")
        for line in lines:
            try:
                self._obey(json.loads(line), clock_ns())
            except (ValueError, TypeError) as problem:
                sys.stderr.write(f"{problem}\n")
        return bool(data)

    def _obey(self, order: dict[str, Any], now_ns: int) -> None:
        for name, value in order.items():
            if name == "fault":
                self._set_faults(value, now_ns)
            elif name == "reboot":
                self.reboot(now_ns)
            elif name == "unplug":
                self.port.unplug()
            elif name == "plug":
                self.port.plug()
            else:
                raise ValueError(f"{name}: {value!r}")

    def _set_faults(self, changes: dict[str, Any], now_ns: int) -> None:
        self.plant.run(now_ns)
        was = self.plant.faults
        self.plant.set_faults(was.changed(changes))
        if (self.plant.faults.supply_mv != 0) is not self._has_supply:
            self.reboot(now_ns)
        hangs = self.plant.faults.firmware_hang
        if hangs and not was.firmware_hang:
            self._hung_ns = now_ns
            self._firmware.hang()
        elif was.firmware_hang and not hangs and self._hung_ns is not None:
            self._hung_ns = None
            self._firmware.wake()
        self._firmware.feel(self.plant.readings())
        self._note(now_ns)
