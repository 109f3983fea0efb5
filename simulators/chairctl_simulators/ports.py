"""Where a simulated chair can be reached: a pseudo-terminal or a TCP port. Nothing here ever blocks."""

import fcntl
import os
import socket
import termios
import tty
from collections.abc import Mapping
from pathlib import Path
from struct import unpack
from typing import Any, Final, Protocol, runtime_checkable

_CHUNK: Final = 65_536
_STALE_BYTES: Final = 2048  # about a second of telemetry


class Port(Protocol):
    """One end of a line. Bytes that the other side does not take are dropped, as on a real wire."""

    url: str

    def fileno(self) -> int:
        """What to wait for; -1 while unplugged."""

    def read(self) -> bytes:
        """Bytes that have come; empty if there are none."""

    def write(self, data: bytes) -> None:
        """Send what fits."""

    def plug(self) -> None:
        """Make the line available."""

    def unplug(self) -> None:
        """Pull the cable: the other side sees the line vanish."""


@runtime_checkable
class RadioPort(Port, Protocol):
    """A line through the air."""

    environment: str
    """What has to be in the environment of a program that uses this air: NAME=VALUE."""

    def upset(self, changes: Mapping[str, Any]) -> None:
        """Radio faults by name; ValueError for one that is unknown."""


class PtyPort:
    """A raw pseudo-terminal; `link`, if given, is kept pointing at it.

    The slave side stays open here too, so that the other side may come and go without an EIO. When
    nobody reads for about a second the waiting bytes are dropped and a lock left by TIOCEXCL is undone.
    """

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._master = self._slave = -1
        self.url = ""
        self.plug()

    def fileno(self) -> int:
        """What to wait for; -1 while unplugged."""
        return self._master

    def read(self) -> bytes:
        """Bytes that have come; empty if there are none."""
        try:
            return os.read(self._master, _CHUNK)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """Send what fits."""
        if self._master < 0:
            return
        (waiting,) = unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))
        if waiting > _STALE_BYTES:
            termios.tcflush(self._slave, termios.TCIFLUSH)
            fcntl.ioctl(self._slave, termios.TIOCNXCL)
        try:
            os.write(self._master, data)
        except OSError:
            return  # the buffer is full: the bytes are lost

    def plug(self) -> None:
        """A new pseudo-terminal; the link follows."""
        if self._master >= 0:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.url = os.ttyname(self._slave)
        if self._link is not None:
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(self.url)
            fresh.replace(self._link)

    def unplug(self) -> None:
        """Close both sides; the link goes too."""
        if self._master < 0:
            return
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1


class TcpPort:
    """A TCP port of this machine only; one client at a time, the next one waits until it has left."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()
        self.url = f"socket://127.0.0.1:{self._port}"

    def fileno(self) -> int:
        """What to wait for: the client, else the next one; -1 while unplugged."""
        current = self._client or self._listener
        return -1 if current is None else current.fileno()

    def read(self) -> bytes:
        """Bytes that have come; empty if there are none, or if a client has come or left."""
        if self._client is None:
            if self._listener is not None:
                self._accept(self._listener)
            return b""
        try:
            data = self._client.recv(_CHUNK)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        """Send what fits."""
        if self._client is None:
            return
        try:
            self._client.send(data)
        except BlockingIOError:
            return  # the buffer is full: the bytes are lost
        except OSError:
            self._hang_up()

    def plug(self) -> None:
        """Listen, on the same port as before if there was one."""
        if self._listener is not None:
            return
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._listener.settimeout(0)
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        """Drop the client and stop listening."""
        if self._listener is not None:  # first, or the next client would slip in and be cut off
            self._listener.close()
            self._listener = None
        self._hang_up()

    def _accept(self, listener: socket.socket) -> None:
        try:
            self._client, _ = listener.accept()
        except OSError:
            return  # gone again before it could be greeted
        self._client.settimeout(0)
        self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
