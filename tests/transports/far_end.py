"""What the tests listen with."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 5.0


class Listener:
    """Collects what a transport hands over; `until` waits for a condition over it."""

    def __init__(self) -> None:
        self.data = b""
        self.lost: list[str] = []
        self._changed = asyncio.Event()

    def on_bytes(self, data: bytes) -> None:
        self.data += data
        self._changed.set()

    def on_lost(self, reason: str) -> None:
        self.lost.append(reason)
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def settle(self) -> None:
        """Let everything that the loop has scheduled happen."""
        for _ in range(5):
            await asyncio.to_thread(lambda: None)
