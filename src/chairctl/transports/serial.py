"""A serial port: opened and locked by pyserial, carried by the event loop itself."""

import asyncio
import termios
from collections.abc import Callable

from serial import Serial

from chairctl.domain.packet import SerialSettings
from chairctl.transports.line import Line, refusal
from chairctl.transports.transport import Guard

SERIAL = SerialSettings(115_200)


class SerialTransport:
    """A tty with 8 data bits and 1 stop bit, without flow control.

    The port is locked (flock): a second opener is refused.
    """

    def __init__(self, address: str, path: str, settings: SerialSettings = SERIAL) -> None:
        self._address = address
        self._path = path
        self._settings = settings
        self._line: Line | None = None

    @property
    def address(self) -> str:
        """Where the line goes, as the person wrote it."""
        return self._address

    @property
    def descriptor(self) -> int | None:
        """The open descriptor, for a process that shares it; None while closed."""
        return self._line.descriptor if self._line else None

    def guard(self, stop: bytes) -> Guard | None:
        """The open line itself, shared; None while closed."""
        return Guard(self._line.descriptor, stop) if self._line else None

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Open the port in a thread, for a USB adapter may take its time. Raises TransportError."""
        await self.close()
        opening = asyncio.get_running_loop().run_in_executor(None, self._open_port)
        try:
            port = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(close_late)
            raise
        self._line = Line(port.fileno(), on_bytes, on_lost, port.close)

    def _open_port(self) -> Serial:
        try:
            baud_rate, parity = self._settings
            port = Serial(self._path, baud_rate, parity=parity, timeout=0, write_timeout=0, exclusive=True)
            say_when_empty(port.fileno())
        except (OSError, termios.error) as error:
            raise refusal(self._address, OSError(*error.args)) from error
        return port

    def write(self, data: bytes) -> bool:
        """Hand all bytes to the kernel now; False if it did not take them all."""
        return self._line is not None and self._line.write(data)

    def discard_output(self) -> None:
        """Throw away what the kernel has not sent yet."""
        if self._line:
            self._line.discard_output()

    def backlog(self) -> int:
        """Bytes that the kernel has not sent yet."""
        return self._line.backlog() if self._line else 0

    async def close(self) -> None:
        """Release the port and its lock."""
        if self._line:
            self._line.close()
            self._line = None


def say_when_empty(descriptor: int) -> None:
    """Let an empty line read as "nothing yet"; with VMIN 0, as pyserial leaves it, it reads as hung up."""
    settings = termios.tcgetattr(descriptor)
    settings[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, settings)


def close_late(opening: asyncio.Future[Serial]) -> None:
    """Give back a port that was opened after nobody wanted it any more."""
    if not opening.cancelled() and not opening.exception():
        opening.result().close()
