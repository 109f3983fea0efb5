"""A device on a bench: it is there already, and what it puts out is seen by a meter."""

import threading
from itertools import pairwise
from typing import Any, Final

from chairctl_hil.drivers.driver import DriverError, Meter
from chairctl_hil.trace.record import Recorder
from chairctl_proof.realtime.chair import boot_clock

ZERO_BELOW: Final = 0.5
"""Of the meter's unit (mA): less is its noise."""
POLL_S: Final = 0.001


class BenchDevice:
    """`watch` reads as fast as its instrument lets it; how fast that was, says `resolution_ms`."""

    def __init__(self, address: str, watch: Meter | None, recorder: Recorder) -> None:
        self.url = address
        self.environment: dict[str, str] = {}
        self.serial_number = ""
        self._watch = watch
        self._recorder = recorder
        self._readings: list[tuple[int, float]] = []
        self._news = threading.Condition()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        if watch:
            self._thread.start()

    @property
    def resolution_ms(self) -> float:
        """The greatest time between two readings lately."""
        with self._news:
            times = [at for at, _ in self._readings[-100:]]
        return max((after - before for before, after in pairwise(times)), default=0) / 1e6

    def tell(self, **order: Any) -> None:
        """Raises RuntimeError: nothing can be put into a real device; tests of faults are skipped before."""
        raise RuntimeError(f"nothing can be put into a real device: {order}")

    def energised_at(self, timeout_s: float) -> int | None:
        """The first reading from now on that is not zero."""
        return self._first(boot_clock(), timeout_s, zero=False)

    def zero_at(self, since: int, timeout_s: float) -> int | None:
        """The first reading from `since` on that is zero."""
        return self._first(since, timeout_s, zero=True)

    def stayed_zero(self, since: int) -> bool:
        """Whether every reading from `since` on is zero; False if none has come."""
        with self._news:
            values = [value for at, value in self._readings if at >= since]
            return bool(values) and all(abs(value) < ZERO_BELOW for value in values)

    def close(self) -> None:
        """Stop looking."""
        self._ended.set()
        if self._watch:
            self._thread.join(3)

    def _first(self, since: int, timeout_s: float, *, zero: bool) -> int | None:
        found: list[int] = []

        def seen() -> bool:
            found[:] = [
                at for at, value in self._readings if at >= since and (abs(value) < ZERO_BELOW) is zero
            ]
            return bool(found)

        with self._news:
            return found[0] if self._news.wait_for(seen, timeout_s) else None

    def _poll(self) -> None:
        assert self._watch
        while not self._ended.wait(POLL_S):
            try:
                value = self._watch.read()
            except DriverError as error:
                self._recorder.note("reading", of="watch", error=str(error))
                return
            at = boot_clock()
            with self._news:
                self._readings.append((at, value))
                del self._readings[:-20_000]
                self._news.notify_all()
