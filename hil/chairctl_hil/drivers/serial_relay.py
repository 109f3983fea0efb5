"""A relay board on a serial line, of the LCUS kind: four bytes switch a channel, nothing is answered."""

from typing import Final

from serial import Serial, SerialException

from chairctl_hil.drivers.driver import DriverError

_START: Final = 0xA0


class SerialRelay:
    """9600 baud. The board does not say what it is: that it can be opened is all that is known."""

    def __init__(self, address: str, channel: int) -> None:
        self._address = address
        self._channel = channel
        try:
            self._port = Serial(address, 9600, timeout=0.5, write_timeout=0.5, exclusive=True)
        except (OSError, SerialException) as error:
            raise DriverError(f"relay at {address}: {error}") from error

    def identify(self) -> str:
        """Its place."""
        return f"{self._address}, channel {self._channel}"

    def set(self, *, closed: bool) -> None:
        """Switch the channel."""
        try:
            self._port.write(command(self._channel, closed=closed))
            self._port.flush()
        except (OSError, SerialException) as error:
            raise DriverError(f"relay at {self._address}: {error}") from error

    def close(self) -> None:
        """Open the contact and the port."""
        try:
            self.set(closed=False)
        finally:
            self._port.close()


def command(channel: int, *, closed: bool) -> bytes:
    """Start, channel, state, and the sum of them."""
    body = bytes((_START, channel, int(closed)))
    return body + bytes((sum(body) & 0xFF,))
