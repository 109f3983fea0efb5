"""Any simulated device on a real pseudo-terminal, served by a thread of its own."""

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.line_session import Simulated

from chairctl_simulators.ports import PtyPort


def boot_clock() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class PtyDevice:
    """`url` is where it can be reached; the device may be touched under its `lock` only."""

    def __init__(self, make: Callable[[int], Simulated]) -> None:
        self.device = make(boot_clock())
        self.lock = threading.Lock()
        self.zero_at: int | None = None
        """When the outputs last became truly zero (ns); None: they are not."""
        self.heard = b""
        """All that was written to it."""
        self._port = PtyPort()
        self.url = self._port.url
        self._woken, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._serve)

    def truth(self) -> Any:
        with self.lock:
            return self.device.truth(boot_clock())

    def suffer(self, **changes: object) -> None:
        with self.lock:
            device: Any = self.device
            device.set_faults(device.faults.changed(changes), boot_clock())

    def wait_until(self, condition: Callable[[Any], bool], timeout_s: float = 5.0) -> Any:
        """The truth as soon as it is so."""
        until = time.monotonic() + timeout_s
        while not condition(truth := self.truth()):
            assert time.monotonic() < until, f"never came true; last: {truth}"
            time.sleep(0.002)
        return truth

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        os.write(self._waker, b"x")
        self._thread.join()
        self._port.unplug()
        os.close(self._woken)
        os.close(self._waker)

    def _serve(self) -> None:
        while True:
            wait_s = max(0, self.device.next_deadline() - boot_clock()) / 1e9
            ready = select.select([self._port.fileno(), self._woken], [], [], min(wait_s, 0.05))[0]
            if self._woken in ready:
                return
            data = self._port.read() if ready else b""
            self.heard += data
            with self.lock:
                now = boot_clock()
                sent = self.device.feed(data, now) if data else self.device.advance(now)
                zero = self.device.truth(now).outputs_zero
            self.zero_at = (self.zero_at or now) if zero else None
            if sent:
                self._port.write(sent)


@contextmanager
def on_a_pty(make: Callable[[int], Simulated]) -> Iterator[PtyDevice]:
    served = PtyDevice(make)
    served.start()
    try:
        yield served
    finally:
        served.end()
