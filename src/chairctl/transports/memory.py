"""Two ends of a line inside one process, without an event loop: for tests and virtual time."""

from collections import deque
from collections.abc import Callable

from chairctl.transports.transport import TransportError


class _Wire:
    """Delivers in the order written, one reader at a time, so that readers may write."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[MemoryTransport, bytes]] = deque()
        self._is_delivering = False

    def deliver(self, end: "MemoryTransport", data: bytes) -> None:
        self._waiting.append((end, data))
        if self._is_delivering:
            return
        self._is_delivering = True
        try:
            while self._waiting:
                end, data = self._waiting.popleft()
                end.take(data)
        finally:
            self._is_delivering = False
            self._waiting.clear()


class MemoryTransport:
    """One end; `memory_pair` makes both.

    Bytes arrive within `write` itself; an answer follows, still within it, once the reader has returned.
    Without a reader at the far end bytes are lost, as on a wire. `attach` and `detach` are `open` and
    `close` for callers that have no event loop.
    """

    def __init__(self, address: str, wire: _Wire) -> None:
        self._address = address
        self._wire = wire
        self._readers: tuple[Callable[[bytes], None], Callable[[str], None]] | None = None
        self._held: list[bytes] = []
        self._is_held = False
        self.far = self
        """The other end."""

    @property
    def address(self) -> str:
        """Name of this end."""
        return self._address

    def attach(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Open this end. Raises TransportError "busy" if it is open."""
        if self._readers:
            raise TransportError("busy", self._address)
        self._readers = (on_bytes, on_lost)

    @property
    def descriptor(self) -> None:
        """None: there is no line outside this process."""
        return

    def guard(self, stop: bytes) -> None:  # noqa: ARG002  # the contract has it
        """None, for the same reason."""
        return

    async def open(self, on_bytes: Callable[[bytes], None], on_lost: Callable[[str], None]) -> None:
        """Open this end. Raises TransportError "busy" if it is open."""
        self.attach(on_bytes, on_lost)

    def write(self, data: bytes) -> bool:
        """Deliver to the far end now; False while this end is closed."""
        if not self._readers:
            return False
        if self._is_held:
            self._held.append(data)
        else:
            self._wire.deliver(self.far, data)
        return True

    def take(self, data: bytes) -> None:
        """Bytes arrive at this end."""
        if self._readers:
            self._readers[0](data)

    def hold(self) -> None:
        """Let written bytes wait, as on a slow wire."""
        self._is_held = True

    def release(self) -> None:
        """Deliver what waits, and what follows."""
        self._is_held = False
        held, self._held = self._held, []
        for data in held:
            self._wire.deliver(self.far, data)

    def discard_output(self) -> None:
        """Throw away what waits."""
        self._held = []

    def backlog(self) -> int:
        """Bytes that wait."""
        return sum(map(len, self._held))

    def cut(self, reason: str = "hangup") -> None:
        """Break the line: each end that is open is told once, this one first."""
        self.lose(reason)
        self.far.lose(reason)

    def lose(self, reason: str) -> None:
        """Close this end and tell its reader."""
        if self._readers:
            on_lost = self._readers[1]
            self.detach()
            on_lost(reason)

    def detach(self) -> None:
        """Close this end."""
        self._readers = None
        self._held = []

    async def close(self) -> None:
        """Close this end; the far end is not told, as on a serial wire."""
        self.detach()


def memory_pair(
    near: str = "memory:near", far: str = "memory:far"
) -> tuple[MemoryTransport, MemoryTransport]:
    """Both ends of a new line, closed."""
    wire = _Wire()
    one, other = MemoryTransport(near, wire), MemoryTransport(far, wire)
    one.far, other.far = other, one
    return one, other
