"""The connection to a host: one line for everything, and another that carries nothing but STOP."""

import asyncio
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from chairctl.domain.safety import Receipt
from chairctl.frontends.attach.client import HostClient, stop_line
from chairctl.frontends.attach.picture import Picture, read_picture, read_receipt

STOP = stop_line("tui-stop")
LONGEST_ANSWER = 1024 * 1024
Document = dict[str, Any]
OnReceipt = Callable[[Receipt], None]


class StopLine:
    """Carries STOP at once, from any thread: nothing else is ever on it, so nothing is ever before it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._client: HostClient | None = None

    def fire(self) -> bool:
        """Send STOP; False: it could not be handed over, so the host is gone. Never raises."""
        with self._lock:
            for _ in range(2):  # the host may have given our silent line to somebody else
                try:
                    self._client = self._client or HostClient(self._path)
                    self._client.hand_over(STOP)
                    os.sched_yield()  # the host comes first, where both have to share a core
                    self._client.discard()  # its answers to earlier ones; raises if it has hung up
                except OSError:
                    self._hang_up()
                else:
                    return True
        return False

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def open(self) -> None:
        """Connect before it is needed; a failure shows when it is."""
        with self._lock:
            try:
                self._client = self._client or HostClient(self._path)
            except OSError:
                self._client = None


class HostLine(asyncio.Protocol):
    """Commands to the host, receipts and pictures from it; of pictures that pile up only the last counts."""

    def __init__(
        self,
        on_picture: Callable[[Picture], None],
        on_news: Callable[[Document], None],
        on_gone: Callable[[], None],
    ) -> None:
        self._on_picture = on_picture
        self._on_news = on_news
        self._on_gone = on_gone
        self._receipts: dict[str, OnReceipt] = {}
        self._asked = 0
        self._closed = False
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    async def open(self, path: Path) -> None:
        """Connect and subscribe. Raises OSError."""
        await asyncio.get_running_loop().create_unix_connection(lambda: self, str(path))
        self.send({"subscribe": True})

    def close(self) -> None:
        """Hang up, without a word to anybody."""
        self._closed = True
        if self._transport:
            self._transport.close()

    def ask(self, action: str, on_receipt: OnReceipt | None = None, **fields: object) -> None:
        """Ask the host for an action as somebody at the chair."""
        self._asked += 1
        command_id = f"tui-{self._asked}"
        if on_receipt:
            self._receipts[command_id] = on_receipt
        self.send({"id": command_id, "action": action, **fields})

    def send(self, document: Document) -> None:
        """Send one request; without a connection it is lost, which `on_gone` has said."""
        if self._transport and not self._transport.is_closing():
            self._transport.write(json.dumps(document).encode() + b"\n")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The host listens."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio has it)
        """The host is gone."""
        if not self._closed:
            self._on_gone()

    def data_received(self, data: bytes) -> None:
        """Take whole lines; what is no answer of a host ends the connection."""
        if self._closed:
            return
        *lines, self._waiting = (self._waiting + data).split(b"\n")
        newest: Document | None = None
        try:
            for line in lines:
                document: Document = {**json.loads(line)}  # TypeError for what is no object
                if "snapshot" in document:
                    newest = document
                elif "receipt" in document:
                    self._take_receipt(read_receipt(document))
                else:
                    self._on_news(document)
            if newest is not None:
                self._on_picture(read_picture(newest))
        except (ValueError, TypeError, KeyError):
            self._waiting = b""
            if self._transport:
                self._transport.close()
        if len(self._waiting) > LONGEST_ANSWER and self._transport:
            self._transport.close()

    def _take_receipt(self, receipt: Receipt) -> None:
        if on_receipt := self._receipts.pop(receipt.command_id, None):
            on_receipt(receipt)
