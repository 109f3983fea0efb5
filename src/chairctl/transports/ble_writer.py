"""What is on its way to a device over Bluetooth: one task writes, and little ever waits.

A radio may be slower than the control turns. Then a queue would hold images of the past; so what waits
is replaced as a whole by what a newer turn writes, and is too old after a moment: a process that wakes up
after a stall sends nothing of before. A stop is never replaced, never too old, and goes first.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

WRITE_S = 0.2
"""A write that takes longer hangs: the link is given up while the lease (at most 300 ms) still runs."""
KEEP_S = 0.2
"""What has waited longer is not sent any more: its permit is about to end."""


class Writer:
    """Writes in pieces of at most `size()` bytes with `send`; `on_broken` is told once why it has ended."""

    def __init__(
        self,
        send: Callable[[bytes], Awaitable[None]],
        size: Callable[[], int],
        on_broken: Callable[[Exception], None],
    ) -> None:
        self._send = send
        self._size = size
        self._on_broken = on_broken
        self._urgent: deque[bytes] = deque()
        self._begun: deque[bytes] = deque()
        """Pieces of a turn of which something has left already."""
        self._newest: list[bytes] = []
        """What the newest turn has written: whole packets."""
        self._begun_until = self._newest_until = 0.0
        """When they are too old, by the loop's clock."""
        self._same_turn = False
        self._is_next_urgent = False
        self._stops_now = False
        """A stop was put in this turn; it may be of several packets, and none is thrown away for the next."""
        self._leaving = 0
        self._waiting = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run())

    def put(self, data: bytes) -> bool:
        """Take a packet; it replaces what an earlier turn left waiting. False: the writer has ended."""
        if self._task.done():
            return False
        if self._is_next_urgent:
            self._is_next_urgent = False
            self._stops_now = True
            self._urgent.extend(pieces(data, self._size()))
        elif self._same_turn:
            self._newest.append(data)
        else:
            self._newest = [data]
            self._newest_until = self._loop.time() + KEEP_S
            self._same_turn = True
            self._loop.call_soon(self._end_turn)
        self._waiting.set()
        return True

    def discard(self) -> None:
        """Throw away all that waits, even the rest of a packet; the packet put next is the reason why."""
        if not self._stops_now:
            self._urgent.clear()
        self._begun.clear()
        self._newest = []
        self._is_next_urgent = True
        self._loop.call_soon(self._end_turn)

    def backlog(self) -> int:
        """Bytes that wait or are just being written."""
        return self._leaving + sum(map(len, (*self._urgent, *self._begun, *self._newest)))

    def end(self) -> None:
        """Write nothing more."""
        self._task.cancel()

    def _end_turn(self) -> None:
        self._same_turn = self._is_next_urgent = self._stops_now = False

    def _next(self) -> bytes:
        """The next piece; empty if nothing waits."""
        if self._urgent:
            return self._urgent.popleft()
        if not self._begun:
            size = self._size()
            self._begun.extend(piece for data in self._newest for piece in pieces(data, size))
            self._newest = []
            self._begun_until = self._newest_until
        if self._loop.time() > self._begun_until:
            self._begun.clear()
        return self._begun.popleft() if self._begun else b""

    async def _run(self) -> None:
        try:
            while True:
                await self._waiting.wait()
                self._waiting.clear()
                while piece := self._next():
                    self._leaving = len(piece)
                    async with asyncio.timeout(WRITE_S):
                        await self._send(piece)
                    self._leaving = 0
        except Exception as error:  # whatever it is, the link is useless now
            self._on_broken(error)


def pieces(data: bytes, size: int) -> list[bytes]:
    """Data cut into pieces of at most `size` bytes, in order."""
    return [data[at : at + size] for at in range(0, len(data), size)]
