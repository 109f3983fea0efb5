"""The rig's own end of the line: the product's transports, on an event loop in a thread."""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from typing import Self

from chairctl.protocols.chairlink.device import NORDIC_UART, SERIAL
from chairctl.transports.addresses import transport_for

OPEN_S = 10.0


class RigLine:
    """Open for the time of the block. `on_bytes` is called in the line's thread."""

    def __init__(
        self, address: str, environment: Mapping[str, str], on_bytes: Callable[[bytes], None]
    ) -> None:
        self._environment = environment
        self._on_bytes = on_bytes
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._transport = transport_for(address, SERIAL, NORDIC_UART)
        self.lost = threading.Event()

    def __enter__(self) -> Self:
        os.environ.update(self._environment)  # where a Bluetooth daemon of our own is
        self._thread.start()
        opening = self._transport.open(self._on_bytes, lambda _reason: self.lost.set())
        try:
            asyncio.run_coroutine_threadsafe(opening, self._loop).result(OPEN_S)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._transport.close(), self._loop).result(OPEN_S)
        self._end()

    def write(self, data: bytes) -> None:
        """Hand bytes to the line; from any thread."""
        self._loop.call_soon_threadsafe(self._transport.write, data)

    def write_now(self, data: bytes) -> None:
        """The same, from the line's own thread."""
        self._transport.write(data)

    def _end(self) -> None:
        asyncio.run_coroutine_threadsafe(cancel_others(), self._loop).result(OPEN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(OPEN_S)
        self._loop.close()
        for name in self._environment:
            os.environ.pop(name, None)


async def cancel_others() -> None:
    """End whatever a transport has left running."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
