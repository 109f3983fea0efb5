"""Instruments that do not exist, for rigs without hardware: real ports and sockets, answered by us."""

import contextlib
import os
import pty
import socket
import threading
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Final, Self

from chairctl_hil.drivers.serial_relay import command

GAUGE_S: Final = 0.05
_SCPI_ERROR: Final = '-113,"Undefined header"'


class Counterpart(ABC):
    """One instrument in a thread of its own, for the time of the block; a driver finds it at `address`."""

    address = ""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(2)
        self._release()

    @abstractmethod
    def _serve(self) -> None:
        """Answer until `_ended` is set."""

    @abstractmethod
    def _release(self) -> None:
        """Give the port or socket back."""


class _OnPty(Counterpart):
    def __init__(self) -> None:
        super().__init__()
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.address = os.ttyname(self._slave)

    def _release(self) -> None:
        os.close(self._master)
        os.close(self._slave)


class RelayCounterpart(_OnPty):
    """Obeys what a relay board obeys; `switched` hears of every change."""

    def __init__(self, channel: int, switched: Callable[[bool], None]) -> None:
        super().__init__()
        self._words = {command(channel, closed=closed): closed for closed in (True, False)}
        self._switched = switched

    def _serve(self) -> None:
        held = b""
        while not self._ended.wait(0.005):
            try:
                held += os.read(self._master, 64)
            except OSError:
                continue
            while len(held) >= 4:
                word, held = held[:4], held[4:]
                if word in self._words:
                    self._switched(self._words[word])


class GaugeCounterpart(_OnPty):
    """Prints what `measure` says, twenty times a second."""

    def __init__(self, measure: Callable[[], float]) -> None:
        super().__init__()
        self._measure = measure

    def _serve(self) -> None:
        while not self._ended.wait(GAUGE_S):
            try:
                os.write(self._master, b"%.2f\r\n" % self._measure())
            except OSError:
                continue  # nobody reads, and the buffer is full


class TapCounterpart(_OnPty):
    """Hands on what is put into `hear`."""

    def hear(self, data: bytes) -> None:
        """Bytes have passed on the line; from any thread."""
        with contextlib.suppress(OSError):  # nobody reads, and the buffer is full
            os.write(self._master, data)

    def _serve(self) -> None:
        self._ended.wait()


class ScpiCounterpart(Counterpart):
    """A multimeter on a TCP socket: *IDN?, and one query that answers with `measure`."""

    def __init__(self, query: str, measure: Callable[[], float]) -> None:
        super().__init__()
        self._query = query.upper()
        self._measure = measure
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.address = f"TCPIP::127.0.0.1::{self._listener.getsockname()[1]}::SOCKET"

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                continue
            with client:
                client.settimeout(0.1)
                self._answer_all(client)

    def _answer_all(self, client: socket.socket) -> None:
        held = b""
        while not self._ended.is_set():
            try:
                data = client.recv(1024)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            *lines, held = (held + data).split(b"\n")
            for line in lines:
                client.sendall(self._answer(line.strip().decode("ascii", "replace").upper()).encode() + b"\n")

    def _answer(self, question: str) -> str:
        if question == "*IDN?":
            return "chairctl,simulated multimeter,0,1"
        return f"{self._measure():.6E}" if question == self._query else _SCPI_ERROR

    def _release(self) -> None:
        self._listener.close()
