"""A TCP connection to a bridge that passes raw bytes on to a serial port, or to a simulated device."""

import asyncio
import socket
from collections.abc import Callable

from chairctl.transports.line import Line, refusal
from chairctl.transports.transport import Guard, TransportError

CONNECT_S = 5.0


class TcpTransport:
    """A socket without Nagle's delay. What the system has taken cannot be taken back."""

    def __init__(self, address: str, host: str, port: int) -> None:
        self._address = address
        self._host = host
        self._port = port
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
        """Connect within five seconds. Raises TransportError."""
        await self.close()
        try:
            async with asyncio.timeout(CONNECT_S):
                connected = await self._connect()
        except TimeoutError as error:
            raise TransportError("failed", self._address, "timeout") from error
        except OSError as error:
            raise refusal(self._address, error) from error
        self._line = Line(connected.fileno(), on_bytes, on_lost, connected.close)

    async def _connect(self) -> socket.socket:
        """A connected, non-blocking socket to the first address that answers."""
        loop = asyncio.get_running_loop()
        last = OSError(0, "no address")
        for family, kind, protocol, _, place in await loop.getaddrinfo(
            self._host, self._port, type=socket.SOCK_STREAM
        ):
            one = socket.socket(family, kind, protocol)
            try:
                one.settimeout(0)
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                await loop.sock_connect(one, place)
            except OSError as error:
                one.close()
                last = error
            except BaseException:
                one.close()
                raise
            else:
                return one
        raise last

    def write(self, data: bytes) -> bool:
        """Hand all bytes to the kernel now; False if it did not take them all."""
        return self._line is not None and self._line.write(data)

    def discard_output(self) -> None:
        """Nothing: TCP keeps its promise to deliver what it took."""

    def backlog(self) -> int:
        """Bytes that the far end has not acknowledged yet."""
        return self._line.backlog() if self._line else 0

    async def close(self) -> None:
        """Release the connection."""
        if self._line:
            self._line.close()
            self._line = None
