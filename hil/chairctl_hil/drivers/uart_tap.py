"""A second receiver on a device's line: it hears and says nothing. Its transmit wire is not connected."""

import threading
from collections.abc import Callable

from serial import Serial, SerialException

from chairctl_hil.drivers.driver import DriverError


class UartTap:
    """115200 baud, as chairlink has it; `heard` gets whatever comes, in the tap's own thread."""

    def __init__(self, address: str, heard: Callable[[bytes], None]) -> None:
        try:
            self._port = Serial(address, 115_200, timeout=0.05, exclusive=True)
        except (OSError, SerialException) as error:
            raise DriverError(f"tap at {address}: {error}") from error
        self._heard = heard
        self._ended = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let it go."""
        self._ended = True
        self._thread.join(1)
        self._port.close()

    def _listen(self) -> None:
        while not self._ended:
            try:
                data = self._port.read(self._port.in_waiting or 1)
            except (OSError, SerialException, TypeError):
                return
            if data:
                self._heard(data)
