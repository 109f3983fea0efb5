"""An open descriptor of a tty or a socket in the event loop: bytes out without waiting, bytes in at once."""

import asyncio
import errno
import fcntl
import os
import socket
import struct
import termios
from collections.abc import Callable

from chairctl.transports.transport import TransportError

_READ_MOST = 4096
_INT = struct.Struct("i")
_GONE = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EPIPE, errno.ECONNRESET, errno.ETIMEDOUT)
_CODES = {
    errno.ENOENT: "missing",
    errno.ENODEV: "missing",
    errno.ENXIO: "missing",
    errno.ECONNREFUSED: "missing",
    errno.EHOSTUNREACH: "missing",
    errno.ENETUNREACH: "missing",
    errno.EBUSY: "busy",
    errno.EAGAIN: "busy",  # what a lock that somebody else holds says
    errno.EACCES: "permission",
    errno.EPERM: "permission",
}


def refusal(address: str, error: OSError) -> TransportError:
    """The error of a line that cannot be opened, with the code of its errno."""
    if isinstance(error, socket.gaierror):
        return TransportError("missing", address, str(error))
    return TransportError(_CODES.get(error.errno or 0, "failed"), address, str(error))


class Line:
    """Owns the traffic on a non-blocking descriptor, not the descriptor: `released` closes that.

    `on_lost` gets "hangup" when the far end is gone and "failed" for anything else, once, from the
    loop and never from within `write`.
    """

    def __init__(
        self,
        descriptor: int,
        on_bytes: Callable[[bytes], None],
        on_lost: Callable[[str], None],
        released: Callable[[], None],
    ) -> None:
        self.descriptor = descriptor
        self._on_bytes = on_bytes
        self._on_lost = on_lost
        self._released = released
        self._is_open = True
        self._is_silent = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(descriptor, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.descriptor, _READ_MOST)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._break(error)
            return
        if data:
            self._on_bytes(data)
        else:  # readable and yet nothing to read: the far end is gone
            self._break(OSError(errno.EIO, "hangup"))

    def write(self, data: bytes) -> bool:
        """True if the system took all bytes; what it did not take is dropped."""
        if not self._is_open:
            return False
        try:
            return os.write(self.descriptor, data) == len(data)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            self._break(error)
            return False

    def backlog(self) -> int:
        """Bytes that the system holds and has not put on the wire (TIOCOUTQ, the same as SIOCOUTQ)."""
        if not self._is_open:
            return 0
        try:
            answer = fcntl.ioctl(self.descriptor, termios.TIOCOUTQ, _INT.pack(0))
        except OSError:
            return 0
        return int(_INT.unpack(answer)[0])

    def discard_output(self) -> None:
        """Throw away what a tty has not sent; a socket has no such thing and goes on."""
        if self._is_open:
            try:  # noqa: SIM105  (it would take longer, on the way of a stop)
                termios.tcflush(self.descriptor, termios.TCOFLUSH)
            except termios.error:
                pass

    def close(self) -> None:
        """Release the descriptor; `on_lost` will not be called any more."""
        self._is_silent = True
        self._release()

    def _break(self, error: OSError) -> None:
        self._release()
        self._loop.call_soon(self._report, "hangup" if error.errno in _GONE else "failed")

    def _report(self, reason: str) -> None:
        if not self._is_silent:
            self._on_lost(reason)

    def _release(self) -> None:
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self.descriptor)
            self._released()
