"""The firmware on its interpreter as a process: one socket is its UART, one leads to its pins."""

import os
import signal
import socket
import subprocess
from pathlib import Path
from struct import Struct
from typing import Final

from chairctl_hil.board.plant import Drive, Readings
from chairctl_hil.board.source import firmware_folder, interpreter

WATCHDOG_NS: Final = 250_000_000
"""After so long without a turn of its loop the chip is reset."""

_RECORD: Final = Struct("<hHHHHHHHhBBBII")
_READINGS: Final = Struct("<iHhhHHHHhHH")
_CHUNK: Final = 65_536


class FirmwareProcess:
    """`main`: the script that is run, by default the firmware's own."""

    def __init__(self, main: Path | None = None, *, bridge: bool = False) -> None:
        self._main = main or firmware_folder() / "host_main.py"
        self._options = ["--bridge"] if bridge else []
        self.armed = False
        self.accepted = self.refused = 0
        self.start()

    def start(self) -> None:
        """Switch it on."""
        self.uart, uart = socket.socketpair()
        self.pins, pins = socket.socketpair()
        for end in (self.uart, self.pins, uart, pins):
            end.setblocking(False)  # noqa: FBT003
        self._rest = b""
        self.armed = False
        self.accepted = self.refused = 0
        ends = (uart.fileno(), pins.fileno())
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            [interpreter(), self._main, *map(str, ends), *self._options],
            pass_fds=ends,
            env=os.environ | {"CHAIRBOARD": str(firmware_folder())},
        )
        uart.close()
        pins.close()

    def stop(self) -> None:
        """Switch it off."""
        self._process.kill()
        self._process.wait()
        self.uart.close()
        self.pins.close()
        self.armed = False

    def hang(self) -> None:
        """Its loop stands still; its pins stay as they are."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Its loop goes on."""
        self._process.send_signal(signal.SIGCONT)

    def hear(self, data: bytes) -> None:
        """Bytes of the host; what does not fit is lost."""
        try:
            self.uart.send(data)
        except OSError:
            return

    def said(self) -> bytes:
        """Bytes for the host."""
        try:
            return self.uart.recv(_CHUNK)
        except OSError:
            return b""

    def feel(self, readings: Readings) -> None:
        """The sensors say this now."""
        try:
            self.pins.send(_READINGS.pack(*readings))
        except OSError:
            return

    def drives(self) -> list[Drive]:
        """What the pins have been since the last call, in their order."""
        try:
            data = self._rest + self.pins.recv(_CHUNK)
        except OSError:
            return []
        whole = len(data) // _RECORD.size * _RECORD.size
        self._rest = data[whole:]
        found = []
        for record in _RECORD.iter_unpack(data[:whole]):
            *drive, armed, self.accepted, self.refused = record
            self.armed = bool(armed)
            found.append(Drive(*drive))
        return found

    @property
    def has_ended(self) -> bool:
        """Whether it has died by itself."""
        return self._process.poll() is not None
