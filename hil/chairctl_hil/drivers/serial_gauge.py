"""Thermometers and force gauges that print a number a line on a serial port, with words or without."""

import re
import threading
from typing import Final

from serial import Serial, SerialException

from chairctl_hil.drivers.driver import DriverError

FIRST_S: Final = 3.0
_NUMBER: Final = re.compile(rb"[-+]?\d+(\.\d+)?")
_LONGEST: Final = 200


class SerialGauge:
    """9600 baud; the newest line counts."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._value: float | None = None
        self._news = threading.Condition()
        self._ended = False
        try:
            self._port = Serial(address, 9600, timeout=0.2, exclusive=True)
        except (OSError, SerialException) as error:
            raise DriverError(f"gauge at {address}: {error}") from error
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def identify(self) -> str:
        """What it shows now."""
        return f"{self._address} shows {self.read():g}"

    def read(self) -> float:
        """The newest number."""
        with self._news:
            if not self._news.wait_for(lambda: self._value is not None, FIRST_S):
                raise DriverError(f"gauge at {self._address}: no number came in {FIRST_S:g} s")
            assert self._value is not None
            return self._value

    def close(self) -> None:
        """Let it go."""
        self._ended = True
        self._thread.join(1)
        self._port.close()

    def _listen(self) -> None:
        while not self._ended:
            try:
                line = self._port.read_until(b"\n", _LONGEST)
            except (OSError, SerialException, TypeError):
                return
            found = _NUMBER.search(line) if line.endswith(b"\n") else None
            if found:
                with self._news:
                    self._value = float(found[0])
                    self._news.notify_all()
