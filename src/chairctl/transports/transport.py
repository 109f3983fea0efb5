"""The contract of a carrier."""

from collections.abc import Callable
from typing import NamedTuple, Protocol


class TransportError(Exception):
    """A line cannot be opened; the text says which, why, and what to do."""

    def __init__(self, code: str, address: str, detail: str = "") -> None:
        super().__init__(f"{address}: {code} {detail}".rstrip())
        self.code = code
        """Code of the text catalogue, in its part `line`: missing, busy, permission, failed, address, …"""
        self.address = address
        self.detail = detail


class Guard(NamedTuple):
    """What a warden needs to stop a device by itself."""

    descriptor: int
    """Open while the line is; the warden gets a copy."""
    stop: bytes
    """What it writes to stop; over Bluetooth messages made ready, in the order of `ble_guard.py`."""
    over_bluetooth: bool = False


class Transport(Protocol):
    """A line to one device. It can be opened again after it was closed or lost."""

    @property
    def address(self) -> str:
        """Where the line goes, as the person wrote it."""

    @property
    def descriptor(self) -> int | None:
        """The open line's descriptor, which a warden can share; None: closed, or a line without one."""

    def guard(self, stop: bytes) -> Guard | None:
        """How a warden says `stop` on the open line; None: closed, or a line that no warden can share."""

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Open the line and hand over bytes as they come. Raises TransportError.

        `on_lost` is called once with the reason when the line breaks, and not after `close`.
        """

    def write(self, data: bytes) -> bool:
        """Hand all bytes to the wire now, without waiting. False: the line did not take them all.

        Never raises; a broken line is reported through `on_lost`.
        """

    def discard_output(self) -> None:
        """Throw away what was written and has not left yet."""

    def backlog(self) -> int:
        """Bytes that were written and have not left yet; 0 where nobody knows."""

    async def close(self) -> None:
        """Release the line; safe to call at any time."""
