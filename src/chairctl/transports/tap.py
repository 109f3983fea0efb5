"""A transport that tells somebody else what passes: every byte that came and every byte that was taken."""

from collections.abc import Callable

from chairctl.transports.transport import Guard, Transport


class Tap:
    """`line` with a listener on it; `note` gets "in" or "out" and the bytes, and may take no time."""

    def __init__(self, line: Transport, note: Callable[[str, bytes], None]) -> None:
        self._line = line
        self._note = note

    @property
    def address(self) -> str:
        """Where the line goes, as the person wrote it."""
        return self._line.address

    @property
    def descriptor(self) -> int | None:
        """The open line's descriptor; what a process that shares it writes is not told."""
        return self._line.descriptor

    def guard(self, stop: bytes) -> Guard | None:
        """How a warden says `stop` on the open line; what it says is not told."""
        return self._line.guard(stop)

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Open the line. Raises TransportError."""

        def take(data: bytes) -> None:
            self._note("in", data)
            on_bytes(data)

        await self._line.open(take, on_lost)

    def write(self, data: bytes) -> bool:
        """Hand all bytes to the line; only what it took is told."""
        taken = self._line.write(data)
        if taken:
            self._note("out", data)
        return taken

    def discard_output(self) -> None:
        """Throw away what was written and has not left yet."""
        self._line.discard_output()

    def backlog(self) -> int:
        """Bytes that were written and have not left yet."""
        return self._line.backlog()

    async def close(self) -> None:
        """Release the line."""
        await self._line.close()
